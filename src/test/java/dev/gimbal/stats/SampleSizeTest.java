package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleSizeTest {
  /** The forecast is the first n at which Wilson's interval leaves the limit out. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.8, 0.95", "0.5, 0.6, 0.95", "1, 0.95, 0.99", "0.2, 0.25, 0.9"})
  void theForecastOfAShareDecides(double share, double limit, double confidence) {
    int n = (int) SampleSize.ofShare(3, share, limit, confidence).orElseThrow();
    // Shares of exactly this size need a multiple of ten images.
    int above = (n + 9) / 10 * 10;
    int below = (n - 1) / 10 * 10;
    assertThat(Wilson.interval((int) Math.round(share * above), above, confidence).contains(limit))
        .isFalse();
    assertThat(Wilson.interval((int) Math.round(share * below), below, confidence).contains(limit))
        .isTrue();
  }

  @Test
  void halfTheDistanceTakesFourTimesTheImages() {
    assertThat(SampleSize.ofMean(100, 0.02, 0.01)).hasValue(400);
    assertThat(SampleSize.ofMean(100, -0.02, -0.01)).hasValue(400);
    assertThat(SampleSize.ofMean(100, 0.02, 0.02)).hasValue(101);
  }

  @Test
  void nothingDecidesAnEstimateOnTheLimit() {
    assertThat(SampleSize.ofMean(100, 0.02, 0)).isEmpty();
    assertThat(SampleSize.ofShare(100, 0.5, 0.5, 0.95)).isEmpty();
    assertThat(SampleSize.ofMean(100, 0, 0)).isEmpty();
  }

  /** The forecast is the first n at which the same shares of changes pass. */
  @ParameterizedTest
  @CsvSource({"0, 0, 100, 0.01", "0, 0, 60, 0.01", "1, 2, 100, 0.02", "3, 0, 50, 0"})
  void theForecastOfAPairedShareIsTheFirstThatPasses(int up, int down, int n, double limit) {
    PairedDifference found = PairedDifference.ofShares(up, down, n);
    int enough = (int) SampleSize.ofPass(found, limit, 0.05).orElseThrow();
    assertThat(enough).isGreaterThan(n);
    assertThat(found.highestDrop(0.05, enough)).isLessThanOrEqualTo(limit);
    assertThat(found.highestDrop(0.05, enough - 1)).isGreaterThan(limit);
    int whole = (enough + n - 1) / n;
    PairedDifference more = PairedDifference.ofShares(up * whole, down * whole, n * whole);
    assertThat(more.highestDrop(0.05)).isLessThanOrEqualTo(limit);
    assertThat(found.highestDrop(0.05, n * whole)).isCloseTo(more.highestDrop(0.05), within(2e-4));
  }

  @Test
  void aShareThatNoImageChangedNeedsImagesInProportionToTheLimit() {
    PairedDifference none = PairedDifference.ofShares(0, 0, 100);
    assertThat(SampleSize.ofPass(none, 0.01, 0.05)).hasValue(308);
    assertThat(SampleSize.ofPass(none, 0.001, 0.05)).hasValue(3079);
    assertThat(SampleSize.ofPass(PairedDifference.ofShares(0, 1, 100), 0.01, 0.05)).isEmpty();
  }

  @Test
  void theForecastOfAMeanFollowsItsSpread() {
    PairedDifference found = PairedDifference.ofInfluences(0, 1, 0, 0, 100).orElseThrow();
    double half = found.highestDrop(0.05);
    long enough = SampleSize.ofPass(found, half / 2, 0.05).orElseThrow();
    assertThat(enough).isBetween(370L, 400L);
  }

  @Test
  void criticalValuesAreThoseOfTheTables() {
    assertThat(StudentT.critical(10, 0.99)).isEqualTo(3.169, within(5e-4));
    assertThat(StudentT.critical(10, 0.95)).isEqualTo(StudentT.critical(10));
    assertThat(StudentT.critical(1)).isCloseTo(12.7062, within(1e-4));
    assertThat(StudentT.critical(5000)).isCloseTo(1.96044, within(1e-5));
    assertThat(StudentT.quantile(10, 0.05)).isCloseTo(1.812461, within(1e-6));
  }

  /** Values are remembered by degrees of freedom and level: neither may answer for the other. */
  @Test
  void criticalValuesDoNotDependOnWhatWasAskedBefore() {
    for (int round = 0; round < 2; round++) {
      for (int degrees = 1; degrees < 3000; degrees += 7) {
        double fifth = StudentT.quantile(degrees, 0.05);
        double tenth = StudentT.quantile(degrees, 0.1);
        assertThat(fifth).isEqualTo(TDistribution.of(degrees).inverseSurvivalProbability(0.05));
        assertThat(tenth).isEqualTo(TDistribution.of(degrees).inverseSurvivalProbability(0.1));
      }
    }
  }

  @Test
  void levelsAndDegreesThatMeanNothingAreRefused() {
    for (double level : new double[] {0, 1, Double.NaN}) {
      assertThatThrownBy(() -> StudentT.quantile(3, level))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> StudentT.critical(3, level))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> StudentT.critical(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
