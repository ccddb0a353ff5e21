package dev.gimbal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final double TINY = 1e-12;
  private static final double FLOOR = 1e-6;

  private final List<LayerInfo> layers = new ArrayList<>();
  private final List<ProbeInfo> probes = new ArrayList<>();
  private final List<LayerScore> scores = new ArrayList<>();
  private final List<OutputResult> outputs = new ArrayList<>();
  private String preprocessingSource = "flag";
  private boolean indicative;

  @Test
  void samplingIsWhatNeitherNeighboursNorInterpolationExplain() {
    int layer = layer("pool", "local", "2");
    loss(layer, shift(2, 0), 0.10, 0.0);
    loss(layer, shift(0, 2), 0.20, 0.0);
    loss(layer, shift(2, 2), 0.40, 0.0);
    int inside = shift(1, 1);
    offGrid(layer, inside, 0.90, 0.15);
    int between = shift(1, 0);
    offGrid(layer, between, 0.10, 0.15);
    ScoreTable table = table();
    // (0 + 0.1 + 0.2 + 0.4)/4 between the four corners.
    assertThat(table.value(layer, inside, ScoreId.SAMPLING).orElseThrow())
        .isCloseTo(0.90 - 0.175 - 0.15, within(TINY));
    assertThat(table.value(layer, between, ScoreId.SAMPLING).orElseThrow())
        .isCloseTo(0.10 - 0.05 - 0.15, within(TINY))
        .isNegative();
    assertThat(table.outcome(layer, inside, ScoreId.BORDER)).isEmpty();
    assertThat(find("sampling").layer()).contains(layer);
  }

  @Test
  void samplingWithoutItsNeighboursIsNotApplicable() {
    int layer = layer("pool", "local", "2");
    loss(layer, shift(-2, 0), 0.10, 0.0);
    int probe = shift(-3, 0);
    offGrid(layer, probe, 0.5, 0.1);
    assertThat(table().outcome(layer, probe, ScoreId.SAMPLING))
        .contains(
            Outcome.notApplicable("the surrounding on-grid shift dx=-4 dy=0 is not in the plan"));
  }

  @Test
  void aFractionalPeriodIsOnGridAtEveryWholeMultiple() {
    WholeSteps halves = WholeSteps.of(layerInfo("up", "local", "3/2").grid().orElseThrow());
    assertThat(halves.isOnGrid(3, -6)).isTrue();
    assertThat(halves.isOnGrid(0, 2)).isFalse();
    assertThat(WholeSteps.of(layerInfo("up", "local", "2/4").grid().orElseThrow()))
        .isEqualTo(new WholeSteps(1, 1));
  }

  @Test
  void theCleanPartIsNamedAfterTheAncestry() {
    int probe = shift(1, 0);
    int positional = layer("embed", "positional", "1");
    int global = layer("se", "global", "1");
    int mixed = layer("both", "mixed", "1");
    int local = layer("conv", "local", "1");
    int unknown = layer("odd", "unknown", "1");
    for (int layer = 0; layer < 5; layer++) {
      loss(layer, probe, 0.5, layer == local ? FLOOR / 2 : 0.3);
    }
    ScoreTable table = table();
    assertThat(table.value(positional, probe, ScoreId.POSITION_DEPENDENCE)).hasValue(0.3);
    assertThat(table.value(global, probe, ScoreId.GLOBAL_CONTEXT)).hasValue(0.3);
    assertThat(table.value(mixed, probe, ScoreId.POSITION_OR_CONTEXT)).hasValue(0.3);
    assertThat(table.value(positional, probe, ScoreId.BORDER).orElseThrow())
        .isCloseTo(0.2, within(TINY));
    assertThat(table.value(unknown, probe, ScoreId.POSITION_OR_CONTEXT)).isEmpty();
    assertThat(find("position-dependence").layer()).contains(positional);
    assertThat(find("global-context").layer()).contains(global);
    assertThat(find("position-or-context").layer()).contains(mixed);
    assertThat(ids()).doesNotContain("instrument-error");
  }

  @Test
  void aCleanLossBelowLocalOperatorsIsTheInstrumentsFault() {
    int layer = layer("conv7", "local", "2");
    int probe = shift(2, 0);
    loss(layer, probe, 0.5, 0.02);
    Finding finding = find("instrument-error");
    assertThat(finding.severity()).isEqualTo("error");
    assertThat(finding.title()).contains("conv7");
    assertThat(finding.evidence()).contains("dx=2", "0.0200", "1.0e-06");
    assertThat(diagnosed().findings().get(0)).isEqualTo(finding);
  }

  @Test
  void aFeatureThatMovesOutsideItsFieldIsTheInstrumentsFault() {
    int layer = layer("conv7", "local", "2");
    List<List<Integer>> spans = List.of(List.of(2, 9), List.of(2, 9));
    FieldCheck holds =
        new FieldCheck(layer, false, List.of(4, 4), spans, spans, 9, "", Outcome.measured(0, 9));
    AuditResult before = diagnosed();
    assertThat(Diagnosis.of(before.withLayerTests(List.of(), List.of(), List.of(holds))).findings())
        .isEqualTo(before.findings());
    FieldCheck wrong =
        new FieldCheck(
            layer, false, List.of(4, 4), spans, spans, 9, "row 3 moved", Outcome.measured(1, 9));
    Finding finding =
        Diagnosis.of(before.withLayerTests(List.of(), List.of(), List.of(wrong))).findings().get(0);
    assertThat(finding.id()).isEqualTo("instrument-error");
    assertThat(finding.severity()).isEqualTo("error");
    assertThat(finding.layer()).contains(layer);
    assertThat(finding.evidence()).contains("row 3 moved");
  }

  @Test
  void cleanLossOffTheGridProvesNothing() {
    int layer = layer("conv7", "local", "2");
    loss(layer, shift(1, 0), 0.5, 0.02);
    assertThat(ids()).doesNotContain("instrument-error");
  }

  @Test
  void rotationsSplitExactlyAndBlameNoHiddenLayer() {
    layer("input", "local", "1");
    int layer = layer("conv", "local", "1");
    int probe = rotation(15);
    loss(layer, probe, 0.9, 0.6);
    row(layer, probe, ScoreId.RESAMPLING, 0.1);
    ScoreTable table = table();
    double border = table.value(layer, probe, ScoreId.BORDER).orElseThrow();
    double rest = table.value(layer, probe, ScoreId.FILTER_GEOMETRY).orElseThrow();
    assertThat(border + 0.1 + rest).isCloseTo(0.9, within(TINY));
    assertThat(rest).isCloseTo(0.5, within(TINY));
    assertThat(ids()).isEmpty();
  }

  @Test
  void resamplingThatDominatesIsSaidAsALimit() {
    layer("input", "local", "1");
    int layer = layer("conv", "local", "1");
    int probe = rotation(15);
    loss(layer, probe, 0.4, 0.3);
    row(layer, probe, ScoreId.RESAMPLING, 0.3);
    assertThat(ids()).containsExactly("resampling-dominated");
  }

  @Test
  void anEmptyCleanRegionIsZeroByStructure() {
    int layer = layer("deep", "positional", "1");
    int probe = shift(1, 0);
    row(layer, probe, ScoreId.LOSS, 0.2);
    row(layer, probe, ScoreId.LOSS_UNCLEAN, 0.2);
    scores.add(
        new LayerScore(layer, probe, ScoreId.LOSS_CLEAN, Outcome.notApplicable("no clean cell")));
    assertThat(table().outcome(layer, probe, ScoreId.POSITION_DEPENDENCE))
        .contains(Outcome.notApplicable(Causes.NOTHING_CLEAN));
  }

  @Test
  void lossesAtTheFloorMakeNoSentence() {
    int layer = layer("embed", "positional", "1");
    loss(layer, shift(1, 0), FLOOR, FLOOR / 2);
    assertThat(ids()).isEmpty();
  }

  @Test
  void anIntervalThatReachesTheFloorMakesNoSentence() {
    int layer = layer("embed", "positional", "1");
    int probe = shift(1, 0);
    loss(layer, probe, 0.1, 0.0);
    scores.removeIf(score -> score.score() == ScoreId.LOSS_CLEAN);
    scores.add(
        new LayerScore(layer, probe, ScoreId.LOSS_CLEAN, Outcome.measured(0.05, -0.01, 0.11, 10)));
    assertThat(ids()).doesNotContain("position-dependence");
  }

  @Test
  void smallMovesWeighMoreThanLargeOnes() {
    output(List.of(shift(1, 0), shift(8, 0)), 0.8, 0.3);
    assertThat(find("consistency-small-moves").severity()).isEqualTo("high");
    assertThat(find("consistency-large-moves").severity()).isEqualTo("medium");
    assertThat(find("consistency-small-moves").evidence()).contains("0.800", "dx=1");
  }

  @Test
  void aConstantPredictionIsNeverPraised() {
    output(List.of(shift(1, 0)), 1, 1.0);
    assertThat(ids()).containsExactly("constant-prediction");
  }

  @Test
  void answersThatAreMostlyAlikeAreSaidToBe() {
    output(List.of(shift(1, 0)), 0.97, 0.6);
    Finding finding = find("answers-alike");
    assertThat(finding.severity()).isEqualTo("medium");
    assertThat(finding.evidence()).contains("0.600", "50 images");
    outputs.clear();
    output(List.of(probes.size() - 1), 0.97, 0.4);
    assertThat(ids()).doesNotContain("answers-alike");
  }

  @Test
  void aDenseOutputIsJudgedByItsPositions() {
    int probe = shift(1, 0);
    OutputResult.ProbeScore row =
        new OutputResult.ProbeScore(probe, "argmaxAgreement", Outcome.measured(0.8, 0.7, 0.9, 50));
    outputs.add(new OutputResult("mask", "dense", "logits", 3, List.of(row), List.of()));
    Finding finding = find("consistency-small-moves");
    assertThat(finding.title()).isEqualTo("The class map of mask changes under small moves");
    assertThat(finding.evidence())
        .contains("Argmax agreement", "0.800 (95 % interval 0.700 to 0.900) on average over 1");
    outputs.clear();
    outputs.add(new OutputResult("mask", "other", "none", 0, List.of(row), List.of()));
    assertThat(ids()).doesNotContain("consistency-small-moves");
  }

  @Test
  void indicativeNumbersSaySoAndAreNeverHigh() {
    output(List.of(shift(1, 0)), 0.5, 0.1);
    assertThat(find("consistency-small-moves").severity()).isEqualTo("high");
    assertThat(find("consistency-small-moves").evidence()).doesNotContain("Indicative");
    indicative = true;
    assertThat(find("consistency-small-moves").severity()).isEqualTo("medium");
    assertThat(find("consistency-small-moves").evidence())
        .endsWith("Indicative: from only 50 images.");
  }

  @Test
  void aPartOfALossIsGivenTheIntervalOfTheWhole() {
    int layer = layer("pool", "local", "2");
    int probe = shift(2, 0);
    loss(layer, probe, 0.3, 0.0);
    assertThat(find("border").evidence()).contains("without an interval");
    scores.add(
        new LayerScore(layer, probe, ScoreId.EQUIVARIANCE, Outcome.measured(0.7, 0.6, 0.8, 50)));
    assertThat(find("border").evidence())
        .contains("the whole loss there has the 95 % interval 0.200 to 0.400");
  }

  @Test
  void theRunSpeaksOfItself() {
    preprocessingSource = "guess";
    indicative = true;
    layers.add(layerInfo("dead", "local", "1", new Outcome.Degenerate("constant")));
    layers.add(layerInfo("nan", "local", "1", new Outcome.Failed("NaN in channel 3")));
    assertThat(ids())
        .containsExactly(
            "failed-layers", "degenerate-layers", "guessed-preprocessing", "indicative-sample");
    assertThat(find("failed-layers").evidence()).contains("nan: NaN in channel 3");
  }

  @Test
  void aVectorThatChangesWhileItsMapOnlyMovesIsNamed() {
    mapAndVector(0.99, 0.3, "positional");
    Finding finding = find("map-to-vector");
    assertThat(finding.layer()).contains(1);
    assertThat(finding.severity()).isEqualTo("medium");
    assertThat(finding.title()).contains("dense");
    assertThat(finding.evidence())
        .contains("pool", "0.990", "0.300", "2 translations", "not separated");
  }

  @Test
  void aMapThatDoesNotMoveAlongBlamesNoVector() {
    mapAndVector(0.8, 0.3, "positional");
    assertThat(ids()).doesNotContain("map-to-vector");
  }

  @Test
  void aVectorThatKeepsStillOrIsPooledIsNotNamed() {
    mapAndVector(0.99, 0.97, "positional");
    assertThat(ids()).doesNotContain("map-to-vector");
    layers.clear();
    mapAndVector(0.99, 0.3, "global");
    assertThat(ids()).doesNotContain("map-to-vector");
  }

  /** The vector is better under the off-grid shift, where the map has no equivariance. */
  private void mapAndVector(double equivariance, double invariance, String ancestry) {
    probes.clear();
    scores.clear();
    int map = layer("pool", "local", "2");
    layers.add(
        new LayerInfo(
            "dense",
            "Gemm",
            "vector",
            List.of(1, 4),
            Optional.empty(),
            "",
            ancestry,
            List.of("pool"),
            Outcome.measured(1, 50),
            1));
    for (int dx : new int[] {1, 2, 4}) {
      int probe = shift(dx, 0);
      row(map + 1, probe, ScoreId.INVARIANCE, dx == 1 ? 1 : invariance);
      if (dx != 1) {
        row(map, probe, ScoreId.EQUIVARIANCE, equivariance);
      }
    }
  }

  @Test
  void diagnosingTwiceChangesNothing() {
    int layer = layer("pool", "local", "2");
    loss(layer, shift(2, 0), 0.10, 0.0);
    offGrid(layer, shift(1, 0), 0.9, 0.1);
    AuditResult once = diagnosed();
    assertThat(Diagnosis.of(once)).isEqualTo(once);
  }

  private int layer(String name, String ancestry, String period) {
    layers.add(layerInfo(name, ancestry, period));
    return layers.size() - 1;
  }

  private static LayerInfo layerInfo(String name, String ancestry, String period) {
    return layerInfo(name, ancestry, period, Outcome.measured(1, 50));
  }

  private static LayerInfo layerInfo(String name, String ancestry, String period, Outcome scale) {
    LayerInfo.Grid grid =
        new LayerInfo.Grid(
            List.of("1", "1"),
            List.of("0", "0"),
            List.of("0", "0"),
            List.of(period, period),
            List.of(3L, 3L),
            List.of(List.of(0, 7), List.of(0, 7)));
    return new LayerInfo(
        name,
        "Conv",
        "map",
        List.of(1, 1, 8, 8),
        Optional.of(grid),
        "",
        ancestry,
        List.of(),
        scale,
        1);
  }

  private int shift(int dx, int dy) {
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
    return probes.size() - 1;
  }

  private int rotation(double degrees) {
    probes.add(
        new ProbeInfo(
            "rotation " + degrees,
            "rotation",
            Optional.empty(),
            Optional.empty(),
            Optional.of(degrees),
            Optional.empty(),
            Optional.empty(),
            "fill"));
    return probes.size() - 1;
  }

  private void loss(int layer, int probe, double loss, double clean) {
    row(layer, probe, ScoreId.LOSS, loss);
    row(layer, probe, ScoreId.LOSS_CLEAN, clean);
    row(layer, probe, ScoreId.LOSS_UNCLEAN, loss - clean);
    row(layer, probe, ScoreId.NOISE_FLOOR, FLOOR);
  }

  private void offGrid(int layer, int probe, double loss, double floor) {
    loss(layer, probe, loss, 0);
    row(layer, probe, ScoreId.INTERPOLATION_FLOOR, floor);
  }

  private void row(int layer, int probe, ScoreId score, double value) {
    scores.add(new LayerScore(layer, probe, score, Outcome.measured(value, 50)));
  }

  private void output(List<Integer> moved, double consistency, double chance) {
    List<OutputResult.ProbeScore> rows = new ArrayList<>();
    for (int probe : moved) {
      rows.add(
          new OutputResult.ProbeScore(probe, "consistency", Outcome.measured(consistency, 50)));
    }
    outputs.add(
        new OutputResult(
            "y",
            "classes",
            "logits",
            10,
            rows,
            List.of(
                new OutputResult.OrbitScore(
                    "all", "chanceAgreement", Outcome.measured(chance, 50), ""))));
  }

  private ScoreTable table() {
    return new ScoreTable(diagnosed().scores());
  }

  private List<String> ids() {
    return diagnosed().findings().stream().map(Finding::id).toList();
  }

  private Finding find(String id) {
    return diagnosed().findings().stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private AuditResult diagnosed() {
    AuditResult.Plan plan =
        new AuditResult.Plan(
            "gimbal audit m.onnx",
            "32×32",
            preprocessingSource,
            "folder",
            false,
            50,
            false,
            1,
            "quick",
            List.of(),
            List.of(32, 32),
            indicative,
            "",
            "",
            "",
            "",
            Optional.empty());
    return Diagnosis.of(
        new AuditResult(
            AuditResult.SCHEMA_VERSION,
            new AuditResult.Tool("gimbal", "0"),
            new AuditResult.Model("m.onnx", "", 1, "", 17, 8, 1, 1, List.of(), List.of()),
            plan,
            new AuditResult.Environment("", "", "", Optional.empty(), "", "fused", "", "", ""),
            layers,
            List.of(),
            probes,
            scores,
            outputs,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty()));
  }
}
