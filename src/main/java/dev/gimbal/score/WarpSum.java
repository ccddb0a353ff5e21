package dev.gimbal.score;

import dev.gimbal.geometry.WarpAlignment;

/**
 * Sums of squared differences over the cells of a {@link WarpAlignment}, four channels at a time:
 * cell, neighbours and weights are looked up once for all four. Scratch memory is kept from one
 * alignment to the next.
 */
final class WarpSum {
  /** Channels that are summed together. */
  static final int LANES = 4;

  /** Cells per float partial sum; beyond that the sum is double. */
  private static final int RUN = 4096;

  private int[] cellOf = new int[0];
  private int[] sourceOf = new int[0];
  private float[] weightY = new float[0];
  private float[] weightX = new float[0];
  private int cells;
  private int width;

  /** Takes the alignment that the following sums are for. */
  void align(WarpAlignment alignment, MapShape shape) {
    cells = shape.cells();
    width = shape.width();
    if (cellOf.length < alignment.visibleCells()) {
      cellOf = new int[alignment.visibleCells()];
      sourceOf = new int[alignment.visibleCells()];
      weightY = new float[alignment.visibleCells()];
      weightX = new float[alignment.visibleCells()];
    }
    alignment.copyTo(cellOf, sourceOf, weightY, weightX);
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
    int[] cell = cellOf;
    int[] source = sourceOf;
    float[] down = weightY;
    float[] right = weightX;
    int plane = cells;
    int row = width;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int k = from; k < to; k++) {
      float w11 = down[k] * right[k];
      float w10 = down[k] - w11;
      float w01 = right[k] - w11;
      float w00 = 1 - down[k] - w01;
      int i = at + source[k];
      int r = base + cell[k];
      float d0 = difference(probed, i, row, w00, w01, w10, w11, reference[r]);
      float d1 = difference(probed, i + plane, row, w00, w01, w10, w11, reference[r + plane]);
      float d2 =
          difference(probed, i + 2 * plane, row, w00, w01, w10, w11, reference[r + 2 * plane]);
      float d3 =
          difference(probed, i + 3 * plane, row, w00, w01, w10, w11, reference[r + 3 * plane]);
      s0 = Math.fma(d0, d0, s0);
      s1 = Math.fma(d1, d1, s1);
      s2 = Math.fma(d2, d2, s2);
      s3 = Math.fma(d3, d3, s3);
    }
    sums[0] += s0;
    sums[1] += s1;
    sums[2] += s2;
    sums[3] += s3;
  }

  /**
   * The four neighbours times their weights, minus the reference; a neighbour with weight zero may
   * be any finite value.
   */
  private static float difference(
      float[] probed, int i, int row, float w00, float w01, float w10, float w11, float reference) {
    float upper = Math.fma(w01, probed[i + 1], w00 * probed[i]);
    float lower = Math.fma(w11, probed[i + row + 1], w10 * probed[i + row]);
    return upper + lower - reference;
  }

  private float one(int from, int to, float[] probed, int at, float[] reference, int base) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      float w11 = weightY[k] * weightX[k];
      float w10 = weightY[k] - w11;
      float w01 = weightX[k] - w11;
      float w00 = 1 - weightY[k] - w01;
      float d =
          difference(
              probed, at + sourceOf[k], width, w00, w01, w10, w11, reference[base + cellOf[k]]);
      sum = Math.fma(d, d, sum);
    }
    return sum;
  }
}
