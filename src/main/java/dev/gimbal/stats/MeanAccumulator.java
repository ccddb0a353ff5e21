package dev.gimbal.stats;

import java.util.Optional;

/**
 * Mean, variance and third moment of numbers in one pass (Welford; Terriberry's third moment),
 * mergeable (Chan, Golub and LeVeque 1979).
 *
 * <p>Merging in another order changes the last bits: callers merge in plan order. NaN or infinite
 * input makes {@link #isFinite()} false for good; the caller then reports a failure.
 */
public final class MeanAccumulator {
  private int count;
  private double mean;
  private double squares;
  private double cubes;

  /** Adds one number. */
  public void accept(double value) {
    count = Math.addExact(count, 1);
    double fromOldMean = value - mean;
    double step = fromOldMean / count;
    mean += step;
    double added = fromOldMean * (value - mean);
    cubes += added * step * (count - 2) - 3 * step * squares;
    squares += added;
  }

  /** Adds everything that another accumulator has seen, as if it came after this one's numbers. */
  public void combine(MeanAccumulator later) {
    if (later.count == 0) {
      return;
    }
    int total = Math.addExact(count, later.count);
    double between = later.mean - mean;
    double laterShare = (double) later.count / total;
    double product = count * laterShare;
    cubes +=
        later.cubes
            + between * between * between * product * (count - later.count) / total
            + 3 * between * (count * later.squares - later.count * squares) / total;
    squares += later.squares + between * between * product;
    mean += between * laterShare;
    count = total;
  }

  public int count() {
    return count;
  }

  /** The mean; 0 when nothing was seen, so ask {@link #count()} first. */
  public double mean() {
    return mean;
  }

  /** Unbiased sample variance, Σ(x − mean)²/(n − 1); needs two numbers. */
  public double variance() {
    if (count < 2) {
      throw new IllegalStateException("the variance of " + count + " numbers");
    }
    return Math.max(0, squares) / (count - 1);
  }

  /** Σ(x − mean)³. */
  public double cubes() {
    return cubes;
  }

  /** False once any number seen, or their spread, is not finite. */
  public boolean isFinite() {
    return Double.isFinite(mean) && Double.isFinite(squares);
  }

  /** mean ± t(n − 1)·sd/√n; none below two numbers or when they are not finite. */
  public Optional<Bounds> interval() {
    if (count < 2 || !isFinite()) {
      return Optional.empty();
    }
    double half = StudentT.critical(count - 1) * Math.sqrt(variance() / count);
    return Optional.of(new Bounds(mean - half, mean + half));
  }
}
