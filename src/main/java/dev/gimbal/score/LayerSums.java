package dev.gimbal.score;

/**
 * Squared differences of one layer for one image and one probe, per channel, in the reference
 * frame.
 *
 * <p>{@code invariance[c]} = ‖f(gx) − f(x)‖² over all cells; {@code clean[c]} and {@code
 * unclean[c]} = ‖u‖² over the visible cells that are clean and over those that are not. Reused from
 * probe to probe.
 */
public final class LayerSums {
  private final double[] invariance;
  private final double[] clean;
  private final double[] unclean;

  public LayerSums(int channels) {
    invariance = new double[channels];
    clean = new double[channels];
    unclean = new double[channels];
  }

  void set(int channel, double invarianceSum, double cleanSum, double uncleanSum) {
    invariance[channel] = invarianceSum;
    clean[channel] = cleanSum;
    unclean[channel] = uncleanSum;
  }

  public double invariance(int channel) {
    return invariance[channel];
  }

  public double clean(int channel) {
    return clean[channel];
  }

  public double unclean(int channel) {
    return unclean[channel];
  }

  public int channels() {
    return invariance.length;
  }
}
