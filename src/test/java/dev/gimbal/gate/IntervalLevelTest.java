package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.gate.policy.GatedScore;
import dev.gimbal.gate.policy.RuleTarget;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.Wilson;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results hold 95 % intervals; a rule may ask for another confidence. */
class IntervalLevelTest {
  private static final double HIGH = 0.99;

  private static Outcome at(String score, Outcome found, double confidence, OptionalDouble chance) {
    GatedScore gated =
        GatedScore.of(RuleTarget.OUTPUTS, score)
            .or(() -> GatedScore.of(RuleTarget.LAYERS, score))
            .orElseThrow();
    return new IntervalLevel(gated, confidence).at(found, chance);
  }

  private static Optional<Interval> interval(String score, Outcome found) {
    return interval(score, found, OptionalDouble.empty());
  }

  private static Optional<Interval> interval(String score, Outcome found, OptionalDouble chance) {
    Outcome.Measured at = (Outcome.Measured) at(score, found, HIGH, chance);
    assertThat(at.value()).isEqualTo(((Outcome.Measured) found).value());
    assertThat(at.n()).isEqualTo(((Outcome.Measured) found).n());
    return at.interval();
  }

  private static void requireInterval(Optional<Interval> found, double lo, double hi) {
    assertThat(found.orElseThrow().lo()).isCloseTo(lo, within(1e-9));
    assertThat(found.orElseThrow().hi()).isCloseTo(hi, within(1e-9));
  }

  /** t(10) is 2.228139 at 95 % and 3.169273 at 99 %. */
  @Test
  void meansAreStretchedByStudentsQuantiles() {
    double half = 0.02 * 3.1692726726 / 2.2281388520;
    Outcome found = Outcome.measured(0.5, 0.48, 0.52, 11);
    assertThat(interval("equivariance", found).orElseThrow().hi())
        .isCloseTo(0.5 + half, within(1e-8));
    assertThat(interval("equivariance", found).orElseThrow().lo())
        .isCloseTo(0.5 - half, within(1e-8));
  }

  /** Cosines end at 1: an interval cut there shows its half width on the other side. */
  @Test
  void anIntervalCutAtAnEndIsStretchedByItsOtherSideAndStaysCut() {
    double stretch = 3.1692726726 / 2.2281388520;
    Interval top = interval("cosine", Outcome.measured(0.99, 0.95, 1, 11)).orElseThrow();
    assertThat(top.lo()).isCloseTo(0.99 - 0.04 * stretch, within(1e-8));
    assertThat(top.hi()).isEqualTo(1);
    Interval bottom =
        interval("argmaxAgreement", Outcome.measured(0.01, 0, 0.06, 11)).orElseThrow();
    assertThat(bottom.lo()).isZero();
    assertThat(bottom.hi()).isCloseTo(0.01 + 0.05 * stretch, within(1e-8));
    Interval near =
        interval("argmaxAgreement", Outcome.measured(0.97, 0.95, 0.99, 11)).orElseThrow();
    assertThat(near.hi()).as("not cut at 95 %").isCloseTo(0.97 + 0.02 * stretch, within(1e-8));
    requireInterval(interval("argmaxAgreement", Outcome.measured(0.5, 0, 1, 11)), 0, 1);
  }

  @Test
  void whatHasNoIntervalGetsNone() {
    assertThat(interval("cosine", Outcome.measured(0.9, 40))).isEmpty();
    assertThat(interval("cosine", Outcome.measured(0.9, 0.8, 1, 1))).isEmpty();
    assertThat(interval("consistencyMean", Outcome.measured(0.9, 0.8, 1, 40))).isEmpty();
    assertThat(interval("visibleShare", Outcome.measured(0.9, 40))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 12", "7, 12", "12, 12", "190, 200"})
  void sharesOfImagesGetWilsonsIntervalAnew(int successes, int n) {
    Bounds expected = Wilson.interval(successes, n, HIGH);
    Outcome found = MadeResult.share(successes, n);
    requireInterval(interval("consistency", found), expected.lo(), expected.hi());
  }

  /** v = (p − c)/(1 − c): 0.8 of 50 images agree, a fifth by chance. */
  @Test
  void chanceCorrectedSharesMoveAndStretchWithTheChance() {
    Bounds share = Wilson.interval(40, 50, HIGH);
    Outcome found = Outcome.measured((0.8 - 0.2) / 0.8, 0.6, 0.9, 50);
    requireInterval(
        interval("chanceCorrectedConsistency", found, OptionalDouble.of(0.2)),
        (share.lo() - 0.2) / 0.8,
        (share.hi() - 0.2) / 0.8);
    assertThat(interval("chanceCorrectedConsistency", found)).isEmpty();
    assertThat(interval("chanceCorrectedConsistency", found, OptionalDouble.of(1))).isEmpty();
  }

  /** A share that is no whole number of images, or of no range, was not counted. */
  @Test
  void whatIsNoShareOfItsImagesHasNoInterval() {
    assertThat(interval("consistency", Outcome.measured(0.555, 0.4, 0.7, 10))).isEmpty();
    assertThat(interval("consistency", Outcome.measured(1.1, 0.4, 2, 10))).isEmpty();
    assertThat(interval("consistency", Outcome.measured(-0.1, -1, 0.7, 10))).isEmpty();
    assertThat(interval("consistency", Outcome.measured(0.1 + 0.2, 0.1, 0.7, 10)))
        .as("within rounding")
        .isPresent();
  }

  @Test
  void atTheUsualConfidenceAndForStatesNothingChanges() {
    Outcome odd = Outcome.measured(0.555, 0.5, 0.9, 10);
    assertThat(at("consistency", odd, 0.95, OptionalDouble.empty())).isSameAs(odd);
    Outcome failed = new Outcome.Failed("NaN");
    assertThat(at("consistency", failed, HIGH, OptionalDouble.empty())).isSameAs(failed);
  }
}
