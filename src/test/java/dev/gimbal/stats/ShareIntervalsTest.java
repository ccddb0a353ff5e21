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
}
