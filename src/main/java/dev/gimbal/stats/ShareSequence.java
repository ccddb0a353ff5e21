package dev.gimbal.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * A confidence sequence for a share of images, or for any mean of numbers in [0, 1]: an interval
 * for every n that holds the true mean at all n at once with the given confidence, so that looking
 * after every image and stopping when one likes costs no error. It is not asymptotic.
 *
 * <p>For a supposed mean p the mixture M = B(½ + S, ½ + n − S) / (B(½, ½)·p^S·(1 − p)^(n − S)) with
 * the sum S of n numbers is a test martingale for indicators of mean p (Robbins, Annals of
 * Mathematical Statistics 41, 1970) and a supermartingale for other numbers in [0, 1], because
 * q^x·(1 − q)^(1 − x) is convex in x. By Ville's inequality it ever reaches 1/α with chance α at
 * most; the interval holds every p for which it has not (see also Howard, Ramdas, McAuliffe and
 * Sekhon, Annals of Statistics 49, 2021).
 */
public final class ShareSequence {
  private static final double PRIOR = 0.5;
  private static final int HALVINGS = 60;

  private ShareSequence() {}

  /**
   * The interval after n numbers.
   *
   * @param sum of n numbers in [0, 1]
   * @param n at least 1
   * @param confidence above 0 and below 1
   * @return within [0, 1], around sum/n
   */
  public static Bounds interval(double sum, int n, double confidence) {
    if (n < 1 || !(sum >= 0 && sum <= n) || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(sum + " of " + n + " at " + confidence);
    }
    return new Bounds(lowest(sum, n, confidence), 1 - lowest(n - sum, n, confidence));
  }

  /** The lower end, where M falls to 1/α on its way to its least value at sum/n. */
  private static double lowest(double sum, int n, double confidence) {
    double least =
        -Math.log1p(-confidence)
            - LogBeta.value(PRIOR + sum, PRIOR + n - sum)
            + LogBeta.value(PRIOR, PRIOR);
    double excluded = 0;
    double kept = sum / n;
    for (int i = 0; i < HALVINGS && sum > 0; i++) {
      double middle = (excluded + kept) / 2;
      double likelihood = sum * Math.log(middle) + (n - sum) * Math.log1p(-middle);
      if (-likelihood >= least) {
        excluded = middle;
      } else {
        kept = middle;
      }
    }
    return excluded;
  }
}
