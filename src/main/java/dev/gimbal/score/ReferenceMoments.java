package dev.gimbal.score;

import java.util.Arrays;
import java.util.Optional;

/**
 * Mean and variance over images of every element of one layer's references, in one pass.
 *
 * <p>Sums are taken of the difference from the first image, so that a large common offset costs no
 * digits; accept images in plan order, because sums of floating-point numbers depend on it. Sums of
 * differences are double. Sums of squares are double for every channel; for every element, where
 * they only serve the visible share of single channels, they are float, of differences divided by
 * the {@link ValueScale} of the first image that is not zero everywhere.
 */
public final class ReferenceMoments {
  private final MapShape shape;
  private final double[] sums;
  private final float[] squares;
  private final double[] channelSquares;
  private final double[] channelEnergy;
  private final float[] chunk = new float[ChunkLoops.SIZE];
  private float[] first = new float[0];
  private ValueScale scale = ValueScale.NONE;
  private boolean hasScale;
  private double perSquare = 1;
  private int count;

  public ReferenceMoments(MapShape shape) {
    this.shape = shape;
    sums = new double[shape.values()];
    squares = new float[shape.values()];
    channelSquares = new double[shape.channels()];
    channelEnergy = new double[shape.channels()];
  }

  /** Adds one image's values. */
  public void accept(LayerValues map) {
    if (count == 0) {
      first = new float[shape.values()];
      map.copy(0, first.length, first);
    }
    count++;
    if (!hasScale) {
      chooseScale(map);
    }
    for (int from = 0; from < sums.length; from += chunk.length) {
      int n = Math.min(chunk.length, sums.length - from);
      map.copy(from, n, chunk);
      add(from, n);
    }
  }

  /** As long as all images were zero, so are the squares, at any scale. */
  private void chooseScale(LayerValues map) {
    double energy = 0;
    for (int from = 0; from < sums.length; from += chunk.length) {
      int n = Math.min(chunk.length, sums.length - from);
      map.copy(from, n, chunk);
      for (int i = 0; i < n; i++) {
        energy += (double) chunk[i] * chunk[i];
      }
    }
    scale = ValueScale.of(Math.sqrt(energy / shape.elements()));
    perSquare = 1 / scale.squared();
    hasScale = energy != 0;
  }

  private void add(int from, int n) {
    int blockValues = shape.blockValues();
    int at = 0;
    while (at < n) {
      int block = (from + at) / blockValues;
      int lane = (from + at) % shape.block();
      int end = Math.min(n, (block + 1) * blockValues - from);
      int base = block * shape.block();
      for (; at < end; at++) {
        int channel = base + lane;
        if (channel < channelSquares.length) {
          add(from + at, channel, chunk[at]);
        }
        lane = lane + 1 == shape.block() ? 0 : lane + 1;
      }
    }
  }

  private void add(int i, int channel, double value) {
    double difference = value - first[i];
    double square = difference * difference;
    sums[i] += difference;
    squares[i] += (float) (square * perSquare);
    channelSquares[channel] += square;
    channelEnergy[channel] += value * value;
  }

  /**
   * What the images had in common and how far apart they were.
   *
   * @param floor relative noise floor of the layer's type: a channel whose D is at most floor ×
   *     E‖f‖² is dead
   * @return none with fewer than two images, or when a value was NaN or infinite
   */
  public Optional<ReferenceSummary> summary(double floor) {
    if (count < 2) {
      return Optional.empty();
    }
    float[] mean = new float[shape.values()];
    float[] variance = squares.clone();
    double[] squaredSums = new double[shape.channels()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      squaredSums[channel] = moments(channel, mean, variance);
    }
    double[] channelScale = new double[shape.channels()];
    Arrays.setAll(channelScale, channel -> scale(channel, squaredSums[channel]));
    double energy = Arrays.stream(channelEnergy).sum() / count;
    double total = Arrays.stream(channelScale).sum();
    if (!Double.isFinite(total) || !Double.isFinite(energy)) {
      return Optional.empty();
    }
    double[] weights = new double[shape.channels()];
    for (int channel = 0; channel < weights.length; channel++) {
      boolean live = channelScale[channel] > floor * channelEnergy[channel] / count;
      weights[channel] = live ? 1 / channelScale[channel] : 0;
    }
    return Optional.of(
        new ReferenceSummary(shape, mean, variance, scale, channelScale, weights, energy, count));
  }

  /** Fills in one channel's mean and variance; Σ (Σ difference)² over its elements. */
  private double moments(int channel, float[] mean, float[] variance) {
    double squaredSums = 0;
    for (int cell = 0; cell < shape.cells(); cell++) {
      int i = shape.index(channel, cell);
      mean[i] = (float) (first[i] + sums[i] / count);
      double squared = sums[i] * sums[i];
      squaredSums += squared;
      double scaled = squared * perSquare;
      variance[i] = (float) Math.max(0, (squares[i] - scaled / count) / (count - 1));
    }
    return squaredSums;
  }

  /** D of a channel: twice the sum of its variances. */
  private double scale(int channel, double squaredSums) {
    double centred = channelSquares[channel] - squaredSums / count;
    // Rounding may leave a tiny negative where all images agree.
    return Double.isNaN(centred) ? centred : 2 * Math.max(0, centred) / (count - 1);
  }
}
