package dev.gimbal.score;

/**
 * Squared differences of one layer for one image and one probe.
 *
 * <p>{@code invariance(c)} = ‖f(gx) − f(x)‖² of channel c over all cells; {@code clean} and {@code
 * unclean} = ‖u‖² over all channels and the visible cells that are clean, and over those that are
 * not; {@code alignedBalanced} = ‖u‖² over all visible cells, each channel times its weight (only
 * where cells are read at cells, else 0). Reused from probe to probe.
 */
public final class LayerSums {
  private final double[] invariance;
  private double clean;
  private double unclean;
  private double alignedBalanced;

  public LayerSums(int channels) {
    invariance = new double[channels];
  }

  void setInvariance(int channel, double sum) {
    invariance[channel] = sum;
  }

  void setAligned(double cleanSum, double uncleanSum, double balancedSum) {
    clean = cleanSum;
    unclean = uncleanSum;
    alignedBalanced = balancedSum;
  }

  public double invariance(int channel) {
    return invariance[channel];
  }

  public double clean() {
    return clean;
  }

  public double unclean() {
    return unclean;
  }

  public double alignedBalanced() {
    return alignedBalanced;
  }

  public int channels() {
    return invariance.length;
  }
}
