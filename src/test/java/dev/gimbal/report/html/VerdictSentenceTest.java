package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictSentenceTest {
  private static final String LENET =
      "Moves of up to 2 px leave the answer alone in 99\u202f% [93–100] of images on average; moves of 14 px"
          + " change it in about two in three, 65\u202f% [61–72]. The largest known cause inside is"
          + " layer logits, which knows positions.";

  private final Locale before = Locale.getDefault();
  private final List<ProbeInfo> probes = new ArrayList<>();
  private final List<LayerScore> scores = new ArrayList<>();
  private final List<OutputResult> outputs = new ArrayList<>();
  private boolean drawn;
  private int images = 100;
  private String kind = "map";

  @BeforeEach
  void threeMoves() {
    shift(1, 0);
    shift(0, 2);
    shift(12, 0);
  }

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG", "tr-TR"})
  void theSentenceIsTheSameInEveryLocale(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));
    assertThat(headline(Audits.lenet())).isEqualTo(LENET);
  }

  @Test
  void detailsTellFamiliesTheWorstProbeAndTheWholeOrbit() {
    assertThat(new VerdictSentence(new AuditDigest(Audits.lenet())).details())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("Over 36 translations, up to 14 px, the answer stays in 71\u202f%")
                    .contains("under the worst, translation dx=-14 dy=-14 px, in ")
                    .contains("9\u202f% [3–13] keep it under all of them"))
        .anySatisfy(line -> assertThat(line).contains("share their answer in 12\u202f% of cases"));
  }

  @Test
  void aLargeMoveAsBadAsAnotherImageIsSaidToBe() {
    classes(0.1, 0.95, 0.93, 0.14);
    assertThat(headline())
        .endsWith(
            "moves of 12 px change it in about nine in ten, 86\u202f% [81–91] (two different images"
                + " differ as often).");
    outputs.clear();
    classes(0.1, 0.95, 0.93, 0.5);
    assertThat(headline()).endsWith("change it in about half, 50\u202f% [45–55].");
  }

  @Test
  void whereImagesOftenAgreeTheSentenceSaysSo() {
    classes(0.5, 1.0, 1.0, 0.97);
    assertThat(headline())
        .endsWith(", but any two images share their answer in 50\u202f% of cases.");
    outputs.clear();
    classes(0.1, 1.0, 1.0, 0.97);
    assertThat(headline()).doesNotContain("any two images");
  }

  @Test
  void aModelThatAlwaysAnswersTheSameIsNotPraised() {
    classes(1.0, 1.0, 1.0, 1.0);
    assertThat(headline()).startsWith("Every unprobed image gets the same answer");
    assertThat(details()).noneMatch(line -> line.contains("the answer stays"));
  }

  @Test
  void drawnAndFewImagesAreNamedFirst() {
    classes(0.1, 0.95, 0.93, 0.5);
    drawn = true;
    images = 64;
    assertThat(headline()).startsWith("On 64 drawn images, moves of up to 2 px leave the answer");
    drawn = false;
    images = 7;
    assertThat(headline()).startsWith("On only 7 images, moves of up to 2 px leave");
    images = 30;
    assertThat(headline()).startsWith("Moves of up to 2 px leave");
  }

  @Test
  void aSegmentationSpeaksOfPositions() {
    output("dense", "argmaxAgreement", 0.98, 0.96, 0.8);
    assertThat(headline())
        .isEqualTo(
            "Moves of up to 2 px leave the answer alone in 97\u202f% [92–100] of the picture's"
                + " positions on average; moves of 12 px change it in about one in five, 20\u202f% [15–25].");
  }

  @Test
  void anEmbeddingSpeaksOfItsDistance() {
    output("embedding", "invariance", 0.98, 0.96, 0.4);
    assertThat(headline())
        .isEqualTo(
            "Moves of up to 2 px change the output by 3\u202f% [0–8] of the distance between the"
                + " outputs for two images; moves of 12 px change it by 60\u202f% [55–65].");
  }

  @Test
  void anImageToImageNetworkOnlyMovesItsOutputAlong() {
    outputs.add(new OutputResult("y", "other", "none", 0, List.of(), List.of()));
    for (int probe = 0; probe < probes.size(); probe++) {
      put(probe, ScoreId.INVARIANCE, 0.1);
      put(probe, ScoreId.EQUIVARIANCE, 0.99);
    }
    assertThat(headline())
        .startsWith("Moves of up to 2 px move the output along and otherwise change it by 1\u202f%")
        .endsWith("moves of 12 px change it by 1\u202f% [0–6].");
  }

  @Test
  void aLayerThatKnowsPositionsIsNamedFromItsOwnTest() {
    classes(0.1, 0.95, 0.93, 0.5);
    kind = "vector";
    put(0, ScoreId.SAMPLING, 0.2);
    assertThat(headline())
        .endsWith("is coarse sampling by stride or pooling, most of all at layer y.");
    CollapseTest test =
        new CollapseTest(
            0, List.of(), 24, Outcome.measured(0.4, 0.36, 0.44, 100), Outcome.measured(1e-7, 100));
    AuditResult tested = result().withLayerTests(List.of(test), List.of(), List.of());
    assertThat(headline(tested)).endsWith("is layer y, which knows positions.");
    CollapseTest free =
        new CollapseTest(
            0, List.of(), 24, Outcome.measured(1e-9, 100), Outcome.measured(1e-7, 100));
    assertThat(headline(result().withLayerTests(List.of(free), List.of(), List.of())))
        .doesNotContain("knows positions");
  }

  @Test
  void smallLossesInsideAreNotCalledACause() {
    classes(0.1, 0.95, 0.93, 0.5);
    put(0, ScoreId.SAMPLING, 0.02);
    assertThat(headline()).doesNotContain("cause");
    assertThat(details()).anyMatch(line -> line.contains("stay small: the largest is sampling"));
  }

  private String headline() {
    return headline(result());
  }

  private static String headline(AuditResult result) {
    return new VerdictSentence(new AuditDigest(result)).headline();
  }

  private List<String> details() {
    return new VerdictSentence(new AuditDigest(result())).details();
  }

  private void shift(int dx, int dy) {
    probes.add(
        new ProbeInfo(
            "translation dx=" + dx + " dy=" + dy + " px",
            "translation",
            Optional.of(dx),
            Optional.of(dy),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "fill"));
  }

  private void put(int probe, ScoreId score, double value) {
    scores.add(
        new LayerScore(0, probe, score, Outcome.measured(value, value - 0.05, value + 0.05, 100)));
  }

  private void classes(double chance, double... consistency) {
    output("classes", "consistency", consistency);
    OutputResult plain = outputs.remove(0);
    outputs.add(
        new OutputResult(
            plain.name(),
            plain.kind(),
            "logits",
            10,
            plain.perProbe(),
            List.of(new OrbitScore("all", "chanceAgreement", Outcome.measured(chance, 4950), ""))));
  }

  private void output(String outputKind, String score, double... values) {
    List<ProbeScore> rows = new ArrayList<>();
    for (int probe = 0; probe < values.length; probe++) {
      double hi = Math.min(1, values[probe] + 0.05);
      rows.add(
          new ProbeScore(
              probe, score, Outcome.measured(values[probe], values[probe] - 0.05, hi, 100)));
    }
    outputs.add(new OutputResult("y", outputKind, "none", 0, rows, List.of()));
  }

  private AuditResult result() {
    LayerInfo layer =
        new LayerInfo(
            "y",
            "Conv",
            kind,
            List.of(1, 8, 28, 28),
            Optional.empty(),
            "",
            "local",
            List.of(),
            Outcome.measured(1, 100),
            1);
    AuditResult like = Audits.lenet();
    AuditResult.Plan plan = like.plan();
    return new AuditResult(
        like.schemaVersion(),
        like.tool(),
        like.model(),
        new AuditResult.Plan(
            plan.command(),
            plan.preprocessing(),
            plan.preprocessingSource(),
            plan.imageSource(),
            drawn,
            images,
            false,
            plan.seed(),
            plan.probePreset(),
            plan.border(),
            plan.size(),
            drawn || images < 30,
            plan.planHash(),
            plan.imagesHash(),
            plan.probesHash(),
            plan.preprocessingHash(),
            Optional.empty()),
        like.environment(),
        List.of(layer),
        List.of(),
        probes,
        scores,
        outputs,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
