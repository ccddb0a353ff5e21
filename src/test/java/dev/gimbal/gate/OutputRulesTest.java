package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which scores of outputs a rule looks at, and what it says where there are none. */
class OutputRulesTest {
  @TempDir Path folder;

  private RuleOutcome rule(AuditResult result, String yaml) {
    try {
      Path file =
          Files.writeString(
              folder.resolve("policy.yaml"), "version: 1\nrules:\n  - {" + yaml + "}\n");
      return Gate.evaluate(PolicyReader.read(file), result, LocalDate.of(2026, 11, 21))
          .rules()
          .get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome[] shares(int first, int second, int third) {
    return new Outcome[] {
      MadeResult.share(first, 200), MadeResult.share(second, 200), MadeResult.share(third, 200)
    };
  }

  private static MadeResult two() {
    return MadeResult.small()
        .output("logits", "consistency", shares(200, 199, 198))
        .output("aux", "consistency", shares(200, 100, 200));
  }

  private static final String CONSISTENT = "id: a, on: outputs, score: consistency, min: 0.9";

  @Test
  void withoutPatternsEveryOutputThatHasTheScoreIsCompared() {
    RuleOutcome rule =
        rule(two().output("mask", "argmaxAgreement", shares(1, 1, 1)).build(), CONSISTENT);
    assertThat(rule.compared()).isEqualTo(6);
    assertThat(rule.violations()).hasSize(1);
    Case bad = rule.violations().get(0);
    assertThat(bad.output()).contains("aux");
    assertThat(bad.probe()).contains(1);
    assertThat(rule.covered().get(0).outputs()).containsExactly("aux", "logits");
    assertThat(rule.covered().get(0).families()).containsExactly("translation");
  }

  @Test
  void aPatternTakesItsOutputsOnly() {
    RuleOutcome rule = rule(two().build(), CONSISTENT + ", outputs: [\"log*\"]");
    assertThat(rule.verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule.compared()).isEqualTo(3);
    assertThat(rule(two().build(), CONSISTENT + ", outputs: [\"log*\", aux]").compared())
        .isEqualTo(6);
  }

  @Test
  void aPatternThatMatchesNothingNamesTheClosest() {
    assertThatThrownBy(() -> rule(two().build(), CONSISTENT + ", outputs: [logist]"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("outputs logist matches none of the outputs that have consistency")
        .satisfies(e -> assertThat(((InputException) e).remedy()).contains("logits"));
  }

  @Test
  void aScoreThatNoOutputHasNamesWhatThereIs() {
    assertThatThrownBy(() -> rule(two().build(), "id: a, on: outputs, score: cosine, min: 0.9"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no output has cosine")
        .hasMessageContaining("there are: consistency");
    assertThatThrownBy(
            () -> rule(MadeResult.small().build(), "id: a, on: outputs, score: cosine, min: 0.9"))
        .hasMessageContaining("there are: no scores of outputs")
        .satisfies(
            e -> assertThat(((InputException) e).remedy()).contains("nothing-matches: ignore"));
  }

  @Test
  void withoutLabelsTheRemedyIsLabels() {
    String accuracy = "id: a, on: outputs, score: %s, min: 0.9";
    for (String score : List.of("accuracy", "consistencyWhereRight")) {
      assertThatThrownBy(() -> rule(two().build(), accuracy.formatted(score)))
          .satisfies(
              e -> assertThat(((InputException) e).remedy()).startsWith("Audit with --labels"));
      assertThatThrownBy(() -> rule(two().labelled().build(), accuracy.formatted(score)))
          .satisfies(
              e -> assertThat(((InputException) e).remedy()).contains("nothing-matches: ignore"));
    }
  }

  private static MadeResult orbits() {
    return MadeResult.small()
        .turn(10)
        .output(
            "logits",
            List.of(new ProbeScore(0, "consistency", MadeResult.share(9, 10))),
            List.of(
                new OrbitScore("translation", "consistencyWorst", MadeResult.share(195, 200), ""),
                new OrbitScore("rotation", "consistencyWorst", MadeResult.share(120, 200), ""),
                new OrbitScore("all", "consistencyWorst", MadeResult.share(110, 200), ""),
                new OrbitScore("all", "consistencyMean", MadeResult.share(10, 200), "")));
  }

  @Test
  void anOrbitIsThatOfTheFamilyAndWithoutOneEveryOrbit() {
    String worst = "id: a, on: outputs, score: consistencyWorst, min: 0.9";
    RuleOutcome one = rule(orbits().build(), worst + ", probes: {family: translation}");
    assertThat(one.compared()).isEqualTo(1);
    assertThat(one.verdict()).isEqualTo(Verdict.PASS);
    assertThat(one.covered().get(0).families()).containsExactly("translation");
    RuleOutcome all = rule(orbits().build(), worst);
    assertThat(all.compared()).isEqualTo(3);
    assertThat(all.violations().stream().map(c -> c.orbit().orElseThrow()))
        .containsExactly("all", "rotation");
  }

  @Test
  void aMissingRowCountsAsFailed() {
    RuleOutcome rule =
        rule(
            MadeResult.small()
                .output(
                    "logits",
                    List.of(
                        new ProbeScore(0, "consistency", MadeResult.share(200, 200)),
                        new ProbeScore(1, "consistency", MadeResult.share(200, 200))),
                    List.of())
                .build(),
            CONSISTENT);
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule.violations().get(0).probe()).contains(2);
    assertThat(rule.violations().get(0).found()).isInstanceOf(Outcome.Failed.class);
  }

  /** What the most images would not decide is listed first. */
  @Test
  void undecidedComparisonsAreSortedByTheImagesTheyNeed() {
    RuleOutcome rule =
        rule(
            MadeResult.small().output("logits", "consistency", shares(175, 182, 178)).build(),
            CONSISTENT);
    assertThat(rule.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(rule.undecided().stream().map(c -> c.imagesToDecide().orElseThrow()))
        .hasSize(3)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }
}
