package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.Verdict;
import dev.gimbal.stats.AsymptoticSequence;
import dev.gimbal.stats.BoundedMeanSequence;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.ShareSequence;
import dev.gimbal.stats.StudentT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same gate on results that may have ended because of their numbers. */
class SequentialGateTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final double TINY = 1e-9;
  private static final Outcome FOR_NOW = Outcome.notApplicable("chance agreement needs two images");

  @TempDir Path folder;

  private GateResult gate(AuditResult result, String rule) {
    try {
      String yaml = "version: 1\nrules:\n  - {id: r, " + rule + "}\n";
      Path file = Files.writeString(folder.resolve("policy.yaml"), yaml);
      return Gate.evaluate(PolicyReader.read(file), result, TODAY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RuleOutcome rule(AuditResult result, String rule) {
    return gate(result, rule).rules().get(0);
  }

  private static Interval interval(RuleOutcome rule) {
    Case found = rule.undecided().isEmpty() ? rule.violations().get(0) : rule.undecided().get(0);
    return ((Outcome.Measured) found.found()).interval().orElseThrow();
  }

  private static MadeResult output(String score, Outcome outcome) {
    return MadeResult.small().output("logits", score, outcome, outcome, outcome);
  }

  private static final String CONSISTENCY = "on: outputs, score: consistency, min: 0.9%s";

  /** 97 of 100: Wilson's interval starts at 0.915, the sequence's below 0.90. */
  @Test
  void aShareThatIsClearOnceIsNotClearWhileLooking() {
    MadeResult made = output("consistency", MadeResult.share(97, 100));
    String limit = CONSISTENCY.formatted("");
    assertThat(rule(made.build(), limit).verdict()).isEqualTo(Verdict.PASS);
    RuleOutcome looking = rule(made.stopping(400, 5).build(), limit);
    assertThat(looking.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Bounds bounds = ShareSequence.interval(97, 100, 0.95);
    assertThat(interval(looking)).isEqualTo(new Interval(bounds.lo(), bounds.hi()));
    Bounds wider = ShareSequence.interval(97, 100, 0.99);
    RuleOutcome careful = rule(made.build(), CONSISTENCY.formatted(", confidence: 0.99"));
    assertThat(interval(careful)).isEqualTo(new Interval(wider.lo(), wider.hi()));
  }

  /** The last look is a look, too: with all images measured the sequence still decides. */
  @Test
  void theLastLookComparesTheSequenceToo() {
    MadeResult made = output("consistency", MadeResult.share(97, 100)).stopping(100, 9);
    RuleOutcome rule = rule(made.build(), CONSISTENCY.formatted(""));
    assertThat(rule.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(gate(made.build(), CONSISTENCY.formatted("")).notes())
        .contains(
            "Looked 9 times while measuring 100 of 100 planned images; intervals are confidence"
                + " sequences, which hold at all looks together.");
  }

  @ParameterizedTest
  @CsvSource({"100, PASS", "60, FAIL", "91, INCONCLUSIVE"})
  void whatIsClearIsDecided(int successes, Verdict verdict) {
    MadeResult made = output("consistency", MadeResult.share(successes, 100)).stopping(400, 5);
    GateResult gate = gate(made.build(), CONSISTENCY.formatted(""));
    assertThat(gate.rules().get(0).verdict()).isEqualTo(verdict);
    assertThat(Gate.isDecided(gate)).isEqualTo(verdict != Verdict.INCONCLUSIVE);
  }

  @Test
  void aWarningThatIsUndecidedKeepsMeasuringGoing() {
    MadeResult made = output("consistency", MadeResult.share(91, 100)).stopping(400, 5);
    GateResult gate = gate(made.build(), CONSISTENCY.formatted(", level: warn"));
    assertThat(gate.verdict()).isEqualTo(Verdict.WARN);
    assertThat(Gate.isDecided(gate)).isFalse();
  }

  @Test
  void ratiosGetTheAsymptoticSequence() {
    AuditResult result = MadeResult.small().stopping(400, 5).build();
    RuleOutcome rule = rule(result, "on: layers, score: equivariance, min: 0.96");
    double half = 0.01 / StudentT.critical(99, 0.95) * AsymptoticSequence.factor(100, 0.95);
    assertThat(interval(rule).lo()).isCloseTo(0.97 - half, within(TINY));
    assertThat(interval(rule).hi()).isCloseTo(0.97 + half, within(TINY));
  }

  @Test
  void ratiosOfFewImagesAreUndecided() {
    MadeResult made = MadeResult.small().stopping(400, 5);
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(0.1, 0.09, 0.11, 39));
    RuleOutcome rule = rule(made.build(), "on: layers, score: equivariance, min: 0.5");
    assertThat(rule.undecided()).hasSize(1);
    assertThat(rule.undecided().get(0).reason())
        .isEqualTo("too few images for an interval while looking: 39 of at least 40");
  }

  /** Means of numbers from −1 to 1; a cut interval tells its width on the other side. */
  @Test
  void boundedMeansStayWithinTheirRange() {
    MadeResult made = output("cosine", Outcome.measured(0.999, 0.998, 1, 1000)).stopping(4000, 5);
    RuleOutcome rule = rule(made.build(), "on: outputs, score: cosine, min: 0.99");
    Interval interval = interval(rule);
    assertThat(interval.lo()).isBetween(0.97, 0.99);
    assertThat(interval.hi()).isBetween(0.999, 1.0);
    Outcome unknown = new Outcome.Measured(0.999, Optional.empty(), 1000);
    Interval worst =
        interval(
            rule(
                output("cosine", unknown).stopping(4000, 5).build(),
                "on:" + " outputs, score: cosine, min: 0.99"));
    assertThat(worst.lo()).isLessThan(interval.lo());
  }

  /** Cosines lie in [−1, 1], the sequence's numbers in [0, 1]: halved and moved there, and back. */
  @Test
  void theRangeOfAScoreIsBroughtToTheSequences() {
    double error = 0.1 / StudentT.critical(199, 0.95) / 2;
    Bounds known = BoundedMeanSequence.interval(0.75, error * error * 200, 200, 0.95);
    assertThat(cosines(Outcome.measured(0.5, 0.4, 0.6, 200)))
        .satisfies(interval -> assertSpans(interval, known));
    // Nothing is known of the spread: as if all numbers lay at the ends of the range.
    Bounds unknown = BoundedMeanSequence.interval(0.75, 0.75 * 0.25 * 50 / 49, 50, 0.95);
    assertThat(cosines(new Outcome.Measured(0.5, Optional.empty(), 50)))
        .satisfies(interval -> assertSpans(interval, unknown));
    assertThat(cosines(Outcome.measured(0.5, -1, 1, 50)))
        .satisfies(interval -> assertSpans(interval, unknown));
  }

  private Interval cosines(Outcome outcome) {
    AuditResult result = output("cosine", outcome).stopping(4000, 5).build();
    return interval(rule(result, "on: outputs, score: cosine, min: 0.45"));
  }

  private static void assertSpans(Interval interval, Bounds halved) {
    assertThat(interval.lo()).isCloseTo(2 * halved.lo() - 1, within(TINY));
    assertThat(interval.hi()).isCloseTo(2 * halved.hi() - 1, within(TINY));
  }

  @Test
  void aPairedDropAddsWhatWasLostAndGained() {
    List<ProbeScore> rows =
        List.of(
            new ProbeScore(0, "accuracy", MadeResult.share(860, 1000)),
            new ProbeScore(0, "consistencyWhereRight", MadeResult.share(850, 900)));
    List<OrbitScore> whole =
        List.of(new OrbitScore("all", "referenceAccuracy", MadeResult.share(900, 1000), ""));
    MadeResult made = MadeResult.small().output("logits", rows, whole).labelled().stopping(4000, 5);
    RuleOutcome rule =
        rule(
            made.build(),
            "on: outputs, probes: {family: translation, max: 1px}, score: accuracy, max-drop: 0.04");
    // 50 images lost, 10 gained: each share with half of the error.
    Bounds lost = ShareSequence.interval(50, 1000, 0.975);
    Bounds gained = ShareSequence.interval(10, 1000, 0.975);
    assertThat(interval(rule).lo()).isCloseTo(lost.lo() - gained.hi(), within(TINY));
    assertThat(interval(rule).hi()).isCloseTo(lost.hi() - gained.lo(), within(TINY));
  }

  @Test
  void meansOverOrbitsNeedNoBootstrap() {
    Outcome mean = new Outcome.Measured(0.9, Optional.empty(), 100);
    List<OrbitScore> whole = List.of(new OrbitScore("translation", "consistencyMean", mean, ""));
    MadeResult made = MadeResult.small().output("logits", List.of(), whole).stopping(400, 5);
    String limit = "on: outputs, probes: {family: translation}, score: consistencyMean, min: 0.88";
    Bounds bounds = ShareSequence.interval(90, 100, 0.95);
    assertThat(interval(rule(made.build(), limit)).lo()).isCloseTo(bounds.lo(), within(TINY));
  }

  /** Agreement c = 0.5: (p − c)/(1 − c) of both ends. */
  @Test
  void consistencyBeyondChanceIsMovedAndStretched() {
    List<ProbeScore> rows =
        List.of(new ProbeScore(0, "chanceCorrectedConsistency", Outcome.measured(0.8, 0, 1, 100)));
    List<OrbitScore> whole =
        List.of(new OrbitScore("all", "chanceAgreement", Outcome.measured(0.5, 100), ""));
    MadeResult made = MadeResult.small().output("logits", rows, whole).stopping(400, 5);
    RuleOutcome rule =
        rule(
            made.build(),
            "on: outputs, probes: {max: 1px, family: translation}, score:"
                + " chanceCorrectedConsistency, min: 0.75");
    Bounds bounds = ShareSequence.interval(90, 100, 0.95);
    assertThat(interval(rule).lo()).isCloseTo(2 * bounds.lo() - 1, within(TINY));
    assertThat(interval(rule).hi()).isCloseTo(2 * bounds.hi() - 1, within(TINY));
  }

  @Test
  void whatFailedDecidesAtOnce() {
    MadeResult made = output("consistency", new Outcome.Failed("NaN")).stopping(400, 1);
    GateResult gate = gate(made.build(), CONSISTENCY.formatted(""));
    assertThat(gate.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(Gate.isDecided(gate)).isTrue();
  }

  /** References of all images were measured before: that a layer is constant is known. */
  @Test
  void aConstantLayerDecidesAtOnce() {
    MadeResult made = MadeResult.small().stopping(400, 1);
    made.score(1, 0, ScoreId.EQUIVARIANCE, new Outcome.Degenerate("constant"));
    assertThat(rule(made.build(), "on: layers, score: equivariance, min: 0.1").verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", not-applicable: fail", ", degenerate: ignore"})
  void anOutputsMissingNumberMayComeWithMoreImages(String effect) {
    for (Outcome none : List.of(FOR_NOW, new Outcome.Degenerate("the same for all images"))) {
      String limit = CONSISTENCY.formatted(effect);
      RuleOutcome early = rule(output("consistency", none).stopping(400, 1).build(), limit);
      assertThat(early.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
      assertThat(early.undecided().get(0).reason()).contains("after 100 of 400 planned images");
      assertThat(early.undecided().get(0).imagesToDecide()).contains(400L);
    }
    MadeResult all = output("consistency", new Outcome.Degenerate("the same")).stopping(100, 9);
    if (effect.contains("degenerate")) {
      assertThatThrownBy(() -> rule(all.build(), CONSISTENCY.formatted(effect)))
          .hasMessageContaining("none of the");
    } else {
      assertThat(rule(all.build(), CONSISTENCY.formatted(effect)).verdict())
          .isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void anEstimateAloneNeedsAllImages() {
    String point = CONSISTENCY.formatted(", compare: point");
    MadeResult made = output("consistency", MadeResult.share(50, 100));
    assertThat(rule(made.build(), point).verdict()).isEqualTo(Verdict.FAIL);
    RuleOutcome early = rule(made.stopping(400, 1).build(), point);
    assertThat(early.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(early.undecided().get(0).reason()).contains("needs all 400 planned images");
    assertThat(rule(made.stopping(100, 1).build(), point).verdict()).isEqualTo(Verdict.FAIL);
  }
}
