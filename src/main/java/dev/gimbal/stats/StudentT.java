package dev.gimbal.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/** Two-sided critical values of Student's t distribution. */
public final class StudentT {
  private static final double UPPER_TAIL = (1 - Bounds.CONFIDENCE) / 2;
  private static final int CACHED = 512;
  private static final double[] CRITICAL = new double[CACHED];

  private StudentT() {}

  /** The value that |t| exceeds with probability 5 % at the given degrees of freedom (≥ 1). */
  static double critical(int degreesOfFreedom) {
    if (degreesOfFreedom < 1) {
      throw new IllegalArgumentException("degrees of freedom " + degreesOfFreedom);
    }
    if (degreesOfFreedom >= CACHED) {
      return compute(degreesOfFreedom);
    }
    // A racing thread computes the same value, and 0 is never a critical value.
    double known = CRITICAL[degreesOfFreedom];
    if (known == 0) {
      known = compute(degreesOfFreedom);
      CRITICAL[degreesOfFreedom] = known;
    }
    return known;
  }

  /**
   * The value that |t| exceeds with probability 1 − confidence.
   *
   * @param degreesOfFreedom at least 1
   * @param confidence above 0 and below 1
   */
  public static double critical(int degreesOfFreedom, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence);
    }
    return confidence == Bounds.CONFIDENCE
        ? critical(degreesOfFreedom)
        : TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - confidence) / 2);
  }

  private static double compute(int degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(UPPER_TAIL);
  }
}
