package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Crops as small pictures of the frame: one row a kept share, one column an anchor; the window that
 * is kept is coloured and numbered by its score.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param keeps side of the window over side of the frame, in the order of the rows
 * @param anchors where windows lie, in the order of the columns
 * @param cells scores; an empty value is a probe that was not measured
 */
public record FrameChart(
    String id,
    String title,
    String description,
    List<Double> keeps,
    List<String> anchors,
    Map<Cell, Optional<Double>> cells) {
  private static final double LEFT = 54;
  private static final double TOP = 28;
  private static final double WIDTH = 460;
  private static final double LARGEST_SIDE = 72;
  private static final double GAP = 10;

  /** A window. */
  public record Cell(double keep, String anchor) {}

  public FrameChart {
    keeps = List.copyOf(keeps);
    anchors = List.copyOf(anchors);
    cells = Map.copyOf(cells);
  }

  /** The picture. */
  public String svg() {
    double side = Math.min(LARGEST_SIDE, (WIDTH - LEFT - 6) / Math.max(1, anchors.size()) - GAP);
    double bottom = TOP + (side + GAP) * keeps.size();
    Svg svg = new Svg(id, WIDTH, bottom + 46, title, description);
    svg.text(LEFT - 10, TOP - 12, "t end soft", "keep");
    for (int column = 0; column < anchors.size(); column++) {
      double x = LEFT + (side + GAP) * column + side / 2;
      svg.text(x, TOP - 12, "t mid", anchors.get(column));
    }
    for (int row = 0; row < keeps.size(); row++) {
      double y = TOP + (side + GAP) * row;
      svg.text(LEFT - 10, y + side / 2 + 4, "t end", Numbers.plain(keeps.get(row)));
      for (int column = 0; column < anchors.size(); column++) {
        frame(svg, LEFT + (side + GAP) * column, y, side, keeps.get(row), anchors.get(column));
      }
    }
    HeatMap.scale(svg, bottom + 2);
    return svg.finish();
  }

  private void frame(Svg svg, double x, double y, double side, double keep, String anchor) {
    svg.rect(x, y, side, side, "frame");
    Optional<Double> value = cells.get(new Cell(keep, anchor));
    if (value == null) {
      svg.circle(x + side / 2, y + side / 2, "1.2", "absent");
      return;
    }
    double window = side * keep;
    double left = x + (side - window) * across(anchor, "left", "right");
    double top = y + (side - window) * across(anchor, "top", "bottom");
    if (value.isPresent()) {
      int step = HeatMap.step(value.get());
      svg.rect(left, top, window, window, "q" + step);
      String text = Numbers.cell(value.get());
      svg.text(left + window / 2, top + window / 2 + 4, "cell mid qt" + step, text);
    } else {
      svg.rect(left + 1, top + 1, window - 2, window - 2, "state");
    }
  }

  /** Where a window lies along an axis: 0 at its low end, 1 at its high end, else the middle. */
  private static double across(String anchor, String low, String high) {
    return anchor.contains(low) ? 0 : anchor.contains(high) ? 1 : 0.5;
  }
}
