package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.result.Interval;
import java.util.List;
import java.util.Optional;

/**
 * Layers from the input down to the output, one row each: scores as marks on an axis from 0 to 1,
 * then causes of loss as stacked bars, one panel a group of causes that sum to one loss.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param scoreLabels names of the scores, in the order of their marks
 * @param panels stacks of causes
 * @param rows one a layer, in order of depth
 */
public record DepthChart(
    String id,
    String title,
    String description,
    List<String> scoreLabels,
    List<Panel> panels,
    List<Row> rows) {
  private static final double WIDTH = 960;
  private static final double NAMES = 210;
  private static final double GAP = 34;
  private static final int MOST_TALL_ROWS = 48;
  private static final int LONGEST_NAME = 30;
  private static final double STEP_HEIGHT = 18;
  private static final double SMALLEST_WITH_TEXT = 13;

  /**
   * A stack.
   *
   * @param label what the stack sums to
   * @param causes names, each with the pattern class it is drawn with
   */
  public record Panel(String label, List<Cause> causes) {
    public Panel {
      causes = List.copyOf(causes);
    }
  }

  /** A cause: its name and the class that colours and patterns it. */
  public record Cause(String label, String cssClass) {}

  /** A mark: a number with its interval, or the word for its state. */
  public record Mark(Optional<Double> value, Optional<Interval> interval, String state) {}

  /**
   * A layer.
   *
   * @param name shown at the left
   * @param scores one mark a score
   * @param causes per panel one share a cause; empty where it was not measured
   * @param states per panel the word that stands where none was measured
   * @param step what happens between the row above and this one; empty for nothing of note
   */
  public record Row(
      String name,
      List<Mark> scores,
      List<List<Optional<Double>>> causes,
      List<String> states,
      String step) {
    public Row {
      states = List.copyOf(states);
      scores = List.copyOf(scores);
      causes = causes.stream().map(List::copyOf).toList();
    }
  }

  public DepthChart {
    scoreLabels = List.copyOf(scoreLabels);
    panels = List.copyOf(panels);
    rows = List.copyOf(rows);
  }

  /** The picture. */
  public String svg() {
    double rowHeight = rows.size() <= MOST_TALL_ROWS ? 24 : Math.max(7, 1200.0 / rows.size());
    int legendLines =
        Math.max(
            scoreLabels.size(), panels.stream().mapToInt(p -> p.causes().size()).max().orElse(0));
    double top = 40 + 18.0 * legendLines;
    double bottom = y(rows.size(), top, rowHeight);
    Svg svg = new Svg(id, WIDTH, bottom + 30, title, description);
    double panelWidth = (WIDTH - NAMES - GAP * panels.size() - 16) / (panels.size() + 1);
    names(svg, top, rowHeight);
    scores(svg, new Axis(lowestScore(), 1, NAMES, NAMES + panelWidth), top, rowHeight);
    for (int p = 0; p < panels.size(); p++) {
      double left = NAMES + (panelWidth + GAP) * (p + 1);
      causes(svg, p, causeAxis(p, left, left + panelWidth), top, rowHeight);
    }
    steps(svg, top, rowHeight);
    return svg.finish();
  }

  /** Where a row begins: rows stand below the steps that lead into them. */
  private double y(int row, double top, double rowHeight) {
    long steps = rows.stream().limit(row + 1L).filter(r -> !r.step().isEmpty()).count();
    return top + rowHeight * row + (rowHeight > SMALLEST_WITH_TEXT ? STEP_HEIGHT * steps : 0);
  }

  private void steps(Svg svg, double top, double rowHeight) {
    boolean written = rowHeight > SMALLEST_WITH_TEXT;
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).step().isEmpty()) {
        double y = y(i, top, rowHeight) - (written ? STEP_HEIGHT / 2 : 0);
        svg.line(0, y, WIDTH, y, "step");
        if (written) {
          double width = 12 + 6.2 * rows.get(i).step().length();
          svg.rect(NAMES, y - 8, width, 16, "step-label");
          svg.text(NAMES + 6, y + 4, "t", rows.get(i).step());
        }
      }
    }
  }

  private void names(Svg svg, double top, double rowHeight) {
    int every = (int) Math.max(1, Math.ceil(13 / rowHeight));
    for (int i = 0; i < rows.size(); i++) {
      double y = y(i, top, rowHeight);
      if (i % (2 * every) == 0) {
        svg.rect(0, y, WIDTH, Math.min(every, rows.size() - i) * rowHeight, "stripe");
      }
      if (i % every == 0) {
        double base =
            y
                + Math.min(rowHeight, 13) / 2
                + (rowHeight > SMALLEST_WITH_TEXT ? (rowHeight - 13) / 2 : 0)
                + 4;
        svg.text(NAMES - 12, base, "t end", SafeText.of(rows.get(i).name(), LONGEST_NAME));
      }
    }
  }

  private double lowestScore() {
    double lowest =
        rows.stream()
            .flatMap(row -> row.scores().stream())
            .flatMap(mark -> mark.value().stream())
            .mapToDouble(value -> value)
            .min()
            .orElse(0);
    return Math.max(-1, Math.min(0, Math.floor(lowest * 4) / 4));
  }

  private Axis causeAxis(int panel, double from, double to) {
    double low = 0;
    double high = 0.1;
    for (Row row : rows) {
      double up = 0;
      double down = 0;
      for (Optional<Double> cause : row.causes().get(panel)) {
        up += Math.max(0, cause.orElse(0.0));
        down += Math.min(0, cause.orElse(0.0));
      }
      low = Math.min(low, down);
      high = Math.max(high, up);
    }
    return new Axis(
        Math.max(-1, Math.floor(low * 10) / 10), Math.min(2, Math.ceil(high * 10) / 10), from, to);
  }

  private void scores(Svg svg, Axis axis, double top, double rowHeight) {
    svg.text(axis.from(), 14, "t strong", "Scores");
    for (int s = 0; s < scoreLabels.size(); s++) {
      svg.marker(s, axis.from() + 6, 30 + 18 * s, "dot s" + s);
      svg.text(axis.from() + 18, 34 + 18 * s, "t", scoreLabels.get(s));
    }
    axis(svg, axis, top, rowHeight);
    for (int i = 0; i < rows.size(); i++) {
      double y = y(i, top, rowHeight) + rowHeight / 2;
      for (int s = 0; s < rows.get(i).scores().size(); s++) {
        double offset = rowHeight > SMALLEST_WITH_TEXT ? (s - 0.5) * 8 : 0;
        mark(svg, axis, rows.get(i), s, y + offset, rowHeight);
      }
    }
  }

  private static void mark(Svg svg, Axis axis, Row row, int style, double y, double rowHeight) {
    Mark mark = row.scores().get(style);
    mark.interval()
        .ifPresent(i -> svg.line(axis.at(i.lo()), y, axis.at(i.hi()), y, "whisker s" + style));
    if (mark.value().isPresent()) {
      svg.marker(style, axis.at(mark.value().get()), y, "dot s" + style);
    } else if (rowHeight > SMALLEST_WITH_TEXT && !mark.state().isEmpty()) {
      // The other score's mark is in this row: the word keeps to the half that is free.
      boolean crowdedLeft =
          row.scores().stream()
              .flatMap(other -> other.value().stream())
              .anyMatch(value -> axis.at(value) < (axis.from() + axis.to()) / 2);
      svg.text(
          crowdedLeft ? axis.to() - 4 : axis.from() + 4,
          y + 4,
          crowdedLeft ? "tiny end" : "tiny",
          mark.state());
    }
  }

  private void causes(Svg svg, int panel, Axis axis, double top, double rowHeight) {
    svg.text(axis.from(), 14, "t strong", panels.get(panel).label());
    List<Cause> causes = panels.get(panel).causes();
    for (int c = 0; c < causes.size(); c++) {
      svg.rect(axis.from(), 24 + 18 * c, 14, 12, causes.get(c).cssClass());
      svg.text(axis.from() + 20, 34 + 18 * c, "t", causes.get(c).label());
    }
    axis(svg, axis, top, rowHeight);
    for (int i = 0; i < rows.size(); i++) {
      double above = y(i, top, rowHeight);
      stack(svg, axis, causes, rows.get(i).causes().get(panel), above, rowHeight);
      if (rows.get(i).causes().get(panel).stream().allMatch(Optional::isEmpty)
          && rowHeight > SMALLEST_WITH_TEXT) {
        double y = above + rowHeight / 2;
        svg.text(axis.at(0) + 4, y + 4, "tiny", rows.get(i).states().get(panel));
      }
    }
  }

  private static void stack(
      Svg svg,
      Axis axis,
      List<Cause> causes,
      List<Optional<Double>> shares,
      double y,
      double rowHeight) {
    double up = 0;
    double down = 0;
    double inset = rowHeight > SMALLEST_WITH_TEXT ? 5 : 1;
    for (int c = 0; c < causes.size(); c++) {
      double share = shares.get(c).orElse(0.0);
      double from = share >= 0 ? up : down;
      double left = Math.min(axis.at(from), axis.at(from + share));
      double width = Math.abs(axis.at(from + share) - axis.at(from));
      if (width > 0.05) {
        svg.rect(left, y + inset, width, rowHeight - 2 * inset, causes.get(c).cssClass());
      }
      up += Math.max(0, share);
      down += Math.min(0, share);
    }
  }

  private void axis(Svg svg, Axis axis, double top, double rowHeight) {
    double bottom = y(rows.size(), top, rowHeight);
    for (double tick : axis.ticks(6)) {
      svg.line(axis.at(tick), top, axis.at(tick), bottom, Math.abs(tick) < 1e-9 ? "zero" : "grid");
      svg.text(axis.at(tick), bottom + 16, "t mid", Numbers.plain(tick));
    }
  }
}
