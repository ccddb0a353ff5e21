package dev.gimbal.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}; above {@code low}
 * @param from coordinate of the low end
 * @param to coordinate of the high end
 */
record Axis(double low, double high, double from, double to) {
  Axis {
    if (!(low < high)) {
      throw new IllegalArgumentException("axis from " + low + " to " + high);
    }
  }

  /** An axis that holds all values, widened where they are all the same. */
  static Axis over(double low, double high, double from, double to) {
    double margin = low < high ? 0 : Math.max(1e-6, Math.abs(low) * 0.1);
    return new Axis(low - margin, high + margin, from, to);
  }

  /** Where a value lies, kept within the axis. */
  double at(double value) {
    double kept = Math.max(low, Math.min(high, value));
    return from + (kept - low) / (high - low) * (to - from);
  }

  /** Round values on the axis, at most {@code most} of them. */
  List<Double> ticks(int most) {
    double step = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
    int[] factors = {1, 2, 5, 10, 20};
    int choice = 0;
    while ((high - low) / (step * factors[choice]) > most - 1 + 1e-9 && choice < 4) {
      choice++;
    }
    step *= factors[choice];
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
