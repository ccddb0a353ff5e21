package dev.gimbal.score;

/**
 * What the references of one layer look like over the images.
 *
 * <p>{@code scale} is D, twice the sum over all elements of the sample variance over images; {@code
 * meanSquare} is E‖f‖². Channel-balanced scores weigh each live channel by 1 ÷ its own D and leave
 * dead ones out.
 */
public final class ReferenceSummary {
  private final MapShape shape;
  private final float[] mean;
  private final double[] channelScale;
  private final double[] weights;
  private final double scale;
  private final double meanSquare;
  private final int images;

  ReferenceSummary(
      MapShape shape,
      float[] mean,
      double[] channelScale,
      double[] weights,
      double scale,
      double meanSquare,
      int images) {
    this.shape = shape;
    this.mean = mean;
    this.channelScale = channelScale;
    this.weights = weights;
    this.scale = scale;
    this.meanSquare = meanSquare;
    this.images = images;
  }

  public double scale() {
    return scale;
  }

  public double meanSquare() {
    return meanSquare;
  }

  public int images() {
    return images;
  }

  /** D of one channel. */
  public double channelScale(int channel) {
    return channelScale[channel];
  }

  /** Weight of a channel in balanced scores: 1 ÷ D of the channel, 0 for a dead one. */
  public double weight(int channel) {
    return weights[channel];
  }

  public boolean isLive(int channel) {
    return weights[channel] > 0;
  }

  /** Squared distance of one image's map from the mean, summed over channels, for every cell. */
  public Deviation deviation(float[] map) {
    double[] pooled = new double[shape.cells()];
    double[] balanced = new double[shape.cells()];
    for (int channel = 0; channel < shape.channels(); channel++) {
      int base = channel * shape.cells();
      double weight = weights[channel];
      for (int cell = 0; cell < pooled.length; cell++) {
        float difference = map[base + cell] - mean[base + cell];
        double square = (double) difference * difference;
        pooled[cell] += square;
        balanced[cell] += weight * square;
      }
    }
    return new Deviation(pooled, balanced);
  }

  /** The map minus the mean over images, C·H·W values. */
  public void centre(float[] map, float[] target) {
    for (int i = 0; i < mean.length; i++) {
      target[i] = map[i] - mean[i];
    }
  }

  /**
   * Squared distance from the mean per cell, pooled over channels and channel-balanced; H·W values
   * each.
   */
  public record Deviation(double[] pooled, double[] balanced) {}
}
