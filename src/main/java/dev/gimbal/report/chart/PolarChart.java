package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import java.util.List;

/**
 * Scores over angles of turn: upright is at the top, a turn counter-clockwise lies to the left, the
 * centre is 0 and the rim 1. Values below 0 are drawn at the centre, far above 1 just outside the
 * rim.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param references dashed rings, such as chance
 * @param series at most six; x is the angle in degrees
 */
public record PolarChart(
    String id,
    String title,
    String description,
    List<LineChart.Reference> references,
    List<Series> series) {
  private static final double WIDTH = 460;
  private static final double RADIUS = 150;
  private static final double CENTRE = 230;
  private static final double LEGEND_LINE = 18;
  private static final double RING_STEP = 0.25;
  private static final double SPOKE_STEP = 30;

  /** Neighbours farther apart than this are not joined: nothing is known between them. */
  private static final double FARTHEST_JOINED = 30;

  private static final int LONGEST_LABEL = 46;

  public PolarChart {
    references = List.copyOf(references);
    series = List.copyOf(series);
  }

  /** The picture. */
  public String svg() {
    double top = 12 + LEGEND_LINE * (series.size() + references.size());
    double middle = top + RADIUS + 26;
    Svg svg = new Svg(id, WIDTH, middle + RADIUS + 34, title, description);
    legend(svg);
    for (double ring = RING_STEP; ring <= 1; ring += RING_STEP) {
      ring(svg, middle, ring, ring == 1 ? "polar-rim" : "polar-ring");
      svg.text(CENTRE + 4, middle - RADIUS * ring + 12, "tiny", Numbers.plain(ring));
    }
    for (double angle = 0; angle < 360; angle += SPOKE_STEP) {
      spoke(svg, middle, angle);
    }
    references.forEach(line -> ring(svg, middle, line.value(), "polar-mark"));
    series.forEach(line -> line(svg, middle, line));
    return svg.finish();
  }

  private void legend(Svg svg) {
    for (int i = 0; i < series.size(); i++) {
      double y = 12 + LEGEND_LINE * i;
      svg.line(20, y, 50, y, "line s" + series.get(i).style());
      svg.marker(series.get(i).style(), 35, y, "dot s" + series.get(i).style());
      svg.text(58, y + 4, "t", SafeText.of(series.get(i).label(), LONGEST_LABEL));
    }
    for (int i = 0; i < references.size(); i++) {
      double y = 12 + LEGEND_LINE * (series.size() + i);
      svg.line(20, y, 50, y, "mark");
      String value = Numbers.score(references.get(i).value());
      svg.text(58, y + 4, "t", references.get(i).label() + ": " + value);
    }
  }

  private static void ring(Svg svg, double middle, double value, String cssClass) {
    svg.circle(CENTRE, middle, Svg.xy(RADIUS * kept(value)), cssClass);
  }

  private static void spoke(Svg svg, double middle, double angle) {
    svg.line(CENTRE, middle, x(angle, 1), y(middle, angle, 1), "grid");
    double beyond = 1 + 10 / RADIUS;
    double signed = angle > 180 ? angle - 360 : angle;
    String text = (signed == 180 ? "180" : Numbers.signed(signed)) + "°";
    double side = Math.sin(Math.toRadians(angle));
    String anchor = side > 0.2 ? "t end soft" : side < -0.2 ? "t soft" : "t mid soft";
    svg.text(x(angle, beyond), y(middle, angle, beyond) + 4, anchor, text);
  }

  private static void line(Svg svg, double middle, Series line) {
    StringBuilder path = new StringBuilder();
    double last = Double.NEGATIVE_INFINITY;
    for (Series.Point point : line.points()) {
      if (point.value().isPresent()) {
        boolean joined = point.x() - last <= FARTHEST_JOINED;
        path.append(joined ? 'L' : 'M');
        path.append(Svg.xy(x(point.x(), point.value().get()))).append(' ');
        path.append(Svg.xy(y(middle, point.x(), point.value().get())));
        last = point.x();
      }
    }
    if (!path.isEmpty()) {
      svg.leaf("path", "d", path.toString(), "class", "line s" + line.style());
    }
    for (Series.Point point : line.points()) {
      whisker(svg, middle, line.style(), point);
    }
  }

  private static void whisker(Svg svg, double middle, int style, Series.Point point) {
    double angle = point.x();
    point
        .interval()
        .filter(interval -> point.emphasis())
        .ifPresent(
            i ->
                svg.line(
                    x(angle, i.lo()),
                    y(middle, angle, i.lo()),
                    x(angle, i.hi()),
                    y(middle, angle, i.hi()),
                    "whisker s" + style));
    if (point.value().isPresent()) {
      double value = point.value().get();
      String shape = point.emphasis() ? "dot s" : "ring s";
      svg.marker(style, x(angle, value), y(middle, angle, value), shape + style);
    }
  }

  /** Counter-clockwise turns lie to the left, as the picture's top then does. */
  private static double x(double degrees, double value) {
    return CENTRE - RADIUS * kept(value) * Math.sin(Math.toRadians(degrees));
  }

  private static double y(double middle, double degrees, double value) {
    return middle - RADIUS * kept(value) * Math.cos(Math.toRadians(degrees));
  }

  /** Labels beside the rim lie a little outside of it. */
  private static double kept(double value) {
    return Math.max(0, Math.min(1.2, value));
  }
}
