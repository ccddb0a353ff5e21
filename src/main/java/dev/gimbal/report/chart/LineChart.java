package dev.gimbal.report.chart;

import static dev.gimbal.report.chart.Svg.xy;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Lines with interval bands over a linear axis. The vertical axis always holds 0 and 1; it grows
 * downwards to −1 and upwards to 2 as the values ask, and what lies beyond is drawn at the edge.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param xLabel axis label with its unit
 * @param yLabel axis label with its unit
 * @param references horizontal lines with their labels, such as chance; at most three
 * @param series at most six
 * @param comb upright lines at every multiple of a whole step of the network's grid
 */
public record LineChart(
    String id,
    String title,
    String description,
    String xLabel,
    String yLabel,
    List<Reference> references,
    List<Series> series,
    Optional<Comb> comb) {
  private static final double WIDTH = 460;
  private static final double LEFT = 46;
  private static final double RIGHT = 448;
  private static final double PLOT_HEIGHT = 210;
  private static final double LEGEND_LINE = 18;
  private static final int LONGEST_LABEL = 46;

  /** A horizontal line. */
  public record Reference(String label, double value) {}

  /**
   * Equally spaced upright lines through 0.
   *
   * @param step distance between them on the horizontal axis, above 0
   */
  public record Comb(String label, double step) {}

  public LineChart {
    references = List.copyOf(references);
    series = List.copyOf(series);
  }

  /** A chart with at most one horizontal line and no comb. */
  public LineChart(
      String id,
      String title,
      String description,
      String xLabel,
      String yLabel,
      Optional<Reference> reference,
      List<Series> series) {
    this(
        id,
        title,
        description,
        xLabel,
        yLabel,
        reference.stream().toList(),
        series,
        Optional.empty());
  }

  /** The picture. */
  public String svg() {
    int lines = series.size() + references.size() + (comb.isPresent() ? 1 : 0);
    double top = 12 + LEGEND_LINE * lines;
    double bottom = top + PLOT_HEIGHT;
    Svg svg = new Svg(id, WIDTH, bottom + 44, title, description);
    Axis x = Axis.over(least(Point::x, 0), most(Point::x, 1), LEFT + 8, RIGHT - 8);
    Axis y = verticalAxis(top, bottom);
    legend(svg);
    frame(svg, x, y, bottom);
    comb.ifPresent(teeth -> teeth(svg, x, top, bottom, teeth.step()));
    for (int i = 0; i < references.size(); i++) {
      double at = y.at(references.get(i).value());
      svg.line(LEFT, at, RIGHT, at, "mark m" + i);
    }
    series.forEach(line -> band(svg, x, y, line));
    series.forEach(line -> line(svg, x, y, line));
    return svg.finish();
  }

  private Axis verticalAxis(double top, double bottom) {
    double low = least(p -> p.interval().map(i -> i.lo()).orElse(p.value().orElse(0.0)), 0);
    double high = most(p -> p.interval().map(i -> i.hi()).orElse(p.value().orElse(1.0)), 1);
    double least = Math.max(-1, Math.min(0, Math.floor(low * 4) / 4));
    double most = Math.min(2, Math.max(1, Math.ceil(high * 4 - 0.1) / 4));
    return new Axis(least, most, bottom, top);
  }

  private double least(ToDoubleFunction<Point> value, double fallback) {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(value)
        .min()
        .orElse(fallback);
  }

  private double most(ToDoubleFunction<Point> value, double fallback) {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(value)
        .max()
        .orElse(fallback);
  }

  private void legend(Svg svg) {
    for (int i = 0; i < series.size(); i++) {
      Series line = series.get(i);
      double y = 12 + LEGEND_LINE * i;
      svg.line(LEFT, y, LEFT + 30, y, "line s" + line.style());
      svg.marker(line.style(), LEFT + 15, y, "dot s" + line.style());
      svg.text(LEFT + 38, y + 4, "t", SafeText.of(line.label(), LONGEST_LABEL));
    }
    for (int i = 0; i < references.size(); i++) {
      double y = 12 + LEGEND_LINE * (series.size() + i);
      Reference line = references.get(i);
      svg.line(LEFT, y, LEFT + 30, y, "mark m" + i);
      svg.text(LEFT + 38, y + 4, "t", line.label() + ": " + Numbers.score(line.value()));
    }
    comb.ifPresent(
        teeth -> {
          double y = 12 + LEGEND_LINE * (series.size() + references.size());
          for (int tooth = 0; tooth < 3; tooth++) {
            svg.line(LEFT + 5 + 10 * tooth, y - 6, LEFT + 5 + 10 * tooth, y + 6, "comb");
          }
          svg.text(LEFT + 38, y + 4, "t", teeth.label());
        });
  }

  private static void teeth(Svg svg, Axis x, double top, double bottom, double step) {
    for (double at = Math.ceil(x.low() / step) * step; at <= x.high(); at += step) {
      svg.line(x.at(at), top, x.at(at), bottom, "comb");
    }
  }

  private void frame(Svg svg, Axis x, Axis y, double bottom) {
    for (double tick : y.ticks(8)) {
      svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), tick == 0 ? "zero" : "grid");
      svg.text(LEFT - 6, y.at(tick) + 4, "t end", Numbers.plain(tick));
    }
    for (double tick : x.ticks(9)) {
      svg.line(x.at(tick), bottom, x.at(tick), bottom + 4, "tick");
      svg.text(x.at(tick), bottom + 17, "t mid", Numbers.plain(tick));
    }
    svg.line(LEFT, bottom, RIGHT, bottom, "tick");
    svg.text((LEFT + RIGHT) / 2, bottom + 36, "t mid soft", xLabel);
    double middle = (y.from() + y.to()) / 2;
    svg.element(
        "text",
        yLabel,
        "class",
        "t mid soft",
        "transform",
        "translate(14 " + xy(middle) + ") rotate(-90)");
  }

  private static void band(Svg svg, Axis x, Axis y, Series line) {
    List<Point> run = new ArrayList<>();
    for (Point point : line.points()) {
      if (point.interval().isPresent()) {
        run.add(point);
      } else {
        bandRun(svg, x, y, line.style(), run);
        run.clear();
      }
    }
    bandRun(svg, x, y, line.style(), run);
  }

  private static void bandRun(Svg svg, Axis x, Axis y, int style, List<Point> run) {
    StringBuilder upper = new StringBuilder();
    StringBuilder lower = new StringBuilder();
    for (Point point : run) {
      // A lone point still shows its interval, as a thin upright.
      double half = run.size() == 1 ? 1 : 0;
      double left = x.at(point.x()) - half;
      double right = x.at(point.x()) + half;
      double hi = y.at(point.interval().orElseThrow().hi());
      double lo = y.at(point.interval().orElseThrow().lo());
      upper.append(upper.isEmpty() ? 'M' : 'L').append(xy(left)).append(' ').append(xy(hi));
      if (half > 0) {
        upper.append('L').append(xy(right)).append(' ').append(xy(hi));
      }
      lower.insert(0, "L" + xy(left) + " " + xy(lo));
      if (half > 0) {
        lower.insert(0, "L" + xy(right) + " " + xy(lo));
      }
    }
    if (!run.isEmpty()) {
      svg.leaf("path", "d", upper.append(lower).append('z').toString(), "class", "band s" + style);
    }
  }

  private static void line(Svg svg, Axis x, Axis y, Series line) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (Point point : line.points()) {
      if (point.value().isPresent()) {
        path.append(drawing ? 'L' : 'M').append(xy(x.at(point.x()))).append(' ');
        path.append(xy(y.at(point.value().get())));
      }
      drawing = point.value().isPresent();
    }
    if (path.isEmpty()) {
      return;
    }
    svg.leaf("path", "d", path.toString(), "class", "line s" + line.style());
    for (Point point : line.points()) {
      if (point.value().isPresent()) {
        String shape = point.emphasis() ? "dot s" : "ring s";
        svg.marker(line.style(), x.at(point.x()), y.at(point.value().get()), shape + line.style());
      }
    }
  }
}
