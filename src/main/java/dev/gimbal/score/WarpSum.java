package dev.gimbal.score;

import dev.gimbal.geometry.WarpAlignment;

/** Sums of squared differences over the cells of a {@link WarpAlignment}. */
final class WarpSum {
  /** Cells per float partial sum; beyond that the sum is double. */
  private static final int RUN = 4096;

  private WarpSum() {}

  /** Σ (f′(image of cell) − f(cell))² over the visible cells from…to, f′ read bilinearly. */
  static double of(
      WarpAlignment alignment,
      int from,
      int to,
      float[] probed,
      int at,
      int width,
      float[] reference,
      int base) {
    double sum = 0;
    for (int start = from; start < to; start += RUN) {
      sum += run(alignment, start, Math.min(to, start + RUN), probed, at, width, reference, base);
    }
    return sum;
  }

  private static float run(
      WarpAlignment alignment,
      int from,
      int to,
      float[] probed,
      int at,
      int width,
      float[] reference,
      int base) {
    float even = 0;
    float odd = 0;
    int k = from;
    for (; k <= to - 2; k += 2) {
      float d0 = difference(alignment, k, probed, at, width, reference, base);
      float d1 = difference(alignment, k + 1, probed, at, width, reference, base);
      even += d0 * d0;
      odd += d1 * d1;
    }
    if (k < to) {
      float d = difference(alignment, k, probed, at, width, reference, base);
      even += d * d;
    }
    return even + odd;
  }

  private static float difference(
      WarpAlignment alignment,
      int k,
      float[] probed,
      int at,
      int width,
      float[] reference,
      int base) {
    int i = at + alignment.source(k);
    float wy = alignment.weightY(k);
    float wx = alignment.weightX(k);
    // Products before sums: a neighbour with weight zero may be any finite value.
    float upper = (1 - wx) * probed[i] + wx * probed[i + 1];
    float lower = (1 - wx) * probed[i + width] + wx * probed[i + width + 1];
    return (1 - wy) * upper + wy * lower - reference[base + alignment.cell(k)];
  }

  /** Σ (f′(cell) − f(cell))² over the visible cells. */
  static double inPlace(
      WarpAlignment alignment, float[] probed, int at, float[] reference, int base) {
    double sum = 0;
    for (int k = 0; k < alignment.visibleCells(); k++) {
      int cell = alignment.cell(k);
      float d = probed[at + cell] - reference[base + cell];
      sum += d * d;
    }
    return sum;
  }
}
