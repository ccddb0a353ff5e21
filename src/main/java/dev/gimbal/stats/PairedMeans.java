package dev.gimbal.stats;

import java.util.Optional;

/**
 * Two numbers an image, such as a score before and after; the difference of their means and its
 * interval. The numbers lie at most 1 apart. Shares of images (all numbers 0 or 1) get the interval
 * for paired shares, others Student's t of the images' differences. NaN or infinite input leaves no
 * difference.
 */
public final class PairedMeans {
  private static final double LARGEST = 1;

  private final MeanAccumulator differences = new MeanAccumulator();
  private double before;
  private double after;
  private int up;
  private int down;
  private boolean shares = true;
  private boolean same = true;

  /**
   * Adds an image.
   *
   * @param identical whether everything known of this image is the same before and after, for
   *     counts but for rounding
   */
  public void accept(double beforeValue, double afterValue, boolean identical) {
    differences.accept(afterValue - beforeValue);
    before += beforeValue;
    after += afterValue;
    up += afterValue > beforeValue ? 1 : 0;
    down += afterValue < beforeValue ? 1 : 0;
    shares &= isShare(beforeValue) && isShare(afterValue);
    same &= identical;
  }

  private static boolean isShare(double value) {
    return value == 0 || value == 1;
  }

  /** Images seen. */
  public int count() {
    return differences.count();
  }

  /** Mean before; 0 when nothing was seen. */
  public double meanBefore() {
    return before / Math.max(1, count());
  }

  /** Mean after; 0 when nothing was seen. */
  public double meanAfter() {
    return after / Math.max(1, count());
  }

  /**
   * After minus before; none where too few images were seen. Where no image differs in this number
   * though the measurements are not identical, the interval is that of a share that no image
   * changed: a spread of 0 would claim certainty.
   */
  public Optional<PairedDifference> difference() {
    int n = count();
    if (n == 0 || !differences.isFinite()) {
      return Optional.empty();
    }
    if (same) {
      return Optional.of(PairedDifference.none(n));
    }
    if (shares || up + down == 0) {
      return Optional.of(PairedDifference.ofShares(up, down, n));
    }
    return n < 2
        ? Optional.empty()
        : PairedDifference.ofInfluences(
            differences.mean(),
            differences.variance() * (n - 1),
            differences.cubes(),
            isRare() ? LARGEST : 0,
            n);
  }

  /**
   * Where at most half of the images differ, or all by the same number, the sample hardly shows how
   * much an image can change.
   */
  private boolean isRare() {
    return 2 * (up + down) <= count() || differences.variance() == 0;
  }
}
