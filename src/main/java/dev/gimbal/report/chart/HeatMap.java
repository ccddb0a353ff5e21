package dev.gimbal.report.chart;

import dev.gimbal.report.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A score over shifts, one cell a probe. Columns and rows are the shifts that were probed, in order
 * and not to scale; a cell without a probe stays visibly empty.
 *
 * @param id unique in the page
 * @param title what it is
 * @param description what it shows, in a sentence
 * @param columns shifts to the right, in pixels, ascending
 * @param rows shifts downwards, in pixels, ascending
 * @param cells by (dx, dy); an empty value is a probe that was not measured
 */
public record HeatMap(
    String id,
    String title,
    String description,
    List<Integer> columns,
    List<Integer> rows,
    Map<Cell, Optional<Double>> cells) {
  /** Colour steps of the scale from 0 to 1. */
  public static final int STEPS = 10;

  /** The steps' colours, as the style sheet's classes q0 to q9 have them: 0xRRGGBB. */
  public static final List<Integer> COLOURS =
      List.of(
          0x00204d, 0x0c3068, 0x35466b, 0x53566c, 0x6c6d72, 0x868379, 0xa29a75, 0xbfb36b, 0xdecd59,
          0xfde945);

  private static final double LEFT = 46;
  private static final double TOP = 30;
  private static final double SIDE = 400;
  private static final double SMALLEST_WITH_TEXT = 24;
  private static final double SMALLEST_WITH_SMALL_TEXT = 19;

  /** A shift in pixels. */
  public record Cell(int dx, int dy) {}

  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    cells = Map.copyOf(cells);
  }

  /** The picture. */
  public String svg() {
    double cell = Math.min(44, SIDE / Math.max(columns.size(), rows.size()));
    double bottom = TOP + cell * rows.size();
    double right = LEFT + cell * columns.size();
    Svg svg = new Svg(id, 460, bottom + 92, title, description);
    svg.text(LEFT, 16, "t soft", "dy ↓ px");
    for (int r = 0; r < rows.size(); r++) {
      label(svg, LEFT - 6, TOP + cell * (r + 0.5) + 4, "t end", rows, r, cell);
      for (int c = 0; c < columns.size(); c++) {
        cell(svg, cell, r, c);
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      label(svg, LEFT + cell * (c + 0.5), bottom + 15, "t mid", columns, c, cell);
    }
    svg.text((LEFT + right) / 2, bottom + 34, "t mid soft", "dx → px");
    scale(svg, bottom + 52);
    return svg.finish();
  }

  private void cell(Svg svg, double side, int row, int column) {
    int dx = columns.get(column);
    int dy = rows.get(row);
    double x = LEFT + side * column;
    double y = TOP + side * row;
    double inset = side > 8 ? 0.5 : 0;
    Optional<Double> value = cells.getOrDefault(new Cell(dx, dy), Optional.empty());
    if (dx == 0 && dy == 0 && !cells.containsKey(new Cell(0, 0))) {
      svg.rect(x + inset, y + inset, side - 2 * inset, side - 2 * inset, "origin");
      svg.text(x + side / 2, y + side / 2 + 4, "t mid soft", side >= 12 ? "+" : "");
    } else if (value.isPresent()) {
      filled(svg, x + inset, y + inset, side - 2 * inset, value.get());
    } else if (cells.containsKey(new Cell(dx, dy))) {
      svg.rect(x + inset, y + inset, side - 2 * inset, side - 2 * inset, "state");
    } else {
      svg.circle(x + side / 2, y + side / 2, "1", "absent");
    }
  }

  private static void filled(Svg svg, double x, double y, double side, double value) {
    int step = step(value);
    svg.rect(x, y, side, side, "q" + step);
    if (side >= SMALLEST_WITH_SMALL_TEXT) {
      String size = side >= SMALLEST_WITH_TEXT ? "cell" : "cell narrow";
      svg.text(x + side / 2, y + side / 2 + 4, size + " mid qt" + step, Numbers.cell(value));
    } else if (value < 0) {
      svg.line(x + 2, y + side - 2, x + side - 2, y + 2, "below");
    }
  }

  /** Colour step of a value: values below 0 share the lowest. */
  public static int step(double value) {
    return (int) Math.max(0, Math.min(STEPS - 1, Math.floor(value * STEPS)));
  }

  /** Labels thin out where there is no room for all. */
  private static void label(
      Svg svg, double x, double y, String cssClass, List<Integer> values, int i, double cell) {
    int every = (int) Math.max(1, Math.ceil(26 / cell));
    int zero = Math.max(0, values.indexOf(0));
    if (Math.floorMod(i - zero, every) == 0) {
      svg.text(x, y, cssClass, Numbers.signed(values.get(i)));
    }
  }

  /** The key of the colours. */
  static void scale(Svg svg, double y) {
    double right = steps(svg, LEFT, y, "1");
    svg.text((LEFT + right) / 2, y + 27, "t mid", "0.5");
    svg.circle(LEFT + 226, y + 6, "1.2", "absent");
    svg.text(LEFT + 234, y + 10, "t", "not probed");
    svg.rect(LEFT + 318, y + 1, 10, 10, "state");
    svg.text(LEFT + 334, y + 10, "t", "no score");
  }

  /** The colours from 0 to {@code most}, with both ends named; gives the right edge. */
  static double steps(Svg svg, double left, double y, String most) {
    double width = 20;
    for (int step = 0; step < STEPS; step++) {
      svg.rect(left + width * step, y, width, 12, "q" + step);
    }
    svg.text(left, y + 27, "t", "0");
    svg.text(left + width * STEPS, y + 27, "t end", most);
    return left + width * STEPS;
  }
}
