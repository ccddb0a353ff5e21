package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.gate.policy.GatedScore;
import dev.gimbal.gate.policy.RuleTarget;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.PairedShares;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fourfold table behind a drop of accuracy, from the three counts that results hold. */
class AccuracyDropTest {
  private static Outcome.Measured drop(Outcome reference, Outcome accuracy, Outcome consistent) {
    GatedScore score = GatedScore.of(RuleTarget.OUTPUTS, "accuracy").orElseThrow();
    return (Outcome.Measured)
        new AccuracyDrop(reference, new IntervalLevel(score, 0.95)).under(accuracy, consistent);
  }

  /** Right before, after, and both times, of n. Ends: none right, none kept, none gained, all. */
  @ParameterizedTest
  @CsvSource({"30, 25, 20, 40", "30, 10, 0, 40", "10, 10, 10, 10", "5, 9, 5, 9", "30, 30, 20, 40"})
  void theIntervalIsThatOfTheTable(int before, int after, int both, int n) {
    Outcome.Measured found =
        drop(
            MadeResult.share(before, n),
            MadeResult.share(after, n),
            MadeResult.share(both, before));
    Bounds expected =
        new PairedShares(both, before - both, after - both, n - before - after + both)
            .interval(0.95);
    assertThat(found.value()).isCloseTo((before - after) / (double) n, within(1e-12));
    assertThat(found.n()).isEqualTo(n);
    assertThat(found.interval().orElseThrow().lo()).isCloseTo(expected.lo(), within(1e-12));
    assertThat(found.interval().orElseThrow().hi()).isCloseTo(expected.hi(), within(1e-12));
  }

  @Test
  void withoutAnImageThatWasRightNothingCanBeLost() {
    Outcome none = Outcome.notApplicable("no image is right");
    Outcome.Measured found = drop(MadeResult.share(0, 40), MadeResult.share(3, 40), none);
    assertThat(found.value()).isCloseTo(-0.075, within(1e-12));
    assertThat(found.interval()).isPresent();
    assertThat(drop(MadeResult.share(5, 40), MadeResult.share(3, 40), none).interval()).isEmpty();
  }

  /** Other images, or counts that no table has, leave the drop without an interval. */
  @Test
  void countsThatDoNotBelongTogetherHaveNoInterval() {
    Outcome before = MadeResult.share(30, 40);
    assertThat(drop(before, MadeResult.share(25, 40), MadeResult.share(20, 29)).interval())
        .isEmpty();
    assertThat(drop(before, MadeResult.share(25, 39), MadeResult.share(20, 30)).interval())
        .isEmpty();
    assertThat(drop(before, MadeResult.share(19, 40), MadeResult.share(20, 30)).interval())
        .isEmpty();
    assertThat(drop(before, MadeResult.share(31, 40), MadeResult.share(20, 30)).interval())
        .isEmpty();
  }

  @Test
  void aStateOnEitherSideIsTheAnswer() {
    GatedScore score = GatedScore.of(RuleTarget.OUTPUTS, "accuracy").orElseThrow();
    Outcome failed = new Outcome.Failed("NaN");
    Outcome share = MadeResult.share(3, 4);
    IntervalLevel level = new IntervalLevel(score, 0.95);
    assertThat(new AccuracyDrop(failed, level).under(share, share)).isEqualTo(failed);
    assertThat(new AccuracyDrop(share, level).under(failed, share)).isEqualTo(failed);
  }
}
