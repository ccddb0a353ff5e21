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
  private final float[] variance;
  private final ValueScale varianceScale;
  private final double[] channelScale;
  private final double[] weights;
  private final double scale;
  private final double meanSquare;
  private final int images;

  ReferenceSummary(
      MapShape shape,
      float[] mean,
      float[] variance,
      ValueScale varianceScale,
      double[] channelScale,
      double[] weights,
      double meanSquare,
      int images) {
    this.shape = shape;
    this.mean = mean;
    this.variance = variance;
    this.varianceScale = varianceScale;
    this.channelScale = channelScale;
    this.weights = weights;
    this.scale = java.util.Arrays.stream(channelScale).sum();
    this.meanSquare = meanSquare;
    this.images = images;
  }

  public double scale() {
    return scale;
  }

  public double meanSquare() {
    return meanSquare;
  }

  /** What the layer's values are divided by before they are squared in float32. */
  public ValueScale valueScale() {
    return ValueScale.of(Math.sqrt(meanSquare / shape.elements()));
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
    for (int block = 0; block < shape.blocks(); block++) {
      int first = block * shape.block();
      int at = block * shape.blockValues();
      for (int cell = 0; cell < pooled.length; cell++) {
        for (int lane = 0; lane < shape.lanes(block); lane++) {
          float difference = map[at + lane] - mean[at + lane];
          double square = (double) difference * difference;
          pooled[cell] += square;
          balanced[cell] += weights[first + lane] * square;
        }
        at += shape.block();
      }
    }
    return new Deviation(
        new PlaneSums(pooled, shape.width()), new PlaneSums(balanced, shape.width()));
  }

  /** Sample variance over images of every cell of one channel. */
  public PlaneSums variance(int channel) {
    double[] plane = new double[shape.cells()];
    for (int cell = 0; cell < plane.length; cell++) {
      plane[cell] = varianceScale.squared() * variance[shape.index(channel, cell)];
    }
    return new PlaneSums(plane, shape.width());
  }

  /** The map minus the mean over images. */
  public void centre(float[] map, float[] target) {
    for (int i = 0; i < mean.length; i++) {
      target[i] = map[i] - mean[i];
    }
  }

  /** Squared distance from the mean per cell, pooled over channels and channel-balanced. */
  public record Deviation(PlaneSums pooled, PlaneSums balanced) {}
}
