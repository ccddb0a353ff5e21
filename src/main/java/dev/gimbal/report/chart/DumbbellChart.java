package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.result.Interval;
import java.util.List;
import java.util.Optional;

/**
 * Two marks a row, before and after, joined by a line; beside them the difference with its paired
 * interval as text. A difference whose interval leaves out 0 has a full line, others a dashed one.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param before name of the first mark
 * @param after name of the second mark
 * @param rows from top to bottom
 */
public record DumbbellChart(
    String id, String title, String description, String before, String after, List<Row> rows) {
  private static final double WIDTH = 900;
  private static final double LEFT = 300;
  private static final double RIGHT = 660;
  private static final double ROW = 24;
  private static final double TOP = 34;
  private static final int LONGEST_LABEL = 44;

  /**
   * A score before and after.
   *
   * @param interval of the difference, where there is one
   */
  public record Row(
      String label, double before, double after, double difference, Optional<Interval> interval) {
    boolean isClear() {
      return interval.isPresent() && (interval.get().lo() > 0 || interval.get().hi() < 0);
    }
  }

  public DumbbellChart {
    rows = List.copyOf(rows);
  }

  /** The picture. */
  public String svg() {
    double bottom = TOP + ROW * rows.size();
    Svg svg = new Svg(id, WIDTH, bottom + 30, title, description);
    double low = rows.stream().mapToDouble(r -> Math.min(r.before(), r.after())).min().orElse(0);
    double high = rows.stream().mapToDouble(r -> Math.max(r.before(), r.after())).max().orElse(1);
    Axis x = Axis.over(Math.max(-1, Math.min(0, low)), Math.max(1, Math.min(2, high)), LEFT, RIGHT);
    svg.marker(0, LEFT, 12, "dot s0");
    svg.text(LEFT + 10, 16, "t", SafeText.of(before, LONGEST_LABEL));
    svg.marker(1, LEFT + 300, 12, "dot s1");
    svg.text(LEFT + 310, 16, "t", SafeText.of(after, LONGEST_LABEL));
    for (double tick : x.ticks(7)) {
      svg.line(x.at(tick), TOP - 8, x.at(tick), bottom, tick == 0 ? "zero" : "grid");
      svg.text(x.at(tick), bottom + 17, "t mid", Numbers.plain(tick));
    }
    for (int row = 0; row < rows.size(); row++) {
      row(svg, x, TOP + ROW * (row + 0.5), rows.get(row));
    }
    return svg.finish();
  }

  private static void row(Svg svg, Axis x, double y, Row row) {
    svg.text(LEFT - 12, y + 4, "t end", SafeText.of(row.label(), LONGEST_LABEL));
    svg.line(x.at(row.before()), y, x.at(row.after()), y, row.isClear() ? "whisker s5" : "mark");
    svg.marker(0, x.at(row.before()), y, "dot s0");
    svg.marker(1, x.at(row.after()), y, "dot s1");
    String interval = row.interval().map(i -> " " + Numbers.interval(i)).orElse("");
    String sign = row.difference() > 0 ? "+" : "";
    svg.text(RIGHT + 14, y + 4, "t", sign + Numbers.score(row.difference()) + interval);
  }
}
