package dev.gimbal.stats;

/**
 * A confidence sequence for the mean of numbers in [0, 1] that is narrow where they vary little: an
 * interval for every n that holds the true mean at all n at once with the given confidence. It is
 * not asymptotic, and needs only the mean and the variance of the numbers so far.
 *
 * <p>For numbers x in [0, 1] whose true mean is at most m, and 0 ≤ λ &lt; 1, exp(λ·Σ(x − m) −
 * ψ(λ)·Σ(x − m)²) with ψ(λ) = −log(1 − λ) − λ is a supermartingale that starts at 1 (Fan, Grama and
 * Liu, Electronic Journal of Probability 20, 2015, lemma 4.1), and so is its mean over several λ.
 * By Ville's inequality it ever reaches 2/α with chance α/2 at most: where it has, the true mean
 * lies above m. The upper end is the same of 1 − x. The related predictable sequences are those of
 * Waudby-Smith and Ramdas (JRSS-B 86, 2024); this one does not depend on the images' order.
 *
 * <p>All λ lie below 0.58, where ψ(λ) ≤ λ/2: each term then falls with m, so that what is excluded
 * is a half-line.
 */
public final class BoundedMeanSequence {
  private static final double[] RATES = {0.58, 0.29, 0.145, 0.0725, 0.03625, 0.018125};
  private static final int HALVINGS = 50;

  private BoundedMeanSequence() {}

  /**
   * The interval after n numbers.
   *
   * @param mean of the numbers, in [0, 1]
   * @param variance of the numbers, Σ(x − mean)²/(n − 1), at least 0
   * @param n at least 2
   * @param confidence above 0 and below 1
   * @return within [0, 1], around the mean
   */
  public static Bounds interval(double mean, double variance, int n, double confidence) {
    if (n < 2
        || !(mean >= 0 && mean <= 1)
        || !(variance >= 0)
        || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "mean " + mean + ", variance " + variance + ", n " + n + " at " + confidence);
    }
    double squares = variance * (n - 1);
    return new Bounds(
        lowest(mean, squares, n, confidence), 1 - lowest(1 - mean, squares, n, confidence));
  }

  private static double lowest(double mean, double squares, int n, double confidence) {
    double threshold = Math.log(2 / (1 - confidence) * RATES.length);
    double excluded = 0;
    double kept = mean;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (excluded + kept) / 2;
      if (evidence(mean - middle, squares, n) >= threshold) {
        excluded = middle;
      } else {
        kept = middle;
      }
    }
    return excluded;
  }

  /** Logarithm of the sum over all λ, for a mean that lies so far below the numbers' own. */
  private static double evidence(double above, double squares, int n) {
    double sum = 0;
    double spread = squares + n * above * above;
    for (double rate : RATES) {
      double cost = -Math.log1p(-rate) - rate;
      sum += Math.exp(rate * n * above - cost * spread);
    }
    return Math.log(sum);
  }
}
