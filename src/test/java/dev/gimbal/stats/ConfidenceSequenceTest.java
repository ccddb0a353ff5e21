package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three confidence sequences by hand and by their properties. */
class ConfidenceSequenceTest {
  private static final double TINY = 1e-9;

  /** Beta(½ + S, ½ + n − S) ÷ π for whole numbers, from the products that Γ(k + ½) is made of. */
  private static double mixture(int successes, int n, double mean) {
    double beta = 1;
    for (int i = 0; i < successes; i++) {
      beta *= (i + 0.5) / (i + 1);
    }
    for (int i = 0; i < n - successes; i++) {
      beta *= (i + 0.5) / (successes + i + 1);
    }
    return beta / (Math.pow(mean, successes) * Math.pow(1 - mean, n - successes));
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "27, 30", "15, 30", "1, 40", "99, 100"})
  void theMixtureOfAShareReachesOneInAlphaAtItsEnds(int successes, int n) {
    Bounds bounds = ShareSequence.interval(successes, n, 0.95);
    assertThat(mixture(successes, n, bounds.lo())).isCloseTo(20, within(1e-6));
    if (successes < n) {
      assertThat(mixture(successes, n, bounds.hi())).isCloseTo(20, within(1e-6));
    } else {
      assertThat(bounds.hi()).isEqualTo(1);
    }
    Bounds wider = ShareSequence.interval(successes, n, 0.99);
    assertThat(mixture(successes, n, wider.lo())).isCloseTo(100, within(1e-5));
  }

  @Test
  void sharesAreMirrored() {
    Bounds many = ShareSequence.interval(28, 30, 0.95);
    Bounds few = ShareSequence.interval(2, 30, 0.95);
    assertThat(few.lo()).isCloseTo(1 - many.hi(), within(TINY));
    assertThat(few.hi()).isCloseTo(1 - many.lo(), within(TINY));
    assertThat(ShareSequence.interval(0, 30, 0.95).lo()).isZero();
    assertThat(many.contains(28 / 30.0)).isTrue();
  }

  /** Worst case of both are numbers at the two ends: indicators. */
  @Test
  void numbersThatVaryLittleAreKnownMuchBetterThanShares() {
    Bounds steady = BoundedMeanSequence.interval(0.9, 0.0004, 1000, 0.95);
    Bounds share = ShareSequence.interval(900, 1000, 0.95);
    assertThat(steady.hi() - steady.lo()).isLessThan((share.hi() - share.lo()) / 2.5);
    Bounds spread = BoundedMeanSequence.interval(0.9, 0.09 * 1000 / 999, 1000, 0.95);
    assertThat(spread.hi() - spread.lo()).isCloseTo(share.hi() - share.lo(), withinPercentage(5));
  }

  @Test
  void theEvidenceAgainstABoundedMeanReachesTwoInAlphaAtItsEnds() {
    int n = 50;
    double mean = 0.8;
    double variance = 0.01;
    double lo = BoundedMeanSequence.interval(mean, variance, n, 0.95).lo();
    double sum = 0;
    for (double rate = 0.58; rate > 0.018; rate /= 2) {
      double cost = -Math.log(1 - rate) - rate;
      double squares = variance * (n - 1) + n * (mean - lo) * (mean - lo);
      sum += Math.exp(rate * n * (mean - lo) - cost * squares) / 6;
    }
    assertThat(sum).isCloseTo(40, within(1e-6));
  }

  @Test
  void boundedMeansAreMirroredAndStayInTheirRange() {
    Bounds high = BoundedMeanSequence.interval(0.97, 0.002, 60, 0.95);
    Bounds low = BoundedMeanSequence.interval(0.03, 0.002, 60, 0.95);
    assertThat(low.lo()).isCloseTo(1 - high.hi(), within(TINY));
    assertThat(low.hi()).isCloseTo(1 - high.lo(), within(TINY));
    assertThat(BoundedMeanSequence.interval(1, 0, 2, 0.95).lo()).isZero();
    assertThat(BoundedMeanSequence.interval(1, 0, 1000, 0.95).lo()).isBetween(0.98, 0.995);
  }

  /**
   * √((1 + x)/x·log((1 + x)/α²)) with x = nρ², and Student's t of the same tail is a little more.
   */
  @Test
  void theAsymptoticFactorComesFromItsFormula() {
    double twice = -2 * Math.log(0.05);
    double x = 100_000 * (twice + Math.log(1 + twice)) / 100;
    double formula = Math.sqrt((1 + x) / x * Math.log((1 + x) / (0.05 * 0.05)));
    assertThat(AsymptoticSequence.factor(100_000, 0.95)).isCloseTo(formula, within(0.01));
    assertThat(AsymptoticSequence.factor(100_000, 0.95)).isGreaterThan(formula);
    assertThat(AsymptoticSequence.factor(40, 0.95)).isBetween(8.0, 11.0);
    assertThat(AsymptoticSequence.factor(200, 0.99))
        .isGreaterThan(AsymptoticSequence.factor(200, 0.95));
  }

  @ParameterizedTest
  @CsvSource({"40, 0.05", "200, 0.05", "200, 0.001", "5000, 0.0001"})
  void theLevelIsTheInverseOfTheTail(int n, double level) {
    double tail = AsymptoticSequence.tail(n, level);
    assertThat(tail).isLessThan(level / 5);
    assertThat(AsymptoticSequence.level(n, tail)).isCloseTo(level, withinPercentage(1e-4));
    assertThat(AsymptoticSequence.level(n, 0.5)).isEqualTo(1);
    assertThat(AsymptoticSequence.level(n, 0.4)).isEqualTo(1);
    assertThat(AsymptoticSequence.level(n, 0)).isZero();
  }

  private static PairedDifference drops(int lost, int n) {
    PairedMeans means = new PairedMeans();
    for (int image = 0; image < n; image++) {
      means.accept(1, image < lost ? 0 : 1, false);
    }
    return means.difference().orElseThrow();
  }

  @Test
  void aDropIsHeldAgainstItsLimitAtTheSequencesLevel() {
    PairedDifference found = drops(30, 100);
    DropSequence looking = new DropSequence(found, false);
    assertThat(looking.lowestDrop(0.05)).isLessThan(found.lowestDrop(0.05)).isPositive();
    assertThat(looking.highestDrop(0.05)).isGreaterThan(found.highestDrop(0.05));
    assertThat(looking.dropChance(0.1)).isGreaterThan(found.dropChance(0.1)).isLessThan(0.05);
    // The level at which the lower bound meets the limit.
    assertThat(looking.lowestDrop(looking.dropChance(0.1))).isCloseTo(0.1, within(1e-6));
    assertThat(looking.margin(0.05)).isGreaterThan(found.margin(0.05));
    assertThatThrownBy(() -> new DropSequence(drops(3, 39), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesThatAreAllTheSameProveNothingOfThoseToCome() {
    PairedDifference same = PairedDifference.none(60);
    assertThat(new DropSequence(same, true).highestDrop(0.05)).isZero();
    assertThat(new DropSequence(same, false).highestDrop(0.05))
        .isCloseTo(ShareSequence.interval(0, 60, 0.95).hi(), within(TINY));
    assertThat(new DropSequence(same, false).lowestDrop(0.05)).isZero();
    assertThat(new DropSequence(same, false).dropChance(0.01)).isEqualTo(1);
  }

  @Test
  void whatIsNoQuestionIsRefused() {
    assertThatThrownBy(() -> ShareSequence.interval(3, 2, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShareSequence.interval(Double.NaN, 2, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShareSequence.interval(1, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShareSequence.interval(0, 0, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoundedMeanSequence.interval(1.01, 0, 9, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoundedMeanSequence.interval(0.5, Double.NaN, 9, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoundedMeanSequence.interval(0.5, 0, 1, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoundedMeanSequence.interval(0.5, 0, 9, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AsymptoticSequence.factor(39, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AsymptoticSequence.factor(40, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
