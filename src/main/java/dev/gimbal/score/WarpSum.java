package dev.gimbal.score;

import dev.gimbal.geometry.WarpAlignment;

/**
 * Sums of squared differences over the cells of a {@link WarpAlignment}, eight or four channels at
 * a time: cell, neighbours and weights are looked up once for all of them. Scratch memory is kept
 * from one alignment to the next.
 */
final class WarpSum {
  /** Cells per float partial sum; beyond that the sum is double. */
  private static final int RUN = 4096;

  private int[] cellAt = new int[0];
  private int[] sourceAt = new int[0];
  private float[] weightY = new float[0];
  private float[] weightX = new float[0];
  private int right;
  private int down;

  /** Takes the alignment that the following sums are for. */
  void align(WarpAlignment alignment, MapShape shape) {
    right = shape.block();
    down = shape.width() * shape.block();
    int visible = alignment.visibleCells();
    if (cellAt.length < visible) {
      cellAt = new int[visible];
      sourceAt = new int[visible];
      weightY = new float[visible];
      weightX = new float[visible];
    }
    alignment.copyTo(cellAt, sourceAt, weightY, weightX);
    for (int k = 0; k < visible; k++) {
      cellAt[k] *= shape.block();
      sourceAt[k] *= shape.block();
    }
  }

  /**
   * Σ (f′(image of cell) − f(cell))² over the visible cells from…to, f′ read bilinearly, for
   * neighbouring channels.
   *
   * @param at the first channel's first value in {@code probed}
   * @param base the same in {@code reference}
   * @param lanes channels
   * @param stride from one channel's value of a cell to the next channel's
   * @param sums receives one sum a channel
   */
  void add(
      int from,
      int to,
      float[] probed,
      int at,
      float[] reference,
      int base,
      int lanes,
      int stride,
      double[] sums) {
    java.util.Arrays.fill(sums, 0, lanes, 0);
    for (int start = from; start < to; start += RUN) {
      int end = Math.min(to, start + RUN);
      int lane = 0;
      if (stride == 1) {
        for (; lane <= lanes - 8; lane += 8) {
          eight(start, end, probed, at + lane, reference, base + lane, sums, lane);
        }
      }
      for (; lane <= lanes - 4; lane += 4) {
        int offset = lane * stride;
        four(start, end, probed, at + offset, reference, base + offset, stride, sums, lane);
      }
      for (; lane < lanes; lane++) {
        int offset = lane * stride;
        sums[lane] += one(start, end, probed, at + offset, reference, base + offset);
      }
    }
  }

  /** Eight channels whose values of a cell lie side by side. */
  private void eight(
      int from,
      int to,
      float[] probed,
      int at,
      float[] reference,
      int base,
      double[] sums,
      int lane) {
    int[] cell = cellAt;
    int[] source = sourceAt;
    float[] lower = weightY;
    float[] later = weightX;
    int x = right;
    int y = down;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int k = from; k < to; k++) {
      float w11 = lower[k] * later[k];
      float w10 = lower[k] - w11;
      float w01 = later[k] - w11;
      float w00 = 1 - lower[k] - w01;
      int i = at + source[k];
      int r = base + cell[k];
      float d0 = difference(probed, i, x, y, w00, w01, w10, w11, reference[r]);
      float d1 = difference(probed, i + 1, x, y, w00, w01, w10, w11, reference[r + 1]);
      float d2 = difference(probed, i + 2, x, y, w00, w01, w10, w11, reference[r + 2]);
      float d3 = difference(probed, i + 3, x, y, w00, w01, w10, w11, reference[r + 3]);
      float d4 = difference(probed, i + 4, x, y, w00, w01, w10, w11, reference[r + 4]);
      float d5 = difference(probed, i + 5, x, y, w00, w01, w10, w11, reference[r + 5]);
      float d6 = difference(probed, i + 6, x, y, w00, w01, w10, w11, reference[r + 6]);
      float d7 = difference(probed, i + 7, x, y, w00, w01, w10, w11, reference[r + 7]);
      s0 = Math.fma(d0, d0, s0);
      s1 = Math.fma(d1, d1, s1);
      s2 = Math.fma(d2, d2, s2);
      s3 = Math.fma(d3, d3, s3);
      s4 = Math.fma(d4, d4, s4);
      s5 = Math.fma(d5, d5, s5);
      s6 = Math.fma(d6, d6, s6);
      s7 = Math.fma(d7, d7, s7);
    }
    sums[lane] += s0;
    sums[lane + 1] += s1;
    sums[lane + 2] += s2;
    sums[lane + 3] += s3;
    sums[lane + 4] += s4;
    sums[lane + 5] += s5;
    sums[lane + 6] += s6;
    sums[lane + 7] += s7;
  }

  /** Four channels whose values of a cell lie {@code stride} apart. */
  private void four(
      int from,
      int to,
      float[] probed,
      int at,
      float[] reference,
      int base,
      int stride,
      double[] sums,
      int lane) {
    int[] cell = cellAt;
    int[] source = sourceAt;
    float[] lower = weightY;
    float[] later = weightX;
    int x = right;
    int y = down;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int k = from; k < to; k++) {
      float w11 = lower[k] * later[k];
      float w10 = lower[k] - w11;
      float w01 = later[k] - w11;
      float w00 = 1 - lower[k] - w01;
      int i = at + source[k];
      int r = base + cell[k];
      float d0 = difference(probed, i, x, y, w00, w01, w10, w11, reference[r]);
      float d1 = difference(probed, i + stride, x, y, w00, w01, w10, w11, reference[r + stride]);
      int i2 = i + 2 * stride;
      int r2 = r + 2 * stride;
      float d2 = difference(probed, i2, x, y, w00, w01, w10, w11, reference[r2]);
      float d3 = difference(probed, i2 + stride, x, y, w00, w01, w10, w11, reference[r2 + stride]);
      s0 = Math.fma(d0, d0, s0);
      s1 = Math.fma(d1, d1, s1);
      s2 = Math.fma(d2, d2, s2);
      s3 = Math.fma(d3, d3, s3);
    }
    sums[lane] += s0;
    sums[lane + 1] += s1;
    sums[lane + 2] += s2;
    sums[lane + 3] += s3;
  }

  private float one(int from, int to, float[] probed, int at, float[] reference, int base) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      float w11 = weightY[k] * weightX[k];
      float w10 = weightY[k] - w11;
      float w01 = weightX[k] - w11;
      float w00 = 1 - weightY[k] - w01;
      float r = reference[base + cellAt[k]];
      float d = difference(probed, at + sourceAt[k], right, down, w00, w01, w10, w11, r);
      sum = Math.fma(d, d, sum);
    }
    return sum;
  }

  /**
   * The four neighbours times their weights, minus the reference; a neighbour with weight zero may
   * be any finite value.
   */
  private static float difference(
      float[] probed,
      int i,
      int x,
      int y,
      float w00,
      float w01,
      float w10,
      float w11,
      float reference) {
    float upper = Math.fma(w01, probed[i + x], w00 * probed[i]);
    float lower = Math.fma(w11, probed[i + y + x], w10 * probed[i + y]);
    return upper + lower - reference;
  }
}
