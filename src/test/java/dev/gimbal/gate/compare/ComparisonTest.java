package dev.gimbal.gate.compare;

import static dev.gimbal.gate.MadeAudit.CONV1;
import static dev.gimbal.gate.MadeAudit.CONV2;
import static dev.gimbal.gate.MadeAudit.FAR_SHIFT;
import static dev.gimbal.gate.MadeAudit.FC;
import static dev.gimbal.gate.MadeAudit.SHIFT;
import static dev.gimbal.gate.MadeAudit.TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.DiffVerdicts;
import dev.gimbal.gate.MadeAudit;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.LayerSum;
import dev.gimbal.result.records.RecordsReader;
import dev.gimbal.stats.PairedDifference;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two audits side by side, their differences worked out a second time from every image. */
class ComparisonTest {
  private static final int IMAGES = 30;
  private static final int CLASSES = 0;
  private static final int MASK = 1;

  @TempDir Path folder;

  private static MadeAudit audit() {
    return new MadeAudit(IMAGES);
  }

  /** Losses that differ by image, layer and probe. */
  private static MadeAudit changed() {
    return audit()
        .loss((layer, probe, image) -> 0.01 * layer + 0.02 * probe + 0.003 * (image * 7 % 11))
        .top((probe, image, top) -> image % 6 == probe + 1 ? (top + 2) % 10 : top)
        .agreement(-0.02);
  }

  private Comparison compare(MadeAudit before, MadeAudit after) {
    return Comparison.of(before.in(folder, "before"), after.in(folder, "after"));
  }

  /** One number of every image, before and after. */
  private interface Reading {
    double of(ImageRow row);
  }

  private List<Double> read(Measured measured, Reading reading) {
    List<Double> numbers = new ArrayList<>();
    try (RecordsReader reader = measured.records().orElseThrow()) {
      while (reader.next()) {
        numbers.add(reading.of(reader.row()));
      }
    }
    return numbers;
  }

  /** 1 − mean(N)/D and the influence of every image on it, negative where it loses. */
  private double[] ratio(List<Double> losses, List<Double> distances, double[] influences) {
    int n = losses.size();
    double scale = 2.0 / (n - 1) * distances.stream().mapToDouble(a -> a).sum();
    double theta = losses.stream().mapToDouble(a -> a).sum() / n / scale;
    for (int i = 0; i < n; i++) {
      influences[i] = -(losses.get(i) - theta * 2 * n / (n - 1) * distances.get(i)) / scale;
    }
    return new double[] {1 - theta};
  }

  private double[] influences(Measured measured, int layer, int probe, RatioKind kind) {
    double[] influences = new double[IMAGES + 1];
    double[] own = new double[IMAGES];
    double[] score =
        ratio(
            read(measured, row -> loss(row, layer, probe, kind)),
            read(measured, row -> distance(row, layer, probe, kind)),
            own);
    System.arraycopy(own, 0, influences, 0, IMAGES);
    influences[IMAGES] = score[0];
    return influences;
  }

  private static double loss(ImageRow row, int layer, int probe, RatioKind kind) {
    return row.sum(layer, probe, LayerSum.values()[kind.ordinal()]);
  }

  private static double distance(ImageRow row, int layer, int probe, RatioKind kind) {
    return switch (kind) {
      case INVARIANCE -> row.distance(layer);
      case INVARIANCE_BALANCED -> row.balancedDistance(layer);
      case ALIGNED -> row.sum(layer, probe, LayerSum.DISTANCE);
      case ALIGNED_BALANCED -> row.sum(layer, probe, LayerSum.DISTANCE_BALANCED);
    };
  }

