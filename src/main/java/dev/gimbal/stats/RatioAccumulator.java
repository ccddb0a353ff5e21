package dev.gimbal.stats;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The score 1 − θ with θ = mean(N) / D over images, and its 95 % interval, where the scale D comes
 * from the same images: D = 2/(n − 1)·Σ a.
 *
 * <p>Per image it takes the loss N and the squared distance a from the mean of all images, on the
 * same region. Because D is itself estimated, the influence of an image on θ is ψ = (N − θ·2n/(n −
 * 1)·a)/D, and the interval is 1 − θ ± t(n − 1)·sd(ψ)/√n (the delta method for a ratio; van der
 * Vaart, Asymptotic Statistics, 1998, chapter 3). Taking D as a known constant is wrong in both
 * directions: see the coverage test.
 *
 * <p>One pass: n, both means and the three second co-moments are kept, never the images. Merging in
 * another order changes the last bits: callers merge in plan order. NaN or infinite input makes
 * {@link #isFinite()} false for good. The sign, direction and range of 1 − θ: 1 is no loss, 0 is as
 * much as swapping the image, below 0 is more.
 */
public final class RatioAccumulator {
  /** No fixed number of references: the mean is that of exactly the images that were added. */
  private static final int SAME_IMAGES = 0;

  private final int references;
  private int count;
  private double meanLoss;
  private double meanDistance;
  private double lossSquares;
  private double products;
  private double distanceSquares;

  /** For distances from the mean of exactly the images that are added. */
  public RatioAccumulator() {
    this(SAME_IMAGES);
  }

  /**
   * For distances from a mean over more images than are added: then D = 2r/(r − 1)·mean(a).
   *
   * @param references how many images r the mean is over; the added ones are among them
   */
  public RatioAccumulator(int references) {
    this.references = references;
  }

  /**
   * Adds one image.
   *
   * @param loss its squared loss N, ≥ 0
   * @param distance its squared distance a from the mean over images, ≥ 0
   */
  public void accept(double loss, double distance) {
    count = Math.addExact(count, 1);
    double lossStep = loss - meanLoss;
    double distanceStep = distance - meanDistance;
    meanLoss += lossStep / count;
    meanDistance += distanceStep / count;
    lossSquares += lossStep * (loss - meanLoss);
    products += lossStep * (distance - meanDistance);
    distanceSquares += distanceStep * (distance - meanDistance);
  }

  /** Adds everything that another accumulator has seen, as if it came after this one's images. */
  public void combine(RatioAccumulator later) {
    if (later.count == 0) {
      return;
    }
    int total = Math.addExact(count, later.count);
    double lossStep = later.meanLoss - meanLoss;
    double distanceStep = later.meanDistance - meanDistance;
    double laterShare = (double) later.count / total;
    double weight = count * laterShare;
    lossSquares += later.lossSquares + lossStep * lossStep * weight;
    products += later.products + lossStep * distanceStep * weight;
    distanceSquares += later.distanceSquares + distanceStep * distanceStep * weight;
    meanLoss += lossStep * laterShare;
    meanDistance += distanceStep * laterShare;
    count = total;
  }

  /** Images seen. */
  public int count() {
    return count;
  }

  /** Mean loss; 0 when nothing was seen. */
  public double meanLoss() {
    return meanLoss;
  }

  /** False once any number seen, or their spread, is not finite. */
  public boolean isFinite() {
    return Double.isFinite(meanLoss)
        && Double.isFinite(meanDistance)
        && Double.isFinite(lossSquares)
        && Double.isFinite(products)
        && Double.isFinite(distanceSquares);
  }

  /**
   * D = 2/(n − 1)·Σ a: twice the sum of the unbiased variances of all elements, when a is measured
   * from the mean of exactly these images; with more references r, 2r/(r − 1)·mean(a). None below
   * two images.
   */
  public OptionalDouble scale() {
    return count < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(2.0 * behindMean() / (behindMean() - 1) * meanDistance);
  }

  private int behindMean() {
    return Math.max(references, count);
  }

  /**
   * 1 − mean(N)/D.
   *
   * @param scale D > 0; the caller has already decided what a zero scale means
   * @return none without images or when the result is not finite
   */
  public OptionalDouble score(double scale) {
    requirePositive(scale);
    double score = 1 - meanLoss / scale;
    return count == 0 || !Double.isFinite(score)
        ? OptionalDouble.empty()
        : OptionalDouble.of(score);
  }

  /**
   * The interval of {@link #score}.
   *
   * @param scale D > 0
   * @return none below two images or when the sums are not finite
   */
  public Optional<Bounds> interval(double scale) {
    requirePositive(scale);
    if (count < 2 || !isFinite()) {
      return Optional.empty();
    }
    double theta = meanLoss / scale;
    double slope = theta * 2.0 * behindMean() / (behindMean() - 1);
    double squares = lossSquares - 2 * slope * products + slope * slope * distanceSquares;
    // Rounding can leave a tiny negative where N is exactly proportional to a.
    double deviation = Math.sqrt(Math.max(0, squares) / (count - 1)) / scale;
    double half = StudentT.critical(count - 1) * deviation / Math.sqrt(count);
    double score = 1 - theta;
    return Double.isFinite(half) && Double.isFinite(score)
        ? Optional.of(new Bounds(score - half, score + half))
        : Optional.empty();
  }

  private static void requirePositive(double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("scale " + scale + ", expected a positive number");
    }
  }
}
