package dev.gimbal.stats;

import java.util.Optional;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A difference between two measurements of the same images, after minus before.
 *
 * @param value the difference
 * @param centre of its interval: the value itself, or for shares a little nearer to 0
 * @param standardError of the centre; 0 where both measurements are the same, image by image
 * @param degreesOfFreedom of Student's t; 0 for the normal distribution
 * @param limit no end of an interval lies farther from 0; infinite for none
 * @param n images
 */
public record PairedDifference(
    double value, double centre, double standardError, int degreesOfFreedom, double limit, int n) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  public PairedDifference {
    if (!Double.isFinite(value) || !Double.isFinite(centre) || !(standardError >= 0)) {
      throw new IllegalArgumentException(value + " around " + centre + " ± " + standardError);
    }
  }

  /** No difference in any image: exactly 0, with the interval [0, 0]. */
  public static PairedDifference none(int n) {
    return new PairedDifference(0, 0, 0, 0, 1, n);
  }

  /**
   * A difference of two estimates over the same images.
   *
   * @param value the difference of the estimates
   * @param squares Σ(e − ē)² of the images' influences e on it
   * @param n images; none below two, or where the numbers are not finite
   */
  public static Optional<PairedDifference> ofInfluences(double value, double squares, int n) {
    if (n < 2 || !Double.isFinite(value) || !Double.isFinite(squares)) {
      return Optional.empty();
    }
    double error = Math.sqrt(Math.max(0, squares) / (n - 1) / n);
    return Optional.of(
        new PairedDifference(value, value, error, n - 1, Double.POSITIVE_INFINITY, n));
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
    return shares(up, down, n);
  }

  private static PairedDifference shares(double up, double down, int n) {
    double gained = (up + 1.0) / (n + 2);
    double lost = (down + 1.0) / (n + 2);
    double centre = gained - lost;
    double error = Math.sqrt((gained + lost - centre * centre) / (n + 2));
    return new PairedDifference((up - down) / n, centre, error, 0, 1, n);
  }

  /** The same difference with the same spread between images, found in another number of them. */
  public PairedDifference withImages(int images) {
    if (standardError == 0) {
      return new PairedDifference(value, centre, 0, degreesOfFreedom, limit, images);
    }
    if (degreesOfFreedom > 0) {
      double error = standardError * Math.sqrt((double) n / images);
      return new PairedDifference(value, centre, error, images - 1, limit, images);
    }
    // The shares of images that changed either way, from what ofShares made of them.
    double counted = n + 2.0;
    double changed = ((standardError * standardError * counted + centre * centre) * counted - 2);
    double balance = centre * counted;
    double scale = (double) images / n;
    double up = Math.max(0, (changed + balance) / 2);
    double down = Math.max(0, (changed - balance) / 2);
    return shares(up * scale, down * scale, images);
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
  public double dropChance(double limit) {
    if (standardError == 0) {
      return -value > limit ? 0 : 1;
    }
    double statistic = (-centre - limit) / standardError;
    return distribution().survivalProbability(statistic);
  }

  /** A drop that the true one exceeds with confidence 1 − level; never above the one found. */
  public double lowestDrop(double level) {
    return Math.max(-limit, Math.min(-value, -centre - margin(level)));
  }

  /** A drop that the true one stays below with confidence 1 − level; never below the one found. */
  public double highestDrop(double level) {
    return Math.min(limit, Math.max(-value, -centre + margin(level)));
  }

  /** Distance from the centre to a one-sided bound; 0 where every image says the same. */
  public double margin(double level) {
    return standardError == 0
        ? 0
        : distribution().inverseSurvivalProbability(level) * standardError;
  }

  private ContinuousDistribution distribution() {
    return degreesOfFreedom == 0 ? NORMAL : TDistribution.of(degreesOfFreedom);
  }

  /** Whether the 95 % interval leaves out 0. */
  public boolean isClear() {
    return !interval().contains(0);
  }
}
