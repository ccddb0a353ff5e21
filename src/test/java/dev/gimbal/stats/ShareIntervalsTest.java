package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareIntervalsTest {
  @Test
  void wilsonAgreesWithItsFormula() {
    // p = 0.8, n = 10, z = 1.959964: centre (p + z²/2n)/(1 + z²/n), half as in Wilson 1927.
    double z = 1.959963984540054;
    double n = 10;
    double centre = (0.8 + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(0.8 * 0.2 / n + z * z / (4 * n * n)) / (1 + z * z / n);
    Bounds bounds = Wilson.interval(8, 10);
    assertThat(bounds.lo()).isCloseTo(centre - half, within(1e-9));
    assertThat(bounds.hi()).isCloseTo(centre + half, within(1e-9));
  }

  @Test
  void wilsonIsHonestWhenAllOrNoneSucceed() {
    assertThat(Wilson.interval(10, 10).hi()).isEqualTo(1);
    assertThat(Wilson.interval(10, 10).lo()).isCloseTo(0.7225, within(1e-3));
    assertThat(Wilson.interval(0, 10).lo()).isZero();
    assertThat(Wilson.interval(0, 10).hi()).isCloseTo(0.2775, within(1e-3));
    assertThatThrownBy(() -> Wilson.interval(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Wilson.interval(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bootstrapIsDeterministicAndMovesWithTheSeed() {
    double[] shares = new Random(5).doubles(40).toArray();
    Bounds bounds = ImageBootstrap.shareInterval(shares, 11).orElseThrow();
    assertThat(ImageBootstrap.shareInterval(shares, 11)).contains(bounds);
    assertThat(ImageBootstrap.shareInterval(shares, 12)).isNotEqualTo(bounds);
    assertThat(bounds.contains(Arrays.stream(shares).average().orElseThrow())).isTrue();
  }

  @Test
  void bootstrapAgreesWithTheNormalIntervalForManyGaussianImages() {
    Random random = new Random(9);
    double[] values = random.doubles(400).map(unused -> random.nextGaussian()).toArray();
    MeanAccumulator exact = new MeanAccumulator();
    Arrays.stream(values).forEach(exact::accept);
    Bounds expected = exact.interval().orElseThrow();
    Bounds bounds = ImageBootstrap.meanInterval(values, 1).orElseThrow();
    assertThat(bounds.lo()).isCloseTo(expected.lo(), within(0.015));
    assertThat(bounds.hi()).isCloseTo(expected.hi(), within(0.015));
  }

  @Test
  void bootstrapCoversASkewedShare() {
    Random random = new Random(13);
    int covered = 0;
    int repetitions = 400;
    for (int repetition = 0; repetition < repetitions; repetition++) {
      // The larger of two uniforms has mean 2/3.
      double[] shares =
          random.doubles(30).map(first -> Math.max(first, random.nextDouble())).toArray();
      if (ImageBootstrap.shareInterval(shares, repetition).orElseThrow().contains(2.0 / 3)) {
        covered++;
      }
    }
    assertThat(covered / (double) repetitions).isBetween(0.90, 0.98);
  }

  @Test
  void perfectImagesGetWilsonsBoundInsteadOfCertainty() {
    double[] perfect = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    Bounds bounds = ImageBootstrap.shareInterval(perfect, 1).orElseThrow();
    assertThat(bounds).isEqualTo(Wilson.interval(10, 10));
    assertThat(ImageBootstrap.meanInterval(perfect, 1)).isEmpty();
    assertThat(ImageBootstrap.shareInterval(new double[] {0.5, 0.5}, 1)).isEmpty();
    assertThat(ImageBootstrap.shareInterval(new double[0], 1)).isEmpty();
    assertThat(ImageBootstrap.meanInterval(new double[] {1, Double.NaN}, 1)).isEmpty();
  }

  @Test
  void meanAndVarianceSurviveALargeOffsetAndMerging() {
    MeanAccumulator left = new MeanAccumulator();
    MeanAccumulator right = new MeanAccumulator();
    double[] values = {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4};
    left.accept(values[0]);
    left.accept(values[1]);
    right.accept(values[2]);
    right.accept(values[3]);
    left.combine(right);
    assertThat(left.mean()).isEqualTo(1e9 + 2.5);
    assertThat(left.variance()).isCloseTo(5.0 / 3, within(1e-9));
    assertThat(StudentT.critical(9)).isCloseTo(2.2621571628, within(1e-8));
    assertThat(StudentT.critical(100_000)).isCloseTo(1.96, within(1e-3));
  }

  /**
   * The BCa interval of a mean is x̄ + s/√n·(z + γ(2z² + 1)/(6√n)) to the second order, with the
   * sample's skewness γ (Efron 1987): a long tail moves both ends towards it.
   */
  @Test
  void theBootstrapMovesTowardsTheTailAsFarAsTheSkewnessSays() {
    Random random = new Random(21);
    int n = 100;
    double[] values = random.doubles(n).map(first -> -Math.log(1 - first)).toArray();
    MeanAccumulator sums = new MeanAccumulator();
    Arrays.stream(values).forEach(sums::accept);
    double variance = sums.variance() * (n - 1) / n;
    double error = Math.sqrt(variance / n);
    double skewness = sums.cubes() / n / Math.pow(variance, 1.5);
    double moved = skewness * (2 * 1.96 * 1.96 + 1) / (6 * Math.sqrt(n));
    MeanAccumulator lo = new MeanAccumulator();
    MeanAccumulator hi = new MeanAccumulator();
    for (int seed = 0; seed < 40; seed++) {
      Bounds bounds = ImageBootstrap.meanInterval(values, seed).orElseThrow();
      lo.accept((bounds.lo() - sums.mean()) / error);
      hi.accept((bounds.hi() - sums.mean()) / error);
    }
    assertThat(moved).isGreaterThan(0.2);
    assertThat(lo.mean()).isCloseTo(-1.96 + moved, within(0.06));
    assertThat(hi.mean()).isCloseTo(1.96 + moved, within(0.09));
  }

  @Test
  void theBootstrapNeedsTwoImagesAndTellsTwoApart() {
    assertThat(ImageBootstrap.meanInterval(new double[] {0.5}, 1)).isEmpty();
    assertThat(ImageBootstrap.meanInterval(new double[] {0.25, 0.75}, 1))
        .contains(new Bounds(0.25, 0.75));
    assertThat(ImageBootstrap.shareInterval(new double[] {1, 1, 0.5}, 1).orElseThrow().hi())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void theThirdMomentIsThatOfTheDefinitionHoweverTheNumbersCome() {
    double[] values = {0.5, 7, -3, 2, 2, 11, 0.25, -1};
    double mean = Arrays.stream(values).average().orElseThrow();
    double expected = Arrays.stream(values).map(value -> Math.pow(value - mean, 3)).sum();
    for (int cut = 0; cut <= values.length; cut++) {
      MeanAccumulator left = new MeanAccumulator();
      MeanAccumulator right = new MeanAccumulator();
      for (int i = 0; i < values.length; i++) {
        (i < cut ? left : right).accept(values[i]);
      }
      left.combine(right);
      assertThat(left.count()).isEqualTo(values.length);
      assertThat(left.cubes()).isCloseTo(expected, within(1e-9));
      assertThat(left.mean()).isCloseTo(mean, within(1e-12));
    }
  }

  @Test
  void aMeanWithoutSpreadOrNumbersSaysSo() {
    MeanAccumulator none = new MeanAccumulator();
    assertThat(none.interval()).isEmpty();
    assertThatThrownBy(none::variance).isInstanceOf(IllegalStateException.class);
    none.accept(4);
    assertThat(none.interval()).isEmpty();
    none.accept(4);
    assertThat(none.interval()).contains(new Bounds(4, 4));
    none.accept(Double.POSITIVE_INFINITY);
    assertThat(none.isFinite()).isFalse();
    assertThat(none.interval()).isEmpty();
  }

  /** 1, 2, 3: mean 2, variance 1, and t(2) is 4.303 at 97.5 %. */
  @Test
  void theIntervalOfAMeanIsStudents() {
    MeanAccumulator sums = new MeanAccumulator();
    sums.accept(1);
    sums.accept(2);
    sums.accept(3);
    assertThat(sums.interval().orElseThrow().hi())
        .isCloseTo(2 + 4.302652730 / Math.sqrt(3), within(1e-8));
  }
}
