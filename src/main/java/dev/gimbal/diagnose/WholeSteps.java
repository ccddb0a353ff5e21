package dev.gimbal.diagnose;

import dev.gimbal.result.LayerInfo;
import java.util.List;

/**
 * The translations that move a layer's map by whole cells: shifts by whole pixels that are
 * multiples of the period on both axes. The one place where diagnosis decides what is on-grid.
 *
 * @param y smallest positive whole-pixel multiple of the period downwards
 * @param x the same to the right
 */
record WholeSteps(long y, long x) {
  static WholeSteps of(LayerInfo.Grid grid) {
    List<String> period = grid.period();
    return new WholeSteps(wholePixels(period.get(0)), wholePixels(period.get(1)));
  }

  /** For a period p/q in lowest terms, k·p/q is whole only when q divides k: the step is p. */
  private static long wholePixels(String period) {
    String[] parts = period.split("/", 2);
    long numerator = Long.parseLong(parts[0].trim());
    long denominator = parts.length == 1 ? 1 : Long.parseLong(parts[1].trim());
    if (numerator <= 0 || denominator <= 0) {
      throw new IllegalArgumentException("period " + period);
    }
    long divisor = numerator;
    for (long rest = denominator; rest != 0; ) {
      long next = divisor % rest;
      divisor = rest;
      rest = next;
    }
    return numerator / divisor;
  }

  boolean isOnGrid(int dy, int dx) {
    return dy % y == 0 && dx % x == 0;
  }
}
