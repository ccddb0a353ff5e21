package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import java.util.List;

/**
 * Numbers of the cells of a map, one square a cell, drawn to the largest of them.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param rows rows of columns, all ≥ 0
 * @param unit what 1 stands for, such as {@code 1 is an even share}
 */
public record CellMap(
    String id, String title, String description, List<List<Double>> rows, String unit) {
  private static final double LEFT = 46;
  private static final double TOP = 30;
  private static final double SIDE = 400;
  private static final double LARGEST_CELL = 44;
  private static final double SMALLEST_WITH_TEXT = 24;
  private static final double SMALLEST_WITH_LABEL = 14;

  public CellMap {
    rows = rows.stream().map(List::copyOf).toList();
    if (rows.isEmpty() || rows.get(0).isEmpty()) {
      throw new IllegalArgumentException("no cells");
    }
  }

  /** The picture. */
  public String svg() {
    int columns = rows.get(0).size();
    double cell = Math.min(LARGEST_CELL, SIDE / Math.max(columns, rows.size()));
    double bottom = TOP + cell * rows.size();
    double most = Math.max(largest(), Double.MIN_NORMAL);
    Svg svg = new Svg(id, 460, bottom + 92, title, description);
    svg.text(LEFT, 16, "t soft", "row ↓");
    for (int row = 0; row < rows.size(); row++) {
      label(svg, LEFT - 6, TOP + cell * (row + 0.5) + 4, "t end", row, cell);
      for (int column = 0; column < columns; column++) {
        square(svg, LEFT + cell * column, TOP + cell * row, cell, value(row, column), most);
      }
    }
    for (int column = 0; column < columns; column++) {
      label(svg, LEFT + cell * (column + 0.5), bottom + 15, "t mid", column, cell);
    }
    svg.text(LEFT + cell * columns / 2, bottom + 34, "t mid soft", "column →");
    scale(svg, bottom + 52, most);
    return svg.finish();
  }

  private double value(int row, int column) {
    return column < rows.get(row).size() ? rows.get(row).get(column) : 0;
  }

  private double largest() {
    return rows.stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(0);
  }

  private static void square(Svg svg, double x, double y, double side, double value, double most) {
    int step = HeatMap.step(value / most);
    double inset = side > 8 ? 0.5 : 0;
    svg.rect(x + inset, y + inset, side - 2 * inset, side - 2 * inset, "q" + step);
    if (side >= SMALLEST_WITH_TEXT) {
      svg.text(x + side / 2, y + side / 2 + 4, "cell mid qt" + step, Numbers.plain(value));
    }
  }

  private static void label(Svg svg, double x, double y, String cssClass, int index, double cell) {
    int every = (int) Math.max(1, Math.ceil(SMALLEST_WITH_LABEL / cell));
    if (index % every == 0) {
      svg.text(x, y, cssClass, Numbers.whole(index + 1L));
    }
  }

  private void scale(Svg svg, double y, double most) {
    double right = HeatMap.steps(svg, LEFT, y, Numbers.plain(most));
    svg.text(right + 12, y + 10, "t", unit);
  }
}
