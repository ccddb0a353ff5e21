package dev.gimbal.stats;

import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/** Critical values of Student's t distribution. */
public final class StudentT {
  private static final double UPPER_TAIL = (1 - Bounds.CONFIDENCE) / 2;
  private static final int REMEMBERED = 512;

  /** Values worked out last, each at the place its degrees of freedom and level lead to. */
  private static final @Nullable Value[] LAST = new Value[REMEMBERED];

  private record Value(int degreesOfFreedom, double level, double critical) {}

  private StudentT() {}

  /** The value that |t| exceeds with probability 5 % at the given degrees of freedom (≥ 1). */
  static double critical(int degreesOfFreedom) {
    return quantile(degreesOfFreedom, UPPER_TAIL);
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
    return quantile(degreesOfFreedom, (1 - confidence) / 2);
  }

  /**
   * The value that t exceeds with probability {@code level}, one-sided.
   *
   * @param degreesOfFreedom at least 1
   * @param level above 0 and below 1
   */
  static double quantile(int degreesOfFreedom, double level) {
    if (degreesOfFreedom < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(degreesOfFreedom + " degrees of freedom, level " + level);
    }
    int place = Math.floorMod(31 * Double.hashCode(level) + degreesOfFreedom, REMEMBERED);
    // Values never change: where threads race, one only works out what another knows.
    @Nullable Value known = LAST[place];
    if (known == null || known.degreesOfFreedom != degreesOfFreedom || known.level != level) {
      double found = TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(level);
      known = new Value(degreesOfFreedom, level, found);
      LAST[place] = known;
    }
    return known.critical;
  }
}
