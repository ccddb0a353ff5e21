package dev.gimbal.score;

import dev.gimbal.geometry.WarpAlignment;

/**
 * Sums of squared differences over the cells of a {@link WarpAlignment}, four channels at a time:
 * cell, neighbours and weights are looked up once for all four.
 */
final class WarpSum {
  /** Channels that are summed together. */
  static final int LANES = 4;

  /** Cells per float partial sum; beyond that the sum is double. */
  private static final int RUN = 4096;

  private final WarpAlignment alignment;
  private final int cells;
  private final int width;

  WarpSum(WarpAlignment alignment, MapShape shape) {
    this.alignment = alignment;
    this.cells = shape.cells();
    this.width = shape.width();
  }

  /**
   * Σ (f′(image of cell) − f(cell))² over the visible cells from…to, f′ read bilinearly, for up to
   * four channels.
   *
   * @param at start of the first channel in {@code probed}; channels follow each other
   * @param base start of the first channel in {@code reference}
   * @param count channels, 1 to 4
   * @param sums receives one sum a channel
   */
  void add(
      int from,
      int to,
      float[] probed,
      int at,
      float[] reference,
      int base,
      int count,
      double[] sums) {
    java.util.Arrays.fill(sums, 0);
    for (int start = from; start < to; start += RUN) {
      int end = Math.min(to, start + RUN);
      if (count == LANES) {
        four(start, end, probed, at, reference, base, sums);
      } else {
        for (int channel = 0; channel < count; channel++) {
          int offset = channel * cells;
          sums[channel] += one(start, end, probed, at + offset, reference, base + offset);
        }
      }
    }
  }

  private void four(
      int from, int to, float[] probed, int at, float[] reference, int base, double[] sums) {
    int cellCount = cells;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int k = from; k < to; k++) {
      float wy = alignment.weightY(k);
      float wx = alignment.weightX(k);
      // Products before sums: a neighbour with weight zero may be any finite value.
      float w00 = (1 - wy) * (1 - wx);
      float w01 = (1 - wy) * wx;
      float w10 = wy * (1 - wx);
      float w11 = wy * wx;
      int i = at + alignment.source(k);
      int j = i + width;
      int r = base + alignment.cell(k);
      float d0 =
          w00 * probed[i]
              + w01 * probed[i + 1]
              + w10 * probed[j]
              + w11 * probed[j + 1]
              - reference[r];
      i += cellCount;
      j += cellCount;
      r += cellCount;
      float d1 =
          w00 * probed[i]
              + w01 * probed[i + 1]
              + w10 * probed[j]
              + w11 * probed[j + 1]
              - reference[r];
      i += cellCount;
      j += cellCount;
      r += cellCount;
      float d2 =
          w00 * probed[i]
              + w01 * probed[i + 1]
              + w10 * probed[j]
              + w11 * probed[j + 1]
              - reference[r];
      i += cellCount;
      j += cellCount;
      r += cellCount;
      float d3 =
          w00 * probed[i]
              + w01 * probed[i + 1]
              + w10 * probed[j]
              + w11 * probed[j + 1]
              - reference[r];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    sums[0] += s0;
    sums[1] += s1;
    sums[2] += s2;
    sums[3] += s3;
  }

  private float one(int from, int to, float[] probed, int at, float[] reference, int base) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      float wy = alignment.weightY(k);
      float wx = alignment.weightX(k);
      int i = at + alignment.source(k);
      int j = i + width;
      float value =
          (1 - wy) * (1 - wx) * probed[i]
              + (1 - wy) * wx * probed[i + 1]
              + wy * (1 - wx) * probed[j]
              + wy * wx * probed[j + 1];
      float d = value - reference[base + alignment.cell(k)];
      sum += d * d;
    }
    return sum;
  }
}
