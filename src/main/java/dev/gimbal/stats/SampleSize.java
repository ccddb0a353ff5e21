package dev.gimbal.stats;

import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many images would bring an interval clear of a limit, if the estimate stayed where it is.
 *
 * <p>A forecast, not a promise: more images move the estimate too. Nothing decides an estimate that
 * lies on the limit itself.
 */
public final class SampleSize {
  /** Beyond this a forecast says no more than "very many". */
  private static final double MOST = 1e12;

  private static final int MOST_SEARCHED = 1_000_000_000;

  private SampleSize() {}

  /**
   * For means: an interval's half width falls as 1/√n, so n·(half width ÷ distance to the limit)².
   *
   * @param images behind the interval
   * @param halfWidth from the estimate to the end on the limit's side
   * @param distance from the estimate to the limit, ≥ 0
   */
  public static OptionalLong ofMean(int images, double halfWidth, double distance) {
    double ratio = Math.abs(halfWidth) / Math.abs(distance);
    return whole(images * ratio * ratio, images);
  }

  /**
   * For proportions: Wilson's interval leaves the limit p₀ out as soon as n ≥ z²·p₀(1 − p₀)/(p −
   * p₀)².
   *
   * @param share the proportion p
   * @param limit p₀ in [0, 1]
   * @param confidence above 0 and below 1
   */
  public static OptionalLong ofShare(int images, double share, double limit, double confidence) {
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
    double distance = share - limit;
    return whole(z * z * limit * (1 - limit) / (distance * distance), images);
  }

  /**
   * For a paired drop that lies below the limit while its upper bound does not: the images from
   * which on the bound would not lie above it either. Unlike {@link #ofMean} it knows that the
   * bound of a share that no image changed falls as 1/n.
   *
   * @param limit of the drop
   * @param level of the one-sided upper bound
   */
  public static OptionalLong ofPass(PairedDifference found, double limit, double level) {
    if (-found.value() >= limit) {
      return OptionalLong.empty();
    }
    long above = found.n();
    long enough = above;
    do {
      above = enough;
      enough *= 2;
      if (enough > MOST_SEARCHED) {
        return OptionalLong.empty();
      }
    } while (found.highestDrop(level, (int) enough) > limit);
    while (enough - above > 1) {
      long middle = (above + enough) / 2;
      if (found.highestDrop(level, (int) middle) > limit) {
        above = middle;
      } else {
        enough = middle;
      }
    }
    return OptionalLong.of(enough);
  }

  /** Undecided at {@code images}, so it takes at least one more. */
  private static OptionalLong whole(double images, int atLeastAbove) {
    return images <= MOST
        ? OptionalLong.of(Math.max(atLeastAbove + 1L, (long) Math.ceil(images)))
        : OptionalLong.empty();
  }
}
