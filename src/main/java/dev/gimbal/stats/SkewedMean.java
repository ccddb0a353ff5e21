package dev.gimbal.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One-sided bounds and tests of a mean over images that stay honest where the images' numbers have
 * a long tail on one side. Student's t does not: with exponential tails and 200 images it rejects
 * 27 times too often at the level 5e-6, at which one of thousands of scores is tested.
 *
 * <p>A bound lies U·s/√n from the mean, where U is Student's quantile q or, if that is farther, q
 * moved outwards for the skewness γ of the numbers, seen from the bound:
 *
 * <ul>
 *   <li>Numbers of any size: Hall's cubic transformation (Journal of the Royal Statistical Society
 *       B 54, 1992), U = 3√n/γ·(∛(1 + γ(q/√n − γ/6n)) − 1), with γ moved towards the farther bound
 *       by 1.5·√(6/n), one and a half standard errors of a normal sample's skewness, because few
 *       images seldom show their tail.
 *   <li>Rare changes of a known largest size, such as a share's 1: the sample may have missed them
 *       all. Two thirds of an image with the worst change are added, and then the first term for
 *       skewness of Cornish and Fisher, U = q − γ(2q² + 1)/(6√n). Where nothing changed among n
 *       images this bounds a share by 3.08/n at 5 %; the exact bound is 3.00/n.
 * </ul>
 *
 * <p>Without any spread (and no worst change) bounds are the mean itself.
 *
 * @param mean of the images' numbers
 * @param deviation their standard deviation with n − 1, at least 0
 * @param skewness their third central moment ÷ the second to the power 1.5, both with n
 * @param worst largest change of an image where changes are rare; 0 where the sample shows its
 *     tails
 * @param images n, at least 1; a worst change, or a deviation of 0, where it is 1
 */
record SkewedMean(double mean, double deviation, double skewness, double worst, int images) {
  /** Chosen so that the bound of a share is near the exact one: see the class. */
  private static final double PART_OF_AN_IMAGE = 2.0 / 3;

  private static final double STANDARD_ERRORS = 1.5;

  SkewedMean {
    if (!Double.isFinite(mean)
        || !Double.isFinite(skewness)
        || !(deviation >= 0 && worst >= 0)
        || images < 1) {
      throw new IllegalArgumentException(
          mean + " ± " + deviation + ", " + skewness + ", " + worst + " of " + images);
    }
  }

  /** A mean that is known exactly. */
  static SkewedMean certain(double mean, int images) {
    return new SkewedMean(mean, 0, 0, 0, images);
  }

  /** The mean of so many images whose numbers are spread as these are. */
  SkewedMean withImages(int number) {
    return new SkewedMean(mean, deviation, skewness, worst, number);
  }

  /** The same of the numbers with the other sign. */
  SkewedMean mirrored() {
    // 0 − x, so that no mean is 0 and not −0.
    return new SkewedMean(0 - mean, deviation, -skewness, worst, images);
  }

  /**
   * A value that the true mean exceeds with confidence 1 − level.
   *
   * @param level above 0 and at most 0.5
   */
  double lowest(double level) {
    if (isCertain()) {
      return mean;
    }
    SkewedMean seen = worst > 0 ? withTheWorst() : this;
    double quantile = StudentT.quantile(degreesOfFreedom(), level);
    return seen.mean - seen.deviation / Math.sqrt(weight()) * seen.outwards(quantile);
  }

  /**
   * How likely a mean as large as this one is if the true mean were {@code limit}: the level at
   * which {@link #lowest} is the limit; 0 or 1 where the mean is known exactly.
   */
  double chance(double limit) {
    if (isCertain()) {
      return mean > limit ? 0 : 1;
    }
    SkewedMean seen = worst > 0 ? withTheWorst() : this;
    double distance = (seen.mean - limit) / seen.deviation * Math.sqrt(weight());
    return TDistribution.of(degreesOfFreedom()).survivalProbability(seen.inwards(distance));
  }

  private boolean isCertain() {
    return deviation == 0 && worst == 0;
  }

  private int degreesOfFreedom() {
    return Math.max(1, images - 1);
  }

  private double weight() {
    return images + (worst > 0 ? PART_OF_AN_IMAGE : 0);
  }

  /** With two thirds of an image whose number is −worst; the moments are merged as for samples. */
  private SkewedMean withTheWorst() {
    double all = images + PART_OF_AN_IMAGE;
    double step = -worst - mean;
    double squares = deviation * deviation * (images - 1);
    double cubes = skewness * images * Math.pow(squares / images, 1.5);
    double product = images * PART_OF_AN_IMAGE / all;
    double allSquares = squares + step * step * product;
    double allCubes =
        cubes
            + step * step * step * product * (images - PART_OF_AN_IMAGE) / all
            - 3 * step * PART_OF_AN_IMAGE / all * squares;
    return new SkewedMean(
        mean + step * PART_OF_AN_IMAGE / all,
        Math.sqrt(allSquares / (all - 1)),
        allSquares == 0 ? 0 : allCubes / all / Math.pow(allSquares / all, 1.5),
        worst,
        images);
  }

  /** Student's quantile of at least 0, moved outwards for the skewness. */
  private double outwards(double quantile) {
    double tail = tail();
    if (tail == 0) {
      return quantile;
    }
    double root = Math.sqrt(weight());
    double moved =
        worst > 0
            ? quantile - tail * (2 * quantile * quantile + 1) / (6 * root)
            : 3 * root / tail * (Math.cbrt(1 + tail * (quantile / root - tail / 6 / weight())) - 1);
    return Math.max(quantile, moved);
  }

  /** The inverse of {@link #outwards}. */
  private double inwards(double distance) {
    double tail = tail();
    if (tail == 0) {
      return distance;
    }
    double root = Math.sqrt(weight());
    double moved;
    if (worst > 0) {
      double slope = -tail / (6 * root);
      moved = (Math.sqrt(Math.max(0, 1 + 8 * slope * (distance - slope))) - 1) / (4 * slope);
    } else {
      double cube = 1 + tail * distance / (3 * root);
      moved = root * ((cube * cube * cube - 1) / tail + tail / 6 / weight());
    }
    return Math.min(distance, moved);
  }

  /** Skewness towards the numbers that a lower bound must fear; never above 0. */
  private double tail() {
    double doubt = worst > 0 ? 0 : STANDARD_ERRORS * Math.sqrt(6 / weight());
    return Math.min(0, skewness - doubt);
  }
}
