package dev.gimbal.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bootstrap interval for the mean of one number per image, images drawn with replacement: the BCa
 * interval of Efron (1987), which corrects the percentile interval for bias and skewness.
 *
 * <p>Deterministic: the same numbers in the same order and the same seed give the same bits.
 */
public final class ImageBootstrap {
  /** Resamples behind every interval. */
  public static final int RESAMPLES = 2000;

  private static final double TAIL = (1 - Bounds.CONFIDENCE) / 2;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private ImageBootstrap() {}

  /**
   * The 95 % interval of the mean.
   *
   * @param perImage one finite number per image, in plan order
   * @param seed of the resampling
   * @return none below two images, where a number is not finite, or where all are equal: a
   *     bootstrap knows no spread there and would claim certainty
   */
  public static Optional<Bounds> meanInterval(double[] perImage, long seed) {
    if (perImage.length < 2 || !Arrays.stream(perImage).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    double first = perImage[0];
    if (Arrays.stream(perImage).allMatch(value -> value == first)) {
      return Optional.empty();
    }
    double mean = Arrays.stream(perImage).sum() / perImage.length;
    double[] means = resampledMeans(perImage, seed);
    double bias = bias(means, mean);
    double acceleration = acceleration(perImage, mean);
    double lo = quantile(means, level(TAIL, bias, acceleration));
    double hi = quantile(means, level(1 - TAIL, bias, acceleration));
    return Optional.of(new Bounds(Math.min(lo, hi), Math.max(lo, hi)));
  }

  /**
   * The interval of the mean over images of a share in [0, 1], for orbits: the bootstrap, and where
   * all images are perfect Wilson's bound for the share of perfect images, which the mean can't
   * fall below.
   *
   * @param perImage one share per image, in plan order
   * @return none where neither applies: below two images, or all equal but not perfect
   */
  public static Optional<Bounds> shareInterval(double[] perImage, long seed) {
    if (perImage.length > 0 && Arrays.stream(perImage).allMatch(share -> share == 1)) {
      return Optional.of(Wilson.interval(perImage.length, perImage.length));
    }
    return meanInterval(perImage, seed)
        .map(bounds -> new Bounds(Math.max(0, bounds.lo()), Math.min(1, bounds.hi())));
  }

  private static double[] resampledMeans(double[] values, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double sum = 0;
      for (int draw = 0; draw < values.length; draw++) {
        sum += values[random.nextInt(values.length)];
      }
      means[resample] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  /** Normal quantile of the share of resampled means below the mean, ties counted half. */
  private static double bias(double[] sorted, double mean) {
    double below = 0;
    for (double value : sorted) {
      below += value < mean ? 1 : value == mean ? 0.5 : 0;
    }
    double share = Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length;
    return NORMAL.inverseCumulativeProbability(share);
  }

  /** Skewness of the jackknifed mean over 6: Σd³ / (6·(Σd²)^1.5) with d = value − mean. */
  private static double acceleration(double[] values, double mean) {
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      double distance = value - mean;
      squares += distance * distance;
      cubes += distance * distance * distance;
    }
    return cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double level(double tail, double bias, double acceleration) {
    double shifted = bias + NORMAL.inverseCumulativeProbability(tail);
    double divisor = 1 - acceleration * shifted;
    // Beyond the pole the correction has no meaning: fall back to the bias-corrected percentile.
    double corrected = divisor > 0 ? bias + shifted / divisor : bias + shifted;
    return NORMAL.cumulativeProbability(corrected);
  }

  /** Quantile by linear interpolation between order statistics (type 7). */
  private static double quantile(double[] sorted, double level) {
    double position = level * (sorted.length - 1);
    int low = (int) Math.floor(position);
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
  }
}
