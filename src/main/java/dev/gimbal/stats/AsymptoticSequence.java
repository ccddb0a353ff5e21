package dev.gimbal.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * An asymptotic confidence sequence for an estimate that is a mean of the images' influences, such
 * as the ratio scores: the time-uniform counterpart of estimate ± z·standard error.
 *
 * <p>Half width: standard error × √((nρ² + 1)/(nρ²)·log((nρ² + 1)/α²)) (Waudby-Smith, Arbour,
 * Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
 * sequences", 2021, theorem 2.2); ρ makes it tightest at 100 images. It holds at all n at once with
 * chance 1 − α as the first n grows. Here that is {@link #LEAST_IMAGES}, where the losses of images
 * are still far from normal and their spread is uncertain: so the factor is replaced by the
 * quantile of Student's t that has the same tail, with a twelfth of the usual degrees of freedom.
 * That was chosen by simulation (see the test): skewed losses are covered as promised then, and
 * where one image in a hundred carries most of the loss, better than by a single look at Student's
 * interval.
 */
public final class AsymptoticSequence {
  /** Fewer images have no interval: the central limit is too far. */
  public static final int LEAST_IMAGES = 40;

  private static final int TIGHTEST_AT = 100;
  private static final double NO_EVIDENCE = 0.5;
  private static final double SHARE_OF_FREEDOM = 1 / 12.0;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** ρ² = (−2·log α + log(1 − 2·log α))/n for the default α and the n where it is tightest. */
  private static final double RATE = rate(1 - Bounds.CONFIDENCE);

  private AsymptoticSequence() {}

  private static double rate(double alpha) {
    double twice = -2 * Math.log(alpha);
    return (twice + Math.log1p(twice)) / TIGHTEST_AT;
  }

  /**
   * How many standard errors the interval reaches to each side after n images.
   *
   * @param n at least {@link #LEAST_IMAGES}
   * @param confidence above 0 and below 1
   */
  public static double factor(int n, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence);
    }
    return TDistribution.of((n - 1) * SHARE_OF_FREEDOM)
        .inverseSurvivalProbability(tail(n, 1 - confidence));
  }

  /**
   * The one-sided level of a bound for a fixed number of images that the sequence's bound equals.
   *
   * @param n at least {@link #LEAST_IMAGES}
   * @param level of the sequence, above 0 and below 1
   */
  public static double tail(int n, double level) {
    requireImages(n);
    double grown = n * RATE + 1;
    double normal = Math.sqrt(grown / (n * RATE) * Math.log(grown / (level * level)));
    return NORMAL.survivalProbability(normal);
  }

  /**
   * The inverse of {@link #tail}: an always-valid p-value from one for a fixed number of images.
   *
   * @param tail from 0 to 1; from a half on there is no evidence, which is 1
   */
  static double level(int n, double tail) {
    requireImages(n);
    if (tail >= NO_EVIDENCE) {
      return 1;
    }
    double normal = NORMAL.inverseSurvivalProbability(tail);
    double grown = n * RATE + 1;
    return Math.min(1, Math.sqrt(grown) * Math.exp(-normal * normal * n * RATE / (2 * grown)));
  }

  private static void requireImages(int n) {
    if (n < LEAST_IMAGES) {
      throw new IllegalArgumentException(n + " images, at least " + LEAST_IMAGES + " are needed");
    }
  }
}
