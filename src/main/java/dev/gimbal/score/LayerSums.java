package dev.gimbal.score;

import java.util.Arrays;

/**
 * Squared differences of one layer for one image and one probe, for every channel.
 *
 * <p>{@code invariance} = ‖f(gx) − f(x)‖² over all cells; {@code clean} and {@code unclean} = ‖u‖²
 * over the visible cells that are clean, and over those that are not; both 0 without an alignment.
 * Reused from probe to probe.
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

  /** Sets all sums to zero. */
  public void clear() {
    Arrays.fill(invariance, 0);
    Arrays.fill(clean, 0);
    Arrays.fill(unclean, 0);
  }

  /** Adds to a channel's sums. */
  public void add(int channel, double invarianceSum, double cleanSum, double uncleanSum) {
    invariance[channel] += invarianceSum;
    clean[channel] += cleanSum;
    unclean[channel] += uncleanSum;
  }

  /** Multiplies all sums by a factor. */
  public void multiply(double factor) {
    for (int channel = 0; channel < invariance.length; channel++) {
      invariance[channel] *= factor;
      clean[channel] *= factor;
      unclean[channel] *= factor;
    }
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
