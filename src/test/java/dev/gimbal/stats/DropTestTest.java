package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.stats.DropTest.Answer;
import dev.gimbal.stats.DropTest.Ruling;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropTestTest {
  private static final DropTest TEST = new DropTest(0.01, 0.05);
  private static final int IMAGES = 1000;

  /** A drop known to ± {@code error}, without a tail. */
  private static PairedDifference drop(double drop, double error) {
    double squares = error * error * IMAGES * (IMAGES - 1);
    return PairedDifference.ofInfluences(-drop, squares, 0, 0, IMAGES).orElseThrow();
  }

  private static Answer alone(PairedDifference drop) {
    return TEST.of(List.of(drop), List.of()).get(0).answer();
  }

  /** With one score all of alpha is its own: the quantile is 1.65, and 1.66 with the doubt. */
  @ParameterizedTest
  @CsvSource({
    "0.0267, EXCEEDED",
    "0.0263, UNDECIDED",
    "0.0100, UNDECIDED",
    "-0.0063, UNDECIDED",
    "-0.0067, PASSED"
  })
  void aScoreAloneIsHeldAgainstAllOfAlpha(double drop, Answer answer) {
    assertThat(alone(drop(drop, 0.01))).isEqualTo(answer);
  }

  @Test
  void aScoreThatDoesNotDifferPassesWhereNoDropIsAllowed() {
    DropTest strict = new DropTest(0, 0.05);
    Ruling ruling = strict.of(List.of(PairedDifference.none(5)), List.of()).get(0);
    assertThat(ruling).isEqualTo(new Ruling(Answer.PASSED, new Bounds(0, 0), 0));
  }

  @Test
  void theMoreScoresAreTestedTheLargerAnAlarmMustBe() {
    PairedDifference fell = drop(0.04, 0.01);
    assertThat(alone(fell)).isEqualTo(Answer.EXCEEDED);
    List<PairedDifference> crowd = Collections.nCopies(200, drop(0, 0.01));
    List<Ruling> rulings = TEST.of(List.of(fell), crowd);
    assertThat(rulings.get(0).answer())
        .as("half of alpha is kept for it")
        .isEqualTo(Answer.EXCEEDED);
    assertThat(TEST.of(crowd, List.of(fell)).get(200).answer()).isEqualTo(Answer.EXCEEDED);
    List<PairedDifference> together = new java.util.ArrayList<>(crowd);
    together.add(fell);
    assertThat(TEST.of(together, List.of()).get(200).answer()).isEqualTo(Answer.UNDECIDED);
  }

  /** Single scores neither pass nor stand in the way; what exceeds is reported wherever it is. */
  @Test
  void singleScoresCanOnlyFail() {
    List<Ruling> rulings =
        TEST.of(List.of(drop(-0.05, 0.01)), List.of(drop(0.01, 0.01), drop(0.2, 0.01)));
    assertThat(rulings.stream().map(Ruling::answer))
        .containsExactly(Answer.PASSED, Answer.PASSED, Answer.EXCEEDED);
  }

  @Test
  void boundsAreOneSidedBelowAtHolmsLevelAndAboveAtAlpha() {
    PairedDifference drop = drop(0.02, 0.01);
    List<Ruling> two = TEST.of(List.of(drop, drop), List.of());
    assertThat(two.get(0).bounds().lo()).isCloseTo(drop.lowestDrop(0.025), within(1e-12));
    assertThat(two.get(0).bounds().hi()).isCloseTo(drop.highestDrop(0.05), within(1e-12));
    assertThat(two.get(0).bounds().lo()).isLessThan(two.get(0).bounds().hi());
  }

  /** Half of alpha for two main scores, half for three single ones. */
  @Test
  void whatTheSampleWouldHaveShownFollowsFromTheFirstLevel() {
    PairedDifference drop = drop(0, 0.01);
    List<Ruling> rulings = TEST.of(List.of(drop, drop), List.of(drop, drop, drop));
    assertThat(rulings.get(1).detectable()).isCloseTo(0.01 + drop.margin(0.0125), within(1e-12));
    assertThat(rulings.get(4).detectable()).isCloseTo(0.01 + drop.margin(0.025 / 3), within(1e-12));
    double detectable = rulings.get(0).detectable();
    assertThat(TEST.of(List.of(drop(detectable + 1e-6, 0.01), drop), List.of(drop, drop, drop)))
        .first()
        .extracting(Ruling::answer)
        .isEqualTo(Answer.EXCEEDED);
    assertThat(TEST.of(List.of(drop(detectable - 1e-6, 0.01), drop), List.of(drop, drop, drop)))
        .first()
        .extracting(Ruling::answer)
        .isEqualTo(Answer.UNDECIDED);
  }

  /**
   * The upper bounds are not adjusted for the number of scores, and need not be: however many of
   * them have no drop at all, one true drop on the limit lets the gate pass with at most the chance
   * alpha, because its own bound must err (Berger 1982).
   */
  @Test
  void oneTrueDropOnTheLimitLetsAllPassNoMoreOftenThanAlpha() {
    SplittableRandom random = new SplittableRandom(5);
    int runs = 4000;
    int passed = 0;
    for (int run = 0; run < runs; run++) {
      List<PairedDifference> scores = new java.util.ArrayList<>();
      for (int score = 0; score < 12; score++) {
        scores.add(sampled(random, score == 3 ? 0.01 : 0));
      }
      passed +=
          TEST.of(scores, List.of()).stream().allMatch(r -> r.answer() == Answer.PASSED) ? 1 : 0;
    }
    // 5 % of 4000 is known to ± 14.
    assertThat(passed).isBetween(120, 228);
  }

  private static PairedDifference sampled(SplittableRandom random, double drop) {
    PairedMeans means = new PairedMeans();
    for (int image = 0; image < 60; image++) {
      double change = 0.02 * (random.nextDouble() + random.nextDouble() - 1);
      means.accept(0.5, 0.5 - drop + change, false);
    }
    return means.difference().orElseThrow();
  }

  @Test
  void nothingToTestIsNoAnswer() {
    assertThat(TEST.of(List.of(), List.of())).isEmpty();
    assertThat(TEST.of(List.of(), List.of(drop(0.5, 0.01))).get(0).answer())
        .isEqualTo(Answer.EXCEEDED);
  }

  @ParameterizedTest
  @CsvSource({"-0.01, 0.05", "0.01, 0", "0.01, 0.51", "NaN, 0.05", "0.01, NaN"})
  void limitsAndLevelsThatMeanNothingAreRefused(double limit, double alpha) {
    assertThatThrownBy(() -> new DropTest(limit, alpha))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLeastLimitAndTheLargestAlphaAreAllowed() {
    assertThat(new DropTest(0, 0.5).alpha()).isEqualTo(0.5);
  }
}
