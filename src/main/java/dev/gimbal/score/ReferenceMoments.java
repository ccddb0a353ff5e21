package dev.gimbal.score;

import java.util.Optional;

/**
 * Mean and variance over images of every element of one layer's references, in one pass.
 *
 * <p>Sums are taken of the difference from the first image, so that a large common offset costs no
 * digits; accept images in plan order, because sums of doubles depend on it.
 */
public final class ReferenceMoments {
  private final MapShape shape;
  private final double[] sums;
  private final double[] channelSquares;
  private final double[] channelEnergy;
  private float[] first = new float[0];
  private int count;

  public ReferenceMoments(MapShape shape) {
    this.shape = shape;
    sums = new double[shape.elements()];
    channelSquares = new double[shape.channels()];
    channelEnergy = new double[shape.channels()];
  }

  /** Adds one image's C·H·W values. */
  public void accept(float[] map) {
    if (count == 0) {
      first = java.util.Arrays.copyOf(map, shape.elements());
    }
    count++;
    int cells = shape.cells();
    for (int channel = 0; channel < shape.channels(); channel++) {
      double squares = 0;
      double energy = 0;
      int end = (channel + 1) * cells;
      for (int i = channel * cells; i < end; i++) {
        double value = map[i];
        double difference = value - first[i];
        sums[i] += difference;
        squares += difference * difference;
        energy += value * value;
      }
      channelSquares[channel] += squares;
      channelEnergy[channel] += energy;
    }
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
    float[] mean = new float[shape.elements()];
    double[] channelScale = new double[shape.channels()];
    double energy = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      channelScale[channel] = channelScale(channel, mean);
      energy += channelEnergy[channel] / count;
    }
    double scale = java.util.Arrays.stream(channelScale).sum();
    if (!Double.isFinite(scale) || !Double.isFinite(energy)) {
      return Optional.empty();
    }
    double[] weights = new double[shape.channels()];
    for (int channel = 0; channel < weights.length; channel++) {
      boolean live = channelScale[channel] > floor * channelEnergy[channel] / count;
      weights[channel] = live ? 1 / channelScale[channel] : 0;
    }
    return Optional.of(
        new ReferenceSummary(shape, mean, channelScale, weights, scale, energy, count));
  }

  private double channelScale(int channel, float[] mean) {
    int cells = shape.cells();
    double squaredSums = 0;
    for (int i = channel * cells; i < (channel + 1) * cells; i++) {
      mean[i] = (float) (first[i] + sums[i] / count);
      squaredSums += sums[i] * sums[i];
    }
    double centred = channelSquares[channel] - squaredSums / count;
    // Rounding may leave a tiny negative where all images agree.
    return Double.isNaN(centred) ? centred : 2 * Math.max(0, centred) / (count - 1);
  }
}
