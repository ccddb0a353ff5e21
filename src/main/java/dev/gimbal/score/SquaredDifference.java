package dev.gimbal.score;

/**
 * Sums of squared differences over runs of floats: the inner loops of the fused scorer.
 *
 * <p>Several partial sums in plain Java keep the processor's adders busy without depending on an
 * incubating module; a run is at most one plane of a map, so that float sums stay accurate to a few
 * parts in a million.
 */
final class SquaredDifference {
  private SquaredDifference() {}

  /** Σ (a[i] − b[j])² over n consecutive values. */
  static float plain(float[] a, int i, float[] b, int j, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k <= n - 8; k += 8) {
      int p = i + k;
      int q = j + k;
      float d0 = a[p] - b[q];
      float d1 = a[p + 1] - b[q + 1];
      float d2 = a[p + 2] - b[q + 2];
      float d3 = a[p + 3] - b[q + 3];
      float d4 = a[p + 4] - b[q + 4];
      float d5 = a[p + 5] - b[q + 5];
      float d6 = a[p + 6] - b[q + 6];
      float d7 = a[p + 7] - b[q + 7];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
      s4 += d4 * d4;
      s5 += d5 * d5;
      s6 += d6 * d6;
      s7 += d7 * d7;
    }
    for (; k < n; k++) {
      float d = a[i + k] - b[j + k];
      s0 += d * d;
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** Σ ((1 − w)·a[i] + w·a[i + 1] − b[j])² over n consecutive values: each value is loaded once. */
  static float neighbours(float[] a, int i, float w, float[] b, int j, int n) {
    float v = 1 - w;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float left = a[i];
    int k = 0;
    for (; k <= n - 4; k += 4) {
      int p = i + k;
      int q = j + k;
      float a1 = a[p + 1];
      float a2 = a[p + 2];
      float a3 = a[p + 3];
      float a4 = a[p + 4];
      float d0 = v * left + w * a1 - b[q];
      float d1 = v * a1 + w * a2 - b[q + 1];
      float d2 = v * a2 + w * a3 - b[q + 2];
      float d3 = v * a3 + w * a4 - b[q + 3];
      left = a4;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; k < n; k++) {
      float d = v * a[i + k] + w * a[i + k + 1] - b[j + k];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ ((1 − w)·a[i] + w·a[i + step] − b[j])² over n consecutive values. */
  static float twoTaps(float[] a, int i, int step, float w, float[] b, int j, int n) {
    float v = 1 - w;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = 0;
    for (; k <= n - 4; k += 4) {
      int p = i + k;
      int r = p + step;
      int q = j + k;
      float d0 = v * a[p] + w * a[r] - b[q];
      float d1 = v * a[p + 1] + w * a[r + 1] - b[q + 1];
      float d2 = v * a[p + 2] + w * a[r + 2] - b[q + 2];
      float d3 = v * a[p + 3] + w * a[r + 3] - b[q + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; k < n; k++) {
      float d = v * a[i + k] + w * a[i + step + k] - b[j + k];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Bilinear with constant weights: wy for the row one {@code stride} on, wx for the next column.
   */
  static float fourTaps(float[] a, int i, int stride, float wy, float wx, float[] b, int j, int n) {
    float w00 = (1 - wy) * (1 - wx);
    float w01 = (1 - wy) * wx;
    float w10 = wy * (1 - wx);
    float w11 = wy * wx;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float upper0 = a[i];
    float lower0 = a[i + stride];
    int k = 0;
    for (; k <= n - 4; k += 4) {
      int p = i + k;
      int r = p + stride;
      int q = j + k;
      float upper1 = a[p + 1];
      float upper2 = a[p + 2];
      float upper3 = a[p + 3];
      float upper4 = a[p + 4];
      float lower1 = a[r + 1];
      float lower2 = a[r + 2];
      float lower3 = a[r + 3];
      float lower4 = a[r + 4];
      float d0 = w00 * upper0 + w01 * upper1 + w10 * lower0 + w11 * lower1 - b[q];
      float d1 = w00 * upper1 + w01 * upper2 + w10 * lower1 + w11 * lower2 - b[q + 1];
      float d2 = w00 * upper2 + w01 * upper3 + w10 * lower2 + w11 * lower3 - b[q + 2];
      float d3 = w00 * upper3 + w01 * upper4 + w10 * lower3 + w11 * lower4 - b[q + 3];
      upper0 = upper4;
      lower0 = lower4;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; k < n; k++) {
      int p = i + k;
      int r = p + stride;
      float d = w00 * a[p] + w01 * a[p + 1] + w10 * a[r] + w11 * a[r + 1] - b[j + k];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }
}
