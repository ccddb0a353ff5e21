package dev.gimbal.report.chart;

import dev.gimbal.result.Interval;
import java.util.List;
import java.util.Optional;

/**
 * One line of a chart.
 *
 * @param label as the legend has it
 * @param style colour, dash and marker, 0 to 5
 * @param points in the order of x; a point without a value interrupts the line
 */
public record Series(String label, int style, List<Point> points) {
  /**
   * A point.
   *
   * @param x on the horizontal axis
   * @param value on the vertical axis, if there is one
   * @param interval its 95 % interval, if there is one
   * @param emphasis draws a filled marker; the others are hollow
   */
  public record Point(
      double x, Optional<Double> value, Optional<Interval> interval, boolean emphasis) {}

  public Series {
    points = List.copyOf(points);
  }
}
