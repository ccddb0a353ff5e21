package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RatioAccumulatorTest {
  private static final double TINY = 1e-12;

  @Test
  void agreesWithTheFormulaWrittenOut() {
    double[] losses = {1, 4, 2, 7, 3};
    double[] distances = {2, 5, 1, 9, 4};
    int n = losses.length;
    double scale = 2.0 / (n - 1) * 21;
    double theta = 17.0 / 5 / scale;
    double[] influence = new double[n];
    double squares = 0;
    for (int image = 0; image < n; image++) {
      influence[image] = (losses[image] - theta * 2.0 * n / (n - 1) * distances[image]) / scale;
      squares += influence[image] * influence[image];
    }
    // The influences sum to zero, so their squares are already centred. 2.7764451 is t(4) at 97.5
    // %.
    double half = 2.7764451051977987 * Math.sqrt(squares / (n - 1)) / Math.sqrt(n);

    RatioAccumulator ratio = filled(losses, distances, 0, n);

    assertThat(ratio.scale().orElseThrow()).isCloseTo(scale, within(TINY));
    assertThat(ratio.score(scale).orElseThrow()).isCloseTo(1 - theta, within(TINY));
    Bounds bounds = ratio.interval(scale).orElseThrow();
    assertThat(bounds.lo()).isCloseTo(1 - theta - half, within(1e-9));
    assertThat(bounds.hi()).isCloseTo(1 - theta + half, within(1e-9));
  }

  @Test
  void scaleIsTwiceTheSumOfUnbiasedVariances() {
    Random random = new Random(7);
    int images = 12;
    int elements = 5;
    double[][] features = new double[images][elements];
    MeanAccumulator[] perElement = new MeanAccumulator[elements];
    for (int element = 0; element < elements; element++) {
      perElement[element] = new MeanAccumulator();
      for (int image = 0; image < images; image++) {
        features[image][element] = random.nextGaussian() * (element + 1);
        perElement[element].accept(features[image][element]);
      }
    }
    RatioAccumulator ratio = new RatioAccumulator();
    for (double[] feature : features) {
      double distance = 0;
      for (int element = 0; element < elements; element++) {
        distance += Math.pow(feature[element] - perElement[element].mean(), 2);
      }
      ratio.accept(0, distance);
    }
    double expected = 0;
    for (MeanAccumulator element : perElement) {
      expected += 2 * element.variance();
    }
    assertThat(ratio.scale().orElseThrow()).isCloseTo(expected, within(1e-10));
    assertThat(ratio.score(expected).orElseThrow()).isEqualTo(1);
  }

  /** Distances from a mean over more images: D of any of them estimates the D of all. */
  @Test
  void aPrefixMeasuredFromTheMeanOfAllHasAnUnbiasedScale() {
    Random random = new Random(11);
    int all = 12;
    double sum = 0;
    double naive = 0;
    int repetitions = 20_000;
    for (int i = 0; i < repetitions; i++) {
      double[] values = random.doubles(all).toArray();
      double mean = java.util.Arrays.stream(values).sum() / all;
      RatioAccumulator prefix = new RatioAccumulator(all);
      RatioAccumulator alone = new RatioAccumulator();
      for (int image = 0; image < 4; image++) {
        prefix.accept(0, Math.pow(values[image] - mean, 2));
        alone.accept(0, Math.pow(values[image] - mean, 2));
      }
      sum += prefix.scale().orElseThrow();
      naive += alone.scale().orElseThrow();
    }
    // Twice the variance of a number from 0 to 1; the mean of 20,000 is known to ± 0.0012.
    assertThat(sum / repetitions).isCloseTo(2 / 12.0, within(0.003));
    assertThat(naive / repetitions).isGreaterThan(0.19);
  }

  @Test
  void mergedShardsGiveTheSameIntervalAsOnePass() {
    Random random = new Random(3);
    double[] losses = random.doubles(100, 0, 3).toArray();
    double[] distances = random.doubles(100, 1e6, 1e6 + 5).toArray();
    RatioAccumulator whole = filled(losses, distances, 0, 100);
    RatioAccumulator merged = new RatioAccumulator();
    for (int block = 0; block < 100; block += 16) {
      merged.combine(filled(losses, distances, block, Math.min(100, block + 16)));
    }
    merged.combine(new RatioAccumulator());
    assertThat(merged.count()).isEqualTo(100);
    Bounds expected = whole.interval(2e6).orElseThrow();
    Bounds bounds = merged.interval(2e6).orElseThrow();
    assertThat(bounds.lo()).isCloseTo(expected.lo(), within(TINY));
    assertThat(bounds.hi()).isCloseTo(expected.hi(), within(TINY));
    assertThat(bounds.hi()).isGreaterThan(bounds.lo());
  }

  /** Hard images may all lie in one shard: the spread between shards counts as that within. */
  @Test
  void shardsOfDifferentMeansMergeToTheIntervalOfOnePass() {
    double[] losses = {1, 2, 1.5, 9, 11, 10.5, 12, 4, 5};
    double[] distances = {3, 2, 4, 20, 19, 24, 21, 8, 7};
    RatioAccumulator merged = filled(losses, distances, 0, 3);
    merged.combine(filled(losses, distances, 3, 7));
    merged.combine(filled(losses, distances, 7, 9));
    Bounds expected = filled(losses, distances, 0, 9).interval(27).orElseThrow();
    assertThat(merged.interval(27).orElseThrow().lo()).isCloseTo(expected.lo(), within(TINY));
    assertThat(merged.interval(27).orElseThrow().hi()).isCloseTo(expected.hi(), within(TINY));
    assertThat(merged.meanLoss()).isCloseTo(56.0 / 9, within(TINY));
  }

  @Test
  void aLossProportionalToTheDistanceHasNoSpread() {
    RatioAccumulator ratio = new RatioAccumulator();
    for (double distance : new double[] {1, 2, 5, 0.5}) {
      ratio.accept(0.3 * distance, distance);
    }
    Bounds bounds = ratio.interval(ratio.scale().orElseThrow()).orElseThrow();
    assertThat(bounds.hi() - bounds.lo()).isLessThan(1e-7);
  }

  @Test
  void oneImageHasAScoreButNoInterval() {
    RatioAccumulator ratio = new RatioAccumulator();
    assertThat(ratio.score(2)).isEmpty();
    ratio.accept(1, 1);
    assertThat(ratio.score(2)).hasValue(0.5);
    assertThat(ratio.interval(2)).isEmpty();
    assertThat(ratio.scale()).isEmpty();
  }

  @Test
  void nonFiniteInputIsNeverANumber() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      RatioAccumulator ratio = filled(new double[] {1, bad, 2}, new double[] {1, 1, 1}, 0, 3);
      assertThat(ratio.isFinite()).isFalse();
      assertThat(ratio.score(2)).isEmpty();
      assertThat(ratio.interval(2)).isEmpty();
    }
  }

  @Test
  void theCallerDecidesAboutAZeroScaleFirst() {
    RatioAccumulator ratio = filled(new double[] {1, 2}, new double[] {0, 0}, 0, 2);
    assertThatThrownBy(() -> ratio.score(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ratio.interval(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RatioAccumulator filled(double[] losses, double[] distances, int from, int to) {
    RatioAccumulator ratio = new RatioAccumulator();
    for (int image = from; image < to; image++) {
      ratio.accept(losses[image], distances[image]);
    }
    return ratio;
  }
}
