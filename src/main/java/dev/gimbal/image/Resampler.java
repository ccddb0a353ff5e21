package dev.gimbal.image;

/**
 * Resizes one channel of a picture with a separable filter that widens when reducing; works on
 * floats and computes only the wanted window of the resized picture.
 *
 * <p>The taps follow Pillow's {@code Image.resize}: pixel q covers q ± ½, weights are normalised,
 * taps beyond the edge are left out. An axis whose size does not change is copied exactly.
 */
final class Resampler {
  /** Part of the resized picture, in its own pixels. */
  record Window(int top, int left, int height, int width) {}

  private final Picture source;
  private final Taps down;
  private final Taps across;
  private final Window window;

  Resampler(Picture source, int height, int width, Interpolation filter, Window window) {
    this.source = source;
    this.window = window;
    this.down = Taps.of(source.height(), height, window.top(), window.height(), filter);
    this.across = Taps.of(source.width(), width, window.left(), window.width(), filter);
  }

  /** One channel of the window, row by row. */
  float[] channel(int channel) {
    int firstRow = down.first[0];
    int lastRow = firstRow;
    for (int y = 0; y < window.height(); y++) {
      firstRow = Math.min(firstRow, down.first[y]);
      lastRow = Math.max(lastRow, down.first[y] + down.weights[y].length - 1);
    }
    int width = window.width();
    float[] row = new float[source.width()];
    float[][] narrowed = new float[lastRow - firstRow + 1][width];
    for (int y = 0; y < narrowed.length; y++) {
      source.row(firstRow + y, channel, row);
      across.apply(row, narrowed[y]);
    }
    float[] result = new float[window.height() * width];
    double[] sum = new double[width];
    for (int y = 0; y < window.height(); y++) {
      accumulate(narrowed, down.first[y] - firstRow, down.weights[y], sum);
      for (int x = 0; x < width; x++) {
        result[y * width + x] = bound((float) sum[x]);
      }
    }
    return result;
  }

  private static void accumulate(float[][] rows, int first, double[] weights, double[] sum) {
    for (int x = 0; x < sum.length; x++) {
      sum[x] = weights[0] * rows[first][x];
    }
    for (int k = 1; k < weights.length; k++) {
      float[] row = rows[first + k];
      for (int x = 0; x < sum.length; x++) {
        sum[x] += weights[k] * row[x];
      }
    }
  }

  private float bound(float value) {
    return source.bounded() ? Math.min(255f, Math.max(0f, value)) : value;
  }

  /** For each output index its first source index and its weights. */
  private record Taps(int[] first, double[][] weights) {
    static Taps of(int from, int to, int start, int count, Interpolation filter) {
      int[] first = new int[count];
      double[][] weights = new double[count][];
      double scale = (double) from / to;
      for (int i = 0; i < count; i++) {
        double centre = (start + i + 0.5) * scale;
        if (from == to || filter == Interpolation.NEAREST) {
          // Whole numbers decide ties exactly.
          first[i] = (int) ((2L * (start + i) + 1) * from / (2L * to));
          weights[i] = new double[] {1};
        } else {
          double widening = Math.max(scale, 1);
          double reach = filter.support() * widening;
          first[i] = Math.max(0, (int) Math.floor(centre - reach + 0.5));
          int end = Math.min(from, (int) Math.floor(centre + reach + 0.5));
          weights[i] = normalised(filter, first[i], Math.max(end, first[i] + 1), centre, widening);
        }
      }
      return new Taps(first, weights);
    }

    private static double[] normalised(
        Interpolation filter, int first, int end, double centre, double widening) {
      double[] weights = new double[end - first];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = filter.weight((first + k + 0.5 - centre) / widening);
        sum += weights[k];
      }
      for (int k = 0; k < weights.length; k++) {
        weights[k] = sum == 0 ? 1.0 / weights.length : weights[k] / sum;
      }
      return weights;
    }

    void apply(float[] row, float[] target) {
      for (int x = 0; x < target.length; x++) {
        double sum = 0;
        double[] taps = weights[x];
        for (int k = 0; k < taps.length; k++) {
          sum += taps[k] * row[first[x] + k];
        }
        target[x] = (float) sum;
      }
    }
  }
}
