package dev.gimbal.stats;

import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A difference between two measurements of the same images, after minus before.
 *
 * @param value the difference
 * @param centre of its interval: the value itself, or for shares a little nearer to 0
 * @param standardError of the centre; 0 where both measurements are the same, image by image
 * @param degreesOfFreedom of Student's t; 0 for the normal distribution
 * @param limit no end of an interval lies farther from 0; infinite for none
 * @param n images
 * @param drops what one-sided bounds of the drop, before − after, rest on
 */
public record PairedDifference(
    double value,
    double centre,
    double standardError,
    int degreesOfFreedom,
    double limit,
    int n,
    SkewedMean drops)
    implements DropBounds {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  public PairedDifference {
    if (!Double.isFinite(value) || !Double.isFinite(centre) || !(standardError >= 0)) {
      throw new IllegalArgumentException(value + " around " + centre + " ± " + standardError);
    }
  }

  /** No difference in any image: exactly 0, with the interval [0, 0]. */
  public static PairedDifference none(int n) {
    return new PairedDifference(0, 0, 0, 0, 1, n, SkewedMean.certain(0, n));
  }

  /**
   * A difference of two estimates over the same images.
   *
   * @param value the difference of the estimates
   * @param squares Σ(e − ē)² of the images' influences e on it
   * @param cubes Σ(e − ē)³
   * @param worst largest influence of an image where few images have any; 0 where most have
   * @param n images; none below two, or where the numbers are not finite
   */
  public static Optional<PairedDifference> ofInfluences(
      double value, double squares, double cubes, double worst, int n) {
    if (n < 2 || !Double.isFinite(value) || !Double.isFinite(squares) || !Double.isFinite(cubes)) {
      return Optional.empty();
    }
    double deviation = Math.sqrt(Math.max(0, squares) / (n - 1));
    double skewness = squares > 0 ? cubes / n / Math.pow(squares / n, 1.5) : 0;
    // Squares near the smallest double leave no ratio.
    SkewedMean drops =
        new SkewedMean(-value, deviation, Double.isFinite(skewness) ? -skewness : 0, worst, n);
    double error = deviation / Math.sqrt(n);
    return Optional.of(
        new PairedDifference(value, value, error, n - 1, Double.POSITIVE_INFINITY, n, drops));
  }

  /**
   * A difference of two shares of the same images, with the adjusted Wald interval for paired
   * proportions: one image is added to each kind of change (Bonett and Price, Journal of
   * Educational and Behavioral Statistics 37, 2012), which keeps it honest where few images or none
   * change.
   *
   * @param up images that count after and not before
   * @param down images that count before and not after
   * @param n at least 1
   */
  public static PairedDifference ofShares(int up, int down, int n) {
    if (n < 1 || up < 0 || down < 0 || up + down > n) {
      throw new IllegalArgumentException(up + " up, " + down + " down of " + n);
    }
    double gained = (up + 1.0) / (n + 2);
    double lost = (down + 1.0) / (n + 2);
    double centre = gained - lost;
    double error = Math.sqrt((gained + lost - centre * centre) / (n + 2));
    double value = (double) (up - down) / n;
    return new PairedDifference(value, centre, error, 0, 1, n, drops(up, down, n));
  }

  /** The moments of −1, 0 and 1. */
  private static SkewedMean drops(int up, int down, int n) {
    double mean = (double) (down - up) / n;
    double square = (double) (up + down) / n;
    double variance = square - mean * mean;
    double cube = mean - 3 * mean * square + 2 * mean * mean * mean;
    double deviation = n < 2 ? 0 : Math.sqrt(Math.max(0, variance) * n / (n - 1));
    double skewness = variance > 0 ? cube / Math.pow(variance, 1.5) : 0;
    return new SkewedMean(mean, deviation, skewness, 1, n);
  }

  /** The same difference seen from the other side: before minus after. */
  public PairedDifference reversed() {
    // 0 − x, so that no difference is 0 and not −0.
    return new PairedDifference(
        0 - value, 0 - centre, standardError, degreesOfFreedom, limit, n, drops.mirrored());
  }

  /** The 95 % interval. */
  public Bounds interval() {
    return interval(Bounds.CONFIDENCE);
  }

  /** The interval at another level between 0 and 1; it always holds the value. */
  public Bounds interval(double confidence) {
    double critical =
        degreesOfFreedom == 0
            ? NORMAL.inverseSurvivalProbability((1 - confidence) / 2)
            : StudentT.critical(degreesOfFreedom, confidence);
    double half = standardError == 0 ? 0 : critical * standardError;
    double lo = Math.max(-limit, centre - half);
    double hi = Math.min(limit, centre + half);
    return new Bounds(Math.min(lo, value), Math.max(hi, value));
  }

  /**
   * How likely a drop (before minus after) as large as this one is if the true drop were {@code
   * limit}, one-sided; 0 or 1 where every image says the same.
   */
  @Override
  public double dropChance(double limit) {
    return drops.chance(limit);
  }

  /** A drop that the true one exceeds with confidence 1 − level; never above the one found. */
  @Override
  public double lowestDrop(double level) {
    return Math.max(-limit, drops.lowest(level));
  }

  /** A drop that the true one stays below with confidence 1 − level; never below the one found. */
  @Override
  public double highestDrop(double level) {
    return highestDrop(level, n);
  }

  /** The same for another number of images whose numbers are spread as these are. */
  double highestDrop(double level, int images) {
    return Math.min(limit, 0 - drops.mirrored().withImages(images).lowest(level));
  }

  /** Distance from the drop to {@link #lowestDrop}; 0 where every image says the same. */
  @Override
  public double margin(double level) {
    return drops.mean() - drops.lowest(level);
  }

  /** Whether the 95 % interval leaves out 0. */
  public boolean isClear() {
    return !interval().contains(0);
  }
}
