package dev.gimbal.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Several measurements of one figure. */
record Spread(double[] sorted) {
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Spread(sorted);
  }

  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Median, and in brackets the smallest and the largest. */
  String text(String format) {
    return String.format(
        Locale.ROOT,
        format + " [" + format + ", " + format + "]",
        median(),
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
