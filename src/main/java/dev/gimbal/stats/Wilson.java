package dev.gimbal.stats;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * Wilson's score interval for a proportion (Wilson 1927): keeps to [0, 1] and stays honest when all
 * or none succeed.
 */
public final class Wilson {
  private Wilson() {}

  /**
   * The 95 % interval of {@code successes} out of {@code trials}.
   *
   * @param trials at least 1
   */
  public static Bounds interval(int successes, int trials) {
    return interval(successes, trials, Bounds.CONFIDENCE);
  }

  /**
   * The interval of {@code successes} out of {@code trials} at any level.
   *
   * @param trials at least 1
   * @param confidence above 0 and below 1
   */
  public static Bounds interval(int successes, int trials, double confidence) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " of " + trials);
    }
    Interval interval =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(trials, successes, 1 - confidence);
    double share = (double) successes / trials;
    // Rounding can leave the far end a few ulps inside the share itself.
    return new Bounds(
        Math.max(0, Math.min(interval.getLowerBound(), share)),
        Math.min(1, Math.max(interval.getUpperBound(), share)));
  }
}
