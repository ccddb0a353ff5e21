package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import org.unbescape.xml.XmlEscape;

/**
 * Writes one SVG picture. Every attribute value and text is escaped here and nowhere else; colours
 * and fonts come from the page's classes, so that a picture follows its light or dark theme.
 */
final class Svg {
  private final StringBuilder out = new StringBuilder(4096);

  /**
   * Opens a picture.
   *
   * @param id unique in the page; never made from a name
   * @param title what it is, for those who cannot see it
   * @param description what it shows
   */
  Svg(String id, double width, double height, String title, String description) {
    this(id, width, height, title, description, "img");
  }

  /**
   * Opens a picture with a role of its own.
   *
   * @param role "img", or "group" for one that holds links
   */
  Svg(String id, double width, double height, String title, String description, String role) {
    String box = "0 0 " + Numbers.coordinate(width) + " " + Numbers.coordinate(height);
    open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        box,
        "width",
        Numbers.coordinate(width),
        "height",
        Numbers.coordinate(height),
        "role",
        role,
        "aria-labelledby",
        id + "-t " + id + "-d");
    element("title", title, "id", id + "-t");
    element("desc", description, "id", id + "-d");
  }

  /** Opens an element; attributes are name, value, name, value … */
  Svg open(String name, String... attributes) {
    start(name, attributes);
    out.append('>');
    return this;
  }

  Svg close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  /** An element without content. */
  Svg leaf(String name, String... attributes) {
    start(name, attributes);
    out.append("/>");
    return this;
  }

  /** An element that holds text. */
  Svg element(String name, String text, String... attributes) {
    start(name, attributes);
    out.append('>').append(XmlEscape.escapeXml10(text)).append("</").append(name).append('>');
    return this;
  }

  /** Text at a point; the class says how it is set and anchored. */
  Svg text(double x, double y, String cssClass, String text) {
    return element("text", text, "x", xy(x), "y", xy(y), "class", cssClass);
  }

  Svg line(double x1, double y1, double x2, double y2, String cssClass) {
    return leaf(
        "path", "d", "M" + xy(x1) + " " + xy(y1) + "L" + xy(x2) + " " + xy(y2), "class", cssClass);
  }

  /** A circle; its radius as text, since most are as small as a mark. */
  Svg circle(double x, double y, String radius, String cssClass) {
    return leaf("circle", "cx", xy(x), "cy", xy(y), "r", radius, "class", cssClass);
  }

  Svg rect(double x, double y, double width, double height, String cssClass) {
    return leaf(
        "rect",
        "x",
        xy(x),
        "y",
        xy(y),
        "width",
        xy(width),
        "height",
        xy(height),
        "class",
        cssClass);
  }

  /** The marker of a series, one shape a style, so that colour is never the only difference. */
  Svg marker(int style, double x, double y, String cssClass) {
    double r = 3.2;
    String d =
        switch (Math.floorMod(style, 6)) {
          case 0 -> "M" + xy(x - r) + " " + xy(y) + "a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z";
          case 1 -> polygon(x, y, -r, -r, r, -r, r, r, -r, r);
          case 2 -> polygon(x, y, 0, -r - 1, r + 1, r, -r - 1, r);
          case 3 -> polygon(x, y, 0, -r - 1, r + 1, 0, 0, r + 1, -r - 1, 0);
          case 4 -> polygon(x, y, 0, r + 1, r + 1, -r, -r - 1, -r);
          default ->
              polygon(
                  x, y, -r, -1, -1, -1, -1, -r, 1, -r, 1, -1, r, -1, r, 1, 1, 1, 1, r, -1, r, -1, 1,
                  -r, 1);
        };
    return leaf("path", "d", d, "class", cssClass);
  }

  /** Ends the picture. */
  String finish() {
    return close("svg").out.toString();
  }

  static String xy(double value) {
    return Numbers.coordinate(value);
  }

  private static String polygon(double x, double y, double... offsets) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < offsets.length; i += 2) {
      d.append(i == 0 ? 'M' : 'L').append(xy(x + offsets[i])).append(' ');
      d.append(xy(y + offsets[i + 1]));
    }
    return d.append('z').toString();
  }

  private void start(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(XmlEscape.escapeXml10(attributes[i + 1])).append('"');
    }
  }
}
