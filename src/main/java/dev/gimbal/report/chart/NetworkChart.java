package dev.gimbal.report.chart;

import java.util.List;
import java.util.Optional;

/**
 * Boxes and connections of a network, coloured by score. Every box is a link; its score stands in
 * it as a number, so that colour is never alone.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param boxes in reading order
 * @param wires connections: x and y of their points in turn, from the source to the target
 */
public record NetworkChart(
    String id,
    String title,
    String description,
    double width,
    double height,
    List<Box> boxes,
    List<List<Double>> wires) {
  private static final double LINE = 16;
  private static final double INSET = 7;
  private static final double ARROW = 5;

  /**
   * Room for text on 100 px, in widths of an average small letter; wide letters count more. At the
   * type size that the style sheet gives to boxes.
   */
  private static final double LETTERS_PER_100_PX = 15;

  /**
   * A box.
   *
   * @param anchor identifier that links may aim at; empty for none
   * @param target the fragment that the box leads to, such as {@code #layer-12}
   * @param hint everything that has no room in the box
   * @param value what colours the box; empty for a box without score
   * @param number what the name in the first line begins with, and never loses
   * @param lines what stands in the box, from above; the first is a name, set bold
   * @param corner what stands at the right end of the last line
   * @param look of the box
   */
  public record Box(
      double x,
      double y,
      double width,
      double height,
      String anchor,
      String target,
      String hint,
      Optional<Double> value,
      String number,
      List<String> lines,
      String corner,
      Look look) {
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /** What a box stands for. */
  public enum Look {
    /** One layer. */
    LAYER,
    /** Several layers. */
    BLOCK,
    /** A block that repeats: drawn as a stack. */
    STACK,
    /** A layer that is drawn elsewhere. */
    ENTRY
  }

  public NetworkChart {
    boxes = List.copyOf(boxes);
    wires = wires.stream().map(List::copyOf).toList();
  }

  /** The picture; a group of links, not an image. */
  public String svg() {
    Svg svg = new Svg(id, width, height, title, description, "group");
    StringBuilder lines = new StringBuilder();
    StringBuilder heads = new StringBuilder();
    wires.forEach(wire -> wire(wire, lines, heads));
    svg.leaf("path", "d", lines.toString(), "class", "wire");
    svg.leaf("path", "d", heads.toString(), "class", "head");
    boxes.forEach(box -> box(svg, box));
    return svg.finish();
  }

  private static void wire(List<Double> points, StringBuilder lines, StringBuilder heads) {
    for (int i = 0; i + 1 < points.size(); i += 2) {
      lines.append(i == 0 ? 'M' : 'L').append(Svg.xy(points.get(i)));
      lines.append(' ').append(Svg.xy(points.get(i + 1)));
    }
    int n = points.size();
    double x = points.get(n - 2);
    double y = points.get(n - 1);
    double dx = x - points.get(n - 4);
    double dy = y - points.get(n - 3);
    double length = Math.max(1e-9, Math.hypot(dx, dy));
    double ux = ARROW * dx / length;
    double uy = ARROW * dy / length;
    heads.append('M').append(Svg.xy(x)).append(' ').append(Svg.xy(y));
    heads.append('L').append(Svg.xy(x - ux - uy * 0.6)).append(' ');
    heads.append(Svg.xy(y - uy + ux * 0.6));
    heads.append('L').append(Svg.xy(x - ux + uy * 0.6)).append(' ');
    heads.append(Svg.xy(y - uy - ux * 0.6)).append('z');
  }

  private static void box(Svg svg, Box box) {
    String look = "box " + colour(box);
    if (box.anchor().isEmpty()) {
      svg.open("a", "href", box.target());
    } else {
      svg.open("a", "href", box.target(), "id", box.anchor());
    }
    svg.element("title", box.hint());
    if (box.look() == Look.STACK) {
      svg.rect(box.x() + 6, box.y() + 6, box.width(), box.height(), look);
      svg.rect(box.x() + 3, box.y() + 3, box.width(), box.height(), look);
    }
    svg.rect(box.x(), box.y(), box.width(), box.height(), look);
    String ink = box.value().map(v -> " qt" + HeatMap.step(v)).orElse("");
    if (box.look() == Look.ENTRY) {
      svg.text(
          box.x() + box.width() / 2, box.y() + box.height() / 2 + 4, "n mid", box.lines().get(0));
    } else {
      text(svg, box, ink);
    }
    svg.close("a");
  }

  private static String colour(Box box) {
    if (box.look() == Look.ENTRY) {
      return "entry";
    }
    return box.value().map(v -> "q" + HeatMap.step(v)).orElse("blank");
  }

  private static void text(Svg svg, Box box, String ink) {
    double room = (box.width() - 2 * INSET) * LETTERS_PER_100_PX / 100;
    double y = box.y() + INSET + 8;
    for (int i = 0; i < box.lines().size(); i++) {
      boolean last = i == box.lines().size() - 1;
      double free = last ? room - breadth(box.corner()) - 1 : room;
      String shown =
          i == 0
              ? box.number() + headCut(box.lines().get(i), room - breadth(box.number()))
              : tailCut(box.lines().get(i), free);
      svg.text(box.x() + INSET, y + LINE * i, (i == 0 ? "n strong" : "n") + ink, shown);
    }
    double end = box.x() + box.width() - INSET;
    double base = y + LINE * (box.lines().size() - 1);
    svg.text(end, base, "n strong end" + ink, box.corner());
  }

  /** A name's end says more than its beginning. */
  private static String headCut(String text, double room) {
    int[] points = text.codePoints().toArray();
    double used = 0;
    for (int i = points.length - 1; i >= 0; i--) {
      used += breadth(points[i]);
      if (used > room) {
        int from = Math.min(points.length, i + 2);
        return "…" + new String(points, from, points.length - from);
      }
    }
    return text;
  }

  private static String tailCut(String text, double room) {
    int[] points = text.codePoints().toArray();
    double used = 0;
    for (int i = 0; i < points.length; i++) {
      used += breadth(points[i]);
      if (used > room) {
        return new String(points, 0, Math.max(0, i - 1)) + "…";
      }
    }
    return text;
  }

  private static double breadth(String text) {
    return text.codePoints().mapToDouble(NetworkChart::breadth).sum();
  }

  /** Breadth of a letter in widths of an average small one; more than it is where in doubt. */
  private static double breadth(int point) {
    if (point >= 0x2E80) {
      return 2;
    }
    if (point >= 0x80) {
      return 1.3;
    }
    if ("WMmw@%".indexOf(point) >= 0) {
      return 1.5;
    }
    return Character.isUpperCase(point) ? 1.2 : "il.,:;'|!/jftI1[]()".indexOf(point) >= 0 ? 0.7 : 1;
  }
}