  private static void requireSame(PairedDifference found, double value, double[] influences) {
    double squares = 0;
    double cubes = 0;
    for (double influence : influences) {
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    PairedDifference expected =
        PairedDifference.ofInfluences(value, squares, cubes, 0, influences.length).orElseThrow();
    assertThat(found.value()).isCloseTo(value, within(1e-9));
    assertThat(found.standardError()).isCloseTo(expected.standardError(), within(1e-9));
    assertThat(found.highestDrop(0.01)).isCloseTo(expected.highestDrop(0.01), within(1e-9));
    assertThat(found.lowestDrop(0.01)).isCloseTo(expected.lowestDrop(0.01), within(1e-9));
    assertThat(found.n()).isEqualTo(influences.length);
  }

  private double[] difference(Comparison both, int layer, int probe, RatioKind kind) {
    double[] before = influences(both.before(), layer, probe, kind);
    double[] after = influences(both.after(), layer, probe, kind);
    for (int i = 0; i < after.length; i++) {
      after[i] -= before[i];
    }
    return after;
  }

  @ParameterizedTest
  @EnumSource(RatioKind.class)
  void theDifferenceOfALayerIsThatOfItsImages(RatioKind kind) {
    Comparison both = compare(audit(), changed());
    for (int layer : new int[] {CONV1, CONV2}) {
      for (int probe : new int[] {SHIFT, TURN}) {
        double[] expected = difference(both, layer, probe, kind);
        Change change = both.layerDifferences().change(layer, probe, kind.score()).orElseThrow();
        requireSame(
            change.paired().orElseThrow(),
            expected[IMAGES],
            java.util.Arrays.copyOf(expected, IMAGES));
        assertThat(change.difference().orElseThrow()).isCloseTo(expected[IMAGES], within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RatioKind.class)
  void theDifferenceOfAFamilyIsTheMeanOverItsProbesWithinEachImage(RatioKind kind) {
    Comparison both = compare(audit(), changed());
    double[] mean = difference(both, CONV2, SHIFT, kind);
    double[] far = difference(both, CONV2, FAR_SHIFT, kind);
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (mean[i] + far[i]) / 2;
    }
    Change change =
        both.layerDifferences().familyChange(CONV2, "translation", kind.score()).orElseThrow();
    requireSame(change.paired().orElseThrow(), mean[IMAGES], java.util.Arrays.copyOf(mean, IMAGES));
    double before = ((Outcome.Measured) change.before()).value();
    assertThat(((Outcome.Measured) change.after()).value() - before)
        .isCloseTo(mean[IMAGES], within(1e-9));
  }

  @Test
  void aLossIsTheEquivarianceMirrored() {
    Comparison both = compare(audit(), changed());
    PairedDifference loss =
        both.layerDifferences()
            .change(CONV1, SHIFT, ScoreId.LOSS)
            .flatMap(Change::paired)
            .orElseThrow();
    PairedDifference score =
        both.layerDifferences()
            .change(CONV1, SHIFT, ScoreId.EQUIVARIANCE)
            .flatMap(Change::paired)
            .orElseThrow();
    assertThat(loss.value()).isEqualTo(-score.value());
    assertThat(loss.highestDrop(0.05)).isCloseTo(-score.lowestDrop(0.05), within(1e-12));
  }

  /** Where one of the results has no number under a probe, the family's mean is over the others. */
  @Test
  void aFamilysMeanIsOverTheProbesThatBothMeasured() {
    Outcome none = Outcome.notApplicable("too little visible");
    MadeAudit after = changed().state(CONV2, FAR_SHIFT, ScoreId.EQUIVARIANCE, none);
    Comparison both = compare(audit(), after);
    Change probe = both.layerDifferences().change(CONV2, SHIFT, ScoreId.EQUIVARIANCE).orElseThrow();
    Change family =
        both.layerDifferences()
            .familyChange(CONV2, "translation", ScoreId.EQUIVARIANCE)
            .orElseThrow();
    assertThat(family.paired().orElseThrow().value())
        .isCloseTo(probe.paired().orElseThrow().value(), within(1e-12));
    assertThat(family.paired().orElseThrow().standardError())
        .isCloseTo(probe.paired().orElseThrow().standardError(), within(1e-12));
    Change lost =
        both.layerDifferences().change(CONV2, FAR_SHIFT, ScoreId.EQUIVARIANCE).orElseThrow();
    assertThat(lost.changesState()).isTrue();
    assertThat(lost.paired()).isEmpty();
    assertThat(lost.difference()).isEmpty();
    assertThat(probe.changesState()).isFalse();
    assertThat(both.layerDifferences().change(FC, SHIFT, ScoreId.EQUIVARIANCE)).isEmpty();
    assertThat(both.layerDifferences().familyChange(FC, "translation", ScoreId.EQUIVARIANCE))
        .isEmpty();
    assertThat(both.layerDifferences().familyChange(FC, "crop", ScoreId.INVARIANCE)).isEmpty();
    assertThat(both.layerDifferences().families()).containsExactly("translation", "rotation");
  }

  private static OutputChange output(Comparison both, String output, String scope, String score) {
    return both.outputs().stream()
        .filter(
            found ->
                found.output().equals(output)
                    && found.scope().equals(scope)
                    && found.score().equals(score))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output + " " + scope + " " + score));
  }

  private double mean(Measured measured, Reading reading) {
    return read(measured, reading).stream().mapToDouble(a -> a).average().orElseThrow();
  }

  private void requireMean(Comparison both, String output, String score, Reading reading) {
    String probe = both.before().result().probes().get(TURN).id();
    OutputChange found = output(both, output, probe, score);
    double expected = mean(both.after(), reading) - mean(both.before(), reading);
    assertThat(found.change().paired().orElseThrow().value()).isCloseTo(expected, within(1e-9));
    assertThat(found.change().difference().orElseThrow()).isCloseTo(expected, within(1e-9));
    assertThat(found.probe()).contains(TURN);
  }

  @Test
  void theDifferencesOfOutputsAreThoseOfTheirImages() {
    Comparison both = compare(audit(), changed());
    requireMean(both, "classes", "consistency", r -> r.top(0, TURN) == r.referenceTop(0) ? 1 : 0);
    requireMean(both, "classes", "accuracy", r -> r.top(0, TURN) == r.label(0) ? 1 : 0);
    requireMean(both, "classes", "topFive", r -> r.isAmongFive(0, TURN) ? 1 : 0);
    requireMean(both, "classes", "probabilityDropMean", r -> r.drop(0, TURN));
    requireMean(both, "classes", "jensenShannonBits", r -> r.divergence(0, TURN));
    requireMean(both, "mask", "argmaxAgreement", r -> r.value(1, TURN, 0));
    requireMean(both, "mask", "argmaxAgreementBalanced", r -> r.value(1, TURN, 1));
    requireMean(both, "fc", "cosine", r -> r.value(2, TURN, 0));
    OutputChange embedding = output(both, "fc", "rotation 0 0 10.0", "invariance");
    assertThat(embedding.change().paired())
        .isEqualTo(
            both.layerDifferences().change(FC, TURN, ScoreId.INVARIANCE).orElseThrow().paired());
    OutputChange orbit = output(both, "classes", "translation", "consistencyMean");
    assertThat(orbit.probe()).isEmpty();
    Reading share =
        r -> {
          int same = 0;
          for (int probe = 0; probe < TURN; probe++) {
            same += r.top(0, probe) == r.referenceTop(0) ? 1 : 0;
          }
          return same / 3.0;
        };
    assertThat(orbit.change().paired().orElseThrow().value())
        .isCloseTo(mean(both.after(), share) - mean(both.before(), share), within(1e-9));
    assertThat(both.outputs()).noneMatch(found -> found.score().equals("ties"));
  }

  /** Over the images that both models get right unprobed, which neither result tells alone. */
  @Test
  void conditionedConsistencyIsOverTheImagesThatBothGetRight() {
    Comparison both =
        compare(
            audit(),
            audit()
                .top(
                    (probe, image, top) ->
                        image % 6 == 2 || probe == TURN && image % 6 == 3 ? (top + 2) % 10 : top));
    int right = 0;
    int[] kept = new int[2];
    List<Double> first = read(both.before(), r -> code(r));
    List<Double> second = read(both.after(), r -> code(r));
    for (int i = 0; i < IMAGES; i++) {
      if (first.get(i) >= 10 && second.get(i) >= 10) {
        right++;
        kept[0] += first.get(i) % 10 == 1 ? 1 : 0;
        kept[1] += second.get(i) % 10 == 1 ? 1 : 0;
      }
    }
    OutputChange found =
        output(both, "classes", "rotation 0 0 10.0", OutputChange.WHERE_BOTH_RIGHT);
    assertThat(right).isBetween(10, 25);
    assertThat(kept[1]).isLessThan(kept[0]);
    assertThat(found.change().before())
        .isEqualTo(Outcome.measured(kept[0] / (double) right, right));
    assertThat(found.change().after()).isEqualTo(Outcome.measured(kept[1] / (double) right, right));
    PairedDifference paired = found.change().paired().orElseThrow();
    assertThat(paired.n()).isEqualTo(right);
    assertThat(paired.value()).isCloseTo((kept[1] - kept[0]) / (double) right, within(1e-12));
    OutputChange orbit = output(both, "classes", "rotation", OutputChange.WHERE_BOTH_RIGHT);
    assertThat(orbit.change().paired().orElseThrow().value())
        .as("an orbit of one probe")
        .isCloseTo(paired.value(), within(1e-12));
  }

  /** 10 where the image is right, and 1 where it keeps its class under the turn. */
  private static double code(ImageRow row) {
    return (row.referenceTop(0) == row.label(0) ? 10 : 0)
        + (row.top(0, TURN) == row.referenceTop(0) ? 1 : 0);
  }

  @Test
  void outputsAreMatchedByNameAndKindThenByPlace() {
    UnaryOperator<List<OutputResult>> renamed =
        all ->
            List.of(
                all.get(CLASSES),
                copy(all.get(MASK), "segments", all.get(MASK).classes()),
                all.get(2));
    Comparison place = compare(audit(), audit().outputs(renamed));
    assertThat(place.unmatchedOutputs()).isEmpty();
    assertThat(output(place, "mask", "rotation 0 0 10.0", "argmaxAgreement").change().difference())
        .hasValue(0);
    Comparison other =
        compare(
            audit(),
            audit()
                .outputs(
                    all -> List.of(all.get(CLASSES), copy(all.get(MASK), "mask", 3), all.get(2))));
    assertThat(other.unmatchedOutputs()).containsExactly("mask", "mask");
    assertThat(other.outputs()).noneMatch(found -> found.output().equals("mask"));
  }

  private static OutputResult copy(OutputResult output, String name, int classes) {
    return new OutputResult(
        name, output.kind(), output.scale(), classes, output.perProbe(), output.overall());
  }

  @Test
  void otherLabelsAreAnotherQuestion() {
    assertThatThrownBy(() -> compare(audit(), audit().relabelled(7)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the labels differ");
  }

  private List<String> obstacles(UnaryOperator<AuditResult.Plan> change) {
    AuditResult one = audit().in(folder, "one").result();
    return Comparability.obstacles(one, audit().plan(change).in(folder, "two").result());
  }

  private static AuditResult.Plan plan(
      AuditResult.Plan p, int images, String border, String imagesHash, String probes, String pre) {
    return new AuditResult.Plan(
        p.command(),
        p.preprocessing(),
        p.preprocessingSource(),
        p.imageSource(),
        p.drawn(),
        images,
        p.labelled(),
        p.seed(),
        p.probePreset(),
        List.of(border),
        p.size(),
        p.indicative(),
        p.planHash(),
        imagesHash,
        probes,
        pre,
        Optional.empty());
  }

  @Test
  void everythingThatKeepsResultsApartIsNamed() {
    assertThat(obstacles(p -> p)).isEmpty();
    assertThat(obstacles(p -> plan(p, IMAGES, "fill", "x", "probes", "preprocessing")))
        .containsExactly("the images or their order");
    assertThat(obstacles(p -> plan(p, 29, "fill", "x", "probes", "preprocessing")))
        .containsExactly("the number of images (30 and 29)");
    assertThat(obstacles(p -> plan(p, IMAGES, "reflect", "images", "probes", "preprocessing")))
        .containsExactly("the border protocols ([fill] and [reflect])");
    assertThat(obstacles(p -> plan(p, IMAGES, "fill", "images", "x", "preprocessing")))
        .containsExactly("the probes (4 of test and 4 of test)");
    assertThat(obstacles(p -> plan(p, IMAGES, "fill", "images", "probes", "x")))
        .containsExactly("the preprocessing (raw and raw)");
    assertThatThrownBy(
            () -> compare(audit(), audit().plan(p -> plan(p, 30, "reflect", "x", "y", "z"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the images or their order; the border protocols")
        .hasMessageEndingWith("all differ.");
    assertThatThrownBy(
            () ->
                compare(
                    audit(),
                    audit().plan(p -> plan(p, 30, "fill", "x", "probes", "preprocessing"))))
        .hasMessageEndingWith("the images or their order differ.");
  }

  @Test
  void withoutRecordsThereAreDifferencesWithoutIntervals() {
    Comparison both = compare(audit(), changed().withoutRecords());
    assertThat(both.paired()).isFalse();
    Change layer = both.layerDifferences().change(CONV1, SHIFT, ScoreId.EQUIVARIANCE).orElseThrow();
    assertThat(layer.paired()).isEmpty();
    assertThat(layer.difference().orElseThrow()).isNegative();
    OutputChange output = output(both, "classes", "rotation 0 0 10.0", "consistency");
    assertThat(output.change().paired()).isEmpty();
    assertThat(output.change().difference()).isPresent();
    assertThat(compare(audit(), changed()).paired()).isTrue();
  }

  @Test
  void theJsonHoldsEveryDifferenceOnce() {
    Comparison both = compare(audit(), changed());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ComparisonJson.write(both, DiffVerdicts.of(both, 0.01), bytes);
    JsonNode json = JsonMapper.shared().readTree(bytes.toByteArray());
    assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8)).endsWith("}\n");
    assertThat(json.get("paired").asBoolean()).isTrue();
    for (String side : List.of("before", "after")) {
      assertThat(json.get(side).get("result").asString()).isEqualTo(side + ".json");
      assertThat(json.get(side).get("model").asString()).isEqualTo("net.onnx");
      assertThat(json.get(side).get("tool").asString()).isEqualTo("gimbal test");
      assertThat(json.get(side).get("provider").asString()).isEqualTo("cpu");
      assertThat(json.get(side).get("scorer").asString()).isEqualTo("fused");
      assertThat(json.get(side).get("planHash").asString()).isEqualTo("plan");
      assertThat(json.get(side).has("modelSha256")).isTrue();
      assertThat(json.get(side).has("onnxRuntime")).isTrue();
    }
    assertThat(json.get("schemaVersion").asString()).isNotEmpty();
    assertThat(json.get("layers")).hasSize(4);
    assertThat(json.get("layers").get(1).get("before").asString()).isEqualTo("conv1");
    assertThat(json.get("layers").get(1).get("after").asString()).isEqualTo("conv1");
    assertThat(json.get("layers").get(1).get("matchedBy").asString()).isEqualTo("name");
    for (String none : List.of("onlyBefore", "onlyAfter", "unmatchedOutputs")) {
      assertThat(json.get(none)).isEmpty();
    }
    // Three maps with four scores and fc with two, over two families.
    assertThat(json.get("families")).hasSize(2 * (3 * 4 + 2));
    // With the loss a map has five, under four probes.
    assertThat(json.get("scores")).hasSize(4 * (3 * 5 + 2));
    JsonNode row =
        json.get("scores")
            .valueStream()
            .filter(found -> found.get("layer").asInt() == CONV2)
            .filter(found -> found.get("probe").asString().equals("rotation 0 0 10.0"))
            .filter(found -> found.get("score").asString().equals("equivariance"))
            .findFirst()
            .orElseThrow();
    PairedDifference expected =
        both.layerDifferences()
            .change(CONV2, TURN, ScoreId.EQUIVARIANCE)
            .flatMap(Change::paired)
            .orElseThrow();
    JsonNode difference = row.get("difference");
    assertThat(difference.get("value").asDouble()).isEqualTo(expected.value());
    assertThat(difference.get("lo").asDouble()).isEqualTo(expected.interval().lo());
    assertThat(difference.get("hi").asDouble()).isEqualTo(expected.interval().hi());
    assertThat(difference.get("standardError").asDouble()).isEqualTo(expected.standardError());
    assertThat(difference.get("n").asInt()).isEqualTo(IMAGES);
    assertThat(row.get("after").get("value").asDouble() - row.get("before").get("value").asDouble())
        .isCloseTo(expected.value(), within(1e-9));
    assertThat(json.get("outputs")).hasSize(both.outputs().size());
    assertThat(json.get("outputs").get(0).get("output").asString()).isEqualTo("classes");
    assertThat(json.get("outputs").get(0).get("orbit").asString()).isEqualTo("all");
  }
}
