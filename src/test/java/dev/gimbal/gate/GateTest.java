package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.fault.InputException;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gate decides; among it every way in which other gates leak. */
class GateTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final String FOLLOW =
      "{id: follow, on: layers, probes: {family: translation}, score: equivariance, min: 0.90%s}";

  @TempDir Path folder;

  private GateResult gate(AuditResult result, String yaml) {
    try {
      Path file = Files.writeString(folder.resolve("policy.yaml"), "version: 1\n" + yaml + "\n");
      return Gate.evaluate(PolicyReader.read(file), result, TODAY);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private RuleOutcome rule(AuditResult result, String yaml) {
    return gate(result, "rules:\n  - " + yaml).rules().get(0);
  }

  private static String follow(String more) {
    return FOLLOW.formatted(more.isEmpty() ? "" : ", " + more);
  }

  private static Outcome bad(double value) {
    return Outcome.measured(value, value - 0.01, value + 0.01, 100);
  }

  @Test
  void whatHoldsPassesAndEveryScoreIsCounted() {
    RuleOutcome rule = rule(MadeResult.small().build(), follow(""));
    assertThat(rule.verdict()).isEqualTo(Verdict.PASS);
    // Two layers, without the input, under three probes.
    assertThat(rule.compared()).isEqualTo(6);
    assertThat(rule.passed()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "0.80, 0.79, 0.81, FAIL",
    "0.89, 0.87, 0.91, INCONCLUSIVE",
    "0.91, 0.89, 0.93, INCONCLUSIVE",
    "0.90, 0.90, 0.92, PASS",
    "0.95, 0.91, 0.99, PASS",
    "0.88, 0.86, 0.90, INCONCLUSIVE",
    "0.88, 0.86, 0.8999999, FAIL",
  })
  void aBoundDecidesOnlyWhenTheWholeIntervalLiesOnOneSide(
      double value, double lo, double hi, Verdict verdict) {
    MadeResult made = MadeResult.small();
    made.score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(value, lo, hi, 100));
    assertThat(rule(made.build(), follow("")).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"0.899999, FAIL", "0.90, PASS", "0.95, PASS", "-3, FAIL"})
  void aPointIsComparedBeforeRounding(double value, Verdict verdict) {
    MadeResult made = MadeResult.small();
    made.score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(value, value - 5, value + 5, 100));
    assertThat(rule(made.build(), follow("compare: point")).verdict()).isEqualTo(verdict);
  }

  @Test
  void whatViolatesNeverReadsAsIfItDidNot() {
    MadeResult made = MadeResult.small();
    made.score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(0.899999, 0.89, 0.8999999, 100));
    Case worst = rule(made.build(), follow("")).violations().get(0);
    assertThat(worst.shown()).isEqualTo("0.89");
    assertThat(worst.limit()).isEqualTo("min 0.90");
    MadeResult shares = MadeResult.small().output("y", "consistency", MadeResult.share(51, 100));
    RuleOutcome high =
        rule(
            shares.build(),
            "{id: a, on: outputs, probes: {family: translation, max: 1px}, score: consistency,"
                + " max: 0.500, compare: point}");
    assertThat(high.violations().get(0).shown()).isEqualTo("0.510");
  }

  /** Hole: one good change hides a bad one in a mean. */
  @Test
  void twoChangesDoNotCancel() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(1, 1, 1, 100));
    made.score(2, 0, ScoreId.EQUIVARIANCE, bad(0.85));
    RuleOutcome rule = rule(made.build(), follow(""));
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule.violations()).hasSize(1);
    assertThat(rule.violations().get(0).layer()).contains(2);
  }

  /** Hole: only what is shown is gated. All violations are kept, worst first. */
  @Test
  void everyViolationIsKeptWorstFirst() {
    MadeResult made = MadeResult.small();
    double[] values = {0.5, 0.85, 0.2, 0.7, 0.6, 0.1};
    for (int i = 0; i < values.length; i++) {
      made.score(1 + i / 3, i % 3, ScoreId.EQUIVARIANCE, bad(values[i]));
    }
    RuleOutcome rule = rule(made.build(), follow(""));
    assertThat(rule.violations().stream().map(found -> ((Outcome.Measured) found.found()).value()))
        .containsExactly(0.1, 0.2, 0.5, 0.6, 0.7, 0.85);
  }

  /** Hole: whoever suppresses the worst ones, which are shown, silences the rest. */
  @Test
  void suppressingTheWorstLeavesTheRest() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, bad(0.1));
    made.score(2, 0, ScoreId.EQUIVARIANCE, bad(0.85));
    GateResult gate =
        gate(made.build(), "rules:\n  - " + follow("") + suppression("/conv1/*", "2026-11-21"));
    RuleOutcome rule = gate.rules().get(0);
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule.violations()).hasSize(2);
    assertThat(rule.violations().get(0).suppression()).contains(0);
    assertThat(rule.violations().get(1).suppression()).isEmpty();
    assertThat(gate.suppressions().get(0).state()).isEqualTo("used");
  }

  private static String suppression(String layers, String expires) {
    return "\nsuppressions:\n  - {rule: follow, layers: [\""
        + layers
        + "\"], reason: r, owner: me, expires: "
        + expires
        + "}";
  }

  @Test
  void suppressedViolationsStayVisibleAndPass() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, bad(0.1));
    String rules = "rules:\n  - " + follow("");
    GateResult held = gate(made.build(), rules + suppression("/conv1/*", "2026-11-21"));
    assertThat(held.verdict()).isEqualTo(Verdict.PASS);
    assertThat(held.rules().get(0).violations()).hasSize(1);
    assertThat(held.rules().get(0).suppressed()).isEqualTo(1);
    GateResult expired = gate(made.build(), rules + suppression("/conv1/*", "2026-11-20"));
    assertThat(expired.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(expired.suppressions().get(0).state()).isEqualTo("expired");
    assertThat(expired.suppressions().get(0).cases()).isEqualTo(1);
    assertThat(expired.notes()).anyMatch(note -> note.contains("expired on 2026-11-20"));
    GateResult unused = gate(made.build(), rules + suppression("/conv2/*", "2026-12-31"));
    assertThat(unused.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(unused.notes()).anyMatch(note -> note.contains("covers nothing"));
  }

  /** Hole: NaN passes a limit. */
  @ParameterizedTest
  @CsvSource({"min: 0.90", "max: 0.999", "'min: 0.90, compare: point'"})
  void aLayerThatFailedFailsTheRule(String limit) {
    MadeResult made = MadeResult.small();
    made.without(2, 0, ScoreId.EQUIVARIANCE);
    // As the engine writes a layer that gave NaN: one row, and none for the other scores.
    made.score(2, 0, ScoreId.INVARIANCE, new Outcome.Failed("NaN"));
    RuleOutcome rule =
        rule(made.build(), "{id: a, on: layers, score: equivariance, " + limit + "}");
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule.violations().get(0).reason()).isEqualTo("failed: NaN");
  }

  /** Hole: a dead layer looks perfectly invariant. */
  @Test
  void aDegenerateLayerFailsUnlessDeclared() {
    MadeResult made = MadeResult.small();
    for (int probe = 0; probe < 3; probe++) {
      made.without(2, probe, ScoreId.EQUIVARIANCE);
      made.score(2, probe, ScoreId.INVARIANCE, new Outcome.Degenerate("constant"));
    }
    assertThat(rule(made.build(), follow("")).verdict()).isEqualTo(Verdict.FAIL);
    RuleOutcome declared = rule(made.build(), follow("degenerate: ignore"));
    assertThat(declared.verdict()).isEqualTo(Verdict.PASS);
    assertThat(declared.notApplicable()).isEqualTo(3);
  }

  /** Hole: rows taken out of a result are not compared, so nothing is found. */
  @Test
  void missingRowsFail() {
    MadeResult made = MadeResult.small();
    made.without(2, 0, ScoreId.EQUIVARIANCE).without(2, 0, ScoreId.INVARIANCE);
    assertThat(rule(made.build(), follow("")).verdict()).isEqualTo(Verdict.FAIL);
    MadeResult only = MadeResult.small().without(2, 0, ScoreId.EQUIVARIANCE);
    assertThat(rule(only.build(), follow("")).verdict()).isEqualTo(Verdict.FAIL);
    MadeResult outputs = MadeResult.small().output("y", "consistency", MadeResult.share(100, 100));
    RuleOutcome rule = rule(outputs.build(), "{id: a, on: outputs, score: consistency, min: 0.5}");
    assertThat(rule.violations()).hasSize(2);
  }

  @Test
  void notApplicableIsLeftOutButNotIfItIsAll() {
    MadeResult made = MadeResult.small();
    made.score(2, 0, ScoreId.EQUIVARIANCE, Outcome.notApplicable("off-grid"));
    RuleOutcome some = rule(made.build(), follow(""));
    assertThat(some.verdict()).isEqualTo(Verdict.PASS);
    assertThat(some.notApplicable()).isEqualTo(1);
    assertThat(rule(made.build(), follow("not-applicable: fail")).verdict())
        .isEqualTo(Verdict.FAIL);
    for (int layer = 1; layer < 3; layer++) {
      for (int probe = 0; probe < 3; probe++) {
        made.score(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable("off-grid"));
      }
    }
    assertThatThrownBy(() -> rule(made.build(), follow("")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none of the 6 scores")
        .hasMessageContaining("off-grid");
  }

  /** Hole: too few images always pass. */
  @Test
  void tooFewImagesDecideNothing() {
    MadeResult made = MadeResult.small().output("y", "consistency", share3(10, 10));
    RuleOutcome bound = rule(made.build(), "{id: a, on: outputs, score: consistency, min: 0.95}");
    assertThat(bound.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    // z²·0.95·0.05/0.05² images of which all agree.
    assertThat(bound.undecided().get(0).imagesToDecide()).contains(73L);
    RuleOutcome point =
        rule(made.build(), "{id: a, on: outputs, score: consistency, min: 0.95, compare: point}");
    assertThat(point.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(point.undecided().get(0).reason()).contains("10 of at least 30");
    RuleOutcome declared =
        rule(
            made.build(),
            "{id: a, on: outputs, score: consistency, min: 0.95, compare: point, min-images: 10}");
    assertThat(declared.verdict()).isEqualTo(Verdict.PASS);
  }

  private static Outcome[] share3(int successes, int trials) {
    Outcome one = MadeResult.share(successes, trials);
    return new Outcome[] {one, one, one};
  }

  @Test
  void withoutAnIntervalABoundDecidesNothing() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(0.99, 100));
    RuleOutcome rule = rule(made.build(), follow(""));
    assertThat(rule.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(rule.undecided().get(0).reason()).contains("no interval");
    assertThat(rule.undecided().get(0).imagesToDecide()).isEmpty();
  }

  /** A tampered interval that does not hold its own value must not carry a pass. */
  @Test
  void theEstimateMustAgreeWithItsInterval() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(0.1, 0.95, 0.99, 100));
    assertThat(rule(made.build(), follow("")).verdict()).isNotEqualTo(Verdict.PASS);
  }

  /** Hole: renaming a layer switches its rule off. */
  @Test
  void aPatternThatMatchesNothingIsAnError() {
    String named =
        "{id: a, on: layers, layers: [\"/conv1/*\", \"/conv2/*\"], score: equivariance, min: 0.5}";
    assertThat(rule(MadeResult.small().build(), named).verdict()).isEqualTo(Verdict.PASS);
    assertThatThrownBy(() -> rule(MadeResult.small().rename(1, "/stem/Relu").build(), named))
        .isInstanceOf(InputException.class)
        .satisfies(
            e -> assertThat(((InputException) e).kind()).isEqualTo(InputException.Kind.ARGUMENTS))
        .hasMessageContaining("policy.yaml: line 3: rule a: layers /conv1/* matches none")
        .satisfies(e -> assertThat(((InputException) e).remedy()).contains("/conv2/Relu"));
    assertThatThrownBy(() -> rule(MadeResult.small().build(), named.replace("/conv1/*", "op:Gemm")))
        .hasMessageContaining("op:Gemm matches none");
    assertThatThrownBy(
            () ->
                rule(
                    MadeResult.small().build(),
                    "{id: a, on: layers, probes: {family: crop}, score: invariance, min: 0.5}"))
        .hasMessageContaining("none of the 3 probes is crop");
    assertThatThrownBy(
            () ->
                rule(
                    MadeResult.small().build(),
                    "{id: a, on: outputs, score: consistency, min: 0.5}"))
        .hasMessageContaining("no output has consistency");
    MadeResult outputs = MadeResult.small().output("logits", "consistency", share3(90, 100));
    assertThatThrownBy(
            () ->
                rule(
                    outputs.build(),
                    "{id: a, on: outputs, outputs: logit, score: consistency, min: 0.5}"))
        .hasMessageContaining("outputs logit matches none");
  }

  @Test
  void aTensorThatCouldNotBeScoredIsSaid() {
    AuditResult result = MadeResult.small().skipped("/head/Loop").build();
    assertThatThrownBy(
            () -> rule(result, "{id: a, on: layers, layers: /head/*, score: invariance, min: 0.5}"))
        .hasMessageContaining("1 that match could not be scored");
    assertThat(
            rule(result, "{id: a, on: layers, layers: \"*\", score: invariance, min: 0.5}").notes())
        .anyMatch(note -> note.contains("1 tensors"));
  }

  @Test
  void nothingMayMatchWhereDeclaredButNotEverywhere() {
    String absent = "{id: b, on: outputs, score: consistency, min: 0.5, nothing-matches: ignore}";
    GateResult gate =
        gate(MadeResult.small().build(), "rules:\n  - " + follow("") + "\n  - " + absent);
    assertThat(gate.verdict()).isEqualTo(Verdict.PASS);
    assertThat(gate.rules().get(1).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThatThrownBy(() -> gate(MadeResult.small().build(), "rules:\n  - " + absent))
        .hasMessageContaining("no rule of the policy finds anything");
  }

  @Test
  void theInputIsALayerOnlyByItsFullName() {
    MadeResult made = MadeResult.small();
    made.score(0, 0, ScoreId.INVARIANCE, bad(0.1));
    String all = "{id: a, on: layers, layers: %s, score: invariance, min: 0.5}";
    assertThat(rule(made.build(), all.formatted("\"*\"")).verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(made.build(), all.formatted("depth:0..1")).verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(made.build(), all.formatted("image")).verdict()).isEqualTo(Verdict.FAIL);
  }

  @ParameterizedTest
  @CsvSource({"max: 1px, 2", "min: 2px, 4", "max: 25%, 6", "max: 10%, 4", "min: 24.9%, 2"})
  void probesAreChosenBySize(String sizes, int compared) {
    String yaml =
        "{id: a, on: layers, probes: {family: translation, %s}, score: invariance, min: 0.5}";
    assertThat(rule(MadeResult.small().build(), yaml.formatted(sizes)).compared())
        .isEqualTo(compared);
  }

  @Test
  void anglesAreChosenWithoutSignAndTurns() {
    MadeResult made = MadeResult.small().turn(-15).turn(350).turn(90);
    for (int layer = 1; layer < 3; layer++) {
      for (int probe = 3; probe < 6; probe++) {
        made.score(layer, probe, ScoreId.INVARIANCE, bad(0.9));
      }
    }
    RuleOutcome rule =
        rule(
            made.build(),
            "{id: a, on: layers, probes: {family: rotation, max: 15deg}, score: invariance,"
                + " min: 0.5}");
    assertThat(rule.compared()).isEqualTo(4);
  }

  @Test
  void levelsDecideTheVerdict() {
    MadeResult made = MadeResult.small();
    made.score(2, 0, ScoreId.EQUIVARIANCE, bad(0.1));
    GateResult warn = gate(made.build(), "rules:\n  - " + follow("level: warn"));
    assertThat(warn.verdict()).isEqualTo(Verdict.WARN);
    made.score(1, 0, ScoreId.INVARIANCE, Outcome.measured(0.5, 0.4, 0.6, 100));
    GateResult mixed =
        gate(
            made.build(),
            "defaults: {level: warn}\nrules:\n  - "
                + follow("")
                + "\n  - {id: b, on: layers, score: invariance, min: 0.5, level: error}");
    assertThat(mixed.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    made.score(1, 0, ScoreId.INVARIANCE, bad(0.3));
    assertThat(
            gate(
                    made.build(),
                    "rules:\n  - "
                        + follow("level: warn")
                        + "\n  - {id: b, on: layers, score: invariance, min: 0.5}")
                .verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void intervalsAreTakenAtTheRulesConfidence() {
    MadeResult made = MadeResult.small();
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(0.92, 0.904, 0.936, 100));
    assertThat(rule(made.build(), follow("")).verdict()).isEqualTo(Verdict.PASS);
    RuleOutcome strict = rule(made.build(), follow("confidence: 0.99"));
    assertThat(strict.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    // t(99) at 99 % over t(99) at 95 %: 2.6264 / 1.9842.
    Interval interval =
        ((Outcome.Measured) strict.undecided().get(0).found()).interval().orElseThrow();
    assertThat(0.92 - interval.lo()).isCloseTo(0.016 * 2.6264 / 1.9842, within(1e-6));
    MadeResult shares = MadeResult.small().output("y", "consistency", share3(100, 100));
    String rule = "{id: a, on: outputs, score: consistency, min: 0.95, confidence: %s}";
    assertThat(rule(shares.build(), rule.formatted("0.95")).verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(shares.build(), rule.formatted("0.99")).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void theAccuracyDropIsPaired() {
    // 90 of 100 right without the probe, 85 with it, 84 both times: 6 lost, 1 gained.
    String yaml =
        "{id: a, on: outputs, probes: {family: translation, max: 1px}, score: accuracy,"
            + " max-drop: %s}";
    AuditResult result = labelled(90, 85, 84).build();
    RuleOutcome rule = rule(result, yaml.formatted("0.02"));
    Outcome.Measured drop = (Outcome.Measured) rule.undecided().get(0).found();
    assertThat(drop.value()).isCloseTo(0.05, within(1e-12));
    // Unpaired intervals would reach down to -0.04.
    assertThat(drop.interval().orElseThrow().lo()).isBetween(-0.01, 0.01);
    assertThat(rule(result, yaml.formatted("0.15")).verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(labelled(90, 50, 50).build(), yaml.formatted("0.15")).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  private static MadeResult labelled(int before, int after, int both) {
    return MadeResult.small()
        .labelled()
        .output(
            "y",
            List.of(
                new ProbeScore(0, "accuracy", MadeResult.share(after, 100)),
                new ProbeScore(0, "consistencyWhereRight", MadeResult.share(both, before))),
            List.of(new OrbitScore("all", "referenceAccuracy", MadeResult.share(before, 100), "")));
  }

  @Test
  void aDropWhoseCountsDoNotFitIsUndecided() {
    AuditResult result =
        MadeResult.small()
            .labelled()
            .output(
                "y",
                List.of(new ProbeScore(0, "accuracy", MadeResult.share(90, 100))),
                List.of(new OrbitScore("all", "referenceAccuracy", MadeResult.share(90, 100), "")))
            .build();
    RuleOutcome rule =
        rule(
            result,
            "{id: a, on: outputs, probes: {family: translation, max: 1px}, score: accuracy,"
                + " max-drop: 0.5}");
    assertThat(rule.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void orbitScoresAreComparedPerOrbit() {
    AuditResult result =
        MadeResult.small()
            .output(
                "y",
                List.of(),
                List.of(
                    new OrbitScore(
                        "translation", "consistencyWorst", MadeResult.share(90, 100), ""),
                    new OrbitScore("rotation", "consistencyWorst", MadeResult.share(10, 100), "")))
            .build();
    String yaml = "{id: a, on: outputs, score: consistencyWorst, min: 0.5%s}";
    assertThat(rule(result, yaml.formatted(", probes: {family: translation}")).verdict())
        .isEqualTo(Verdict.PASS);
    RuleOutcome all = rule(result, yaml.formatted(""));
    assertThat(all.compared()).isEqualTo(2);
    assertThat(all.violations().get(0).orbit()).contains("rotation");
  }

  @Test
  void aConstantOutputDoesNotPassTheBuiltInPolicies() {
    Outcome constant = Outcome.notApplicable("the top-1 class is the same for all images");
    AuditResult result =
        MadeResult.small()
            .output("y", "chanceCorrectedConsistency", constant, constant, constant)
            .build();
    for (String name : List.of("recommended", "strict")) {
      GateResult gate = Gate.evaluate(PolicyReader.read(Path.of(name)), result, TODAY);
      assertThat(gate.verdict()).isEqualTo(Verdict.FAIL);
    }
    assertThat(Gate.evaluate(PolicyReader.read(Path.of("report-only")), result, TODAY).verdict())
        .isEqualTo(Verdict.WARN);
  }

  @Test
  void aBaselineThatIsNotLookedAtNeverPasses() {
    assertThatThrownBy(
            () ->
                gate(
                    MadeResult.small().build(),
                    "rules:\n  - " + follow("") + "\nbaseline: {path: b.json, max-drop: 0.01}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("baseline");
  }
}
