package dev.gimbal.gate;

import static dev.gimbal.gate.MadeAudit.CONV1;
import static dev.gimbal.gate.MadeAudit.CONV2;
import static dev.gimbal.gate.MadeAudit.FAR_SHIFT;
import static dev.gimbal.gate.MadeAudit.FC;
import static dev.gimbal.gate.MadeAudit.SHIFT;
import static dev.gimbal.gate.MadeAudit.STILL;
import static dev.gimbal.gate.MadeAudit.TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate with a baseline, on audits whose every image is known. */
class BaselineTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final int IMAGES = 400;
  private static final String USUAL = "max-drop: 0.01}";

  @TempDir Path folder;

  private static MadeAudit audit() {
    return new MadeAudit(IMAGES);
  }

  private GateResult gate(MadeAudit before, MadeAudit after, String more) {
    try {
      String yaml = "version: 1\nbaseline: {path: b.json, " + more + "\n";
      Path file = Files.writeString(folder.resolve("policy.yaml"), yaml);
      Comparison comparison = Comparison.of(before.in(folder, "b"), after.in(folder, "a"));
      return Gate.evaluate(
          PolicyReader.read(file), comparison.after().result(), TODAY, Optional.of(comparison));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GateResult gate(MadeAudit after) {
    return gate(audit(), after, USUAL);
  }

  private static RuleOutcome rule(GateResult gate, String id) {
    return gate.rules().stream()
        .filter(rule -> rule.id().equals("baseline:" + id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no rule " + id));
  }

  private static Outcome.Measured found(Case found) {
    return (Outcome.Measured) found.found();
  }

  @Test
  void theSameAuditPassesWhereNoDropIsAllowed() {
    GateResult gate = gate(audit(), audit(), "max-drop: 0, alpha: 0.01}");
    assertThat(gate.verdict()).isEqualTo(Verdict.PASS);
    assertThat(gate.rules().stream().map(RuleOutcome::id))
        .containsExactly(
            "baseline:changed-layers",
            "baseline:missing-layers",
            "baseline:new-layers",
            "baseline:channels",
            "baseline:referenceAccuracy",
            "baseline:consistencyMean",
            "baseline:consistencyWhereBothRight",
            "baseline:argmaxAgreement",
            "baseline:cosine",
            "baseline:equivariance",
            "baseline:invariance");
    RuleOutcome maps = rule(gate, "equivariance");
    // Two maps under two families; fc has an invariance only. The input is no layer of the network.
    assertThat(maps.passed()).isEqualTo(4);
    assertThat(maps.compared()).isEqualTo(4);
    assertThat(rule(gate, "invariance").passed()).isEqualTo(2);
    assertThat(maps.notes()).containsExactly("Every image is exactly as in the baseline.");
    assertThat(maps.expected()).isEqualTo("max-drop 0");
    assertThat(maps.confidence()).isEqualTo(0.99);
    assertThat(maps.level()).isEqualTo("error");
    assertThat(maps.on()).isEqualTo("layers");
    assertThat(rule(gate, "cosine").on()).isEqualTo("outputs");
    assertThat(rule(gate, "changed-layers").compared()).isEqualTo(4);
    assertThat(gate.notes())
        .anyMatch(note -> note.contains("b.json, model net.onnx, 400 images, paired"))
        .anyMatch(
            note -> note.endsWith("19 means over families and whole scores, 17 single probes."))
        .noneMatch(note -> note.contains("matched by structure"))
        .noneMatch(note -> note.contains("Measured on"));
  }

  /** The loss of 0.05 is 0.05 ÷ D = 0.0417 of the score; D is 2·0.6·n/(n − 1) on average. */
  @Test
  void aLayerThatFellFailsWithItsDropAndNoOther() {
    GateResult gate =
        gate(audit().loss((layer, probe, image) -> layer == FC && probe != STILL ? 0.05 : 0));
    assertThat(gate.verdict()).isEqualTo(Verdict.FAIL);
    RuleOutcome rule = rule(gate, "invariance");
    // Two families and three probes.
    assertThat(rule.violations()).hasSize(5).allMatch(c -> c.layer().equals(Optional.of(FC)));
    Case worst = rule.violations().get(0);
    assertThat(found(worst).value()).isCloseTo(0.05 / 1.2, within(0.002));
    assertThat(found(worst).n()).isEqualTo(IMAGES);
    assertThat(found(worst).interval().orElseThrow().lo()).isBetween(0.035, 0.0417);
    assertThat(found(worst).interval().orElseThrow().hi()).isBetween(0.0417, 0.045);
    assertThat(worst.limit()).isEqualTo("max-drop 0.01");
    assertThat(Double.parseDouble(worst.shown())).isBetween(found(worst).value(), 0.05);
    assertThat(rule.violations().stream().map(c -> c.orbit().orElse("probe")))
        .contains("translation", "rotation");
    assertThat(rule.compared()).isEqualTo(5);
    assertThat(rule(gate, "equivariance").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void worstDropsComeFirst() {
    double[] added = {0, 0.05, 0.2, 0.1};
    GateResult gate = gate(audit().loss((layer, probe, image) -> layer == FC ? added[probe] : 0));
    assertThat(rule(gate, "invariance").violations().stream().map(c -> found(c).value()))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(rule(gate, "invariance").violations().get(0).probe()).contains(FAR_SHIFT);
  }

  /** Hole: one probe gains what the other loses, and the family's mean stays. */
  @Test
  void whatCancelsInTheMeanIsFoundUnderItsProbe() {
    GateResult gate =
        gate(
            audit()
                .loss(
                    (layer, probe, image) ->
                        layer != CONV2
                            ? 0
                            : probe == SHIFT ? 0.04 : probe == FAR_SHIFT ? -0.045 : 0));
    RuleOutcome rule = rule(gate, "equivariance");
    assertThat(rule.violations()).hasSize(1);
    Case only = rule.violations().get(0);
    assertThat(only.layer()).contains(CONV2);
    assertThat(only.probe()).contains(SHIFT);
    assertThat(only.orbit()).isEmpty();
    assertThat(only.reason()).contains("the whole interval of the drop lies above max-drop 0.01");
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
  }

  /** Of a vector within the network only means are asked; of an output every probe. */
  @Test
  void aVectorThatIsNoOutputMayTradeOneProbeForAnother() {
    MadeAudit.Loss traded =
        (layer, probe, image) ->
            layer != FC ? 0 : probe == SHIFT ? 0.04 : probe == FAR_SHIFT ? -0.045 : 0;
    RuleOutcome output = rule(gate(audit().loss(traded)), "invariance");
    assertThat(output.violations()).hasSize(1);
    assertThat(output.violations().get(0).probe()).contains(SHIFT);
    RuleOutcome within =
        rule(gate(hidden(audit()), hidden(audit().loss(traded)), USUAL), "invariance");
    assertThat(within.violations()).isEmpty();
    assertThat(within.verdict()).isEqualTo(Verdict.PASS);
    MadeAudit fell = hidden(audit().loss((layer, probe, image) -> layer == FC ? 0.05 : 0));
    assertThat(rule(gate(hidden(audit()), fell, USUAL), "invariance").verdict())
        .isEqualTo(Verdict.FAIL);
  }

  /** The embedding comes from another tensor than the layer fc. */
  private static MadeAudit hidden(MadeAudit audit) {
    return audit.outputs(
        outputs ->
            outputs.stream()
                .map(
                    output ->
                        output.name().equals("fc")
                            ? new OutputResult(
                                "vector",
                                output.kind(),
                                output.scale(),
                                output.classes(),
                                output.perProbe(),
                                output.overall())
                            : output)
                .toList());
  }

  /** Hole: another layer gains as much. */
  @Test
  void whatAnotherLayerGainsHidesNothing() {
    GateResult gate =
        gate(
            audit()
                .loss((layer, probe, image) -> layer == CONV1 ? 0.05 : layer == CONV2 ? -0.05 : 0));
    assertThat(rule(gate, "equivariance").violations())
        .isNotEmpty()
        .allMatch(c -> c.layer().equals(Optional.of(CONV1)));
  }

  @Test
  void gainsPass() {
    GateResult gate = gate(audit().loss((layer, probe, image) -> -0.05));
    assertThat(gate.verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(gate, "equivariance").passed()).isEqualTo(4);
    assertThat(rule(gate, "equivariance").notes().get(0)).startsWith("This sample shows drops of");
  }

  /** Under the probe that keeps the image nothing is gated: there is nothing to be invariant to. */
  @Test
  void theStillProbeIsNoPartOfAnything() {
    GateResult gate = gate(audit().loss((layer, probe, image) -> probe == STILL ? 0.5 : 0));
    assertThat(gate.verdict()).isEqualTo(Verdict.PASS);
  }

  /** A drop on the limit with much spread: told apart by more images only. */
  @Test
  void whatTheSampleCannotTellIsUndecidedWithTheImagesThatWould() {
    GateResult gate =
        gate(
            audit()
                .loss(
                    (layer, probe, image) ->
                        layer == CONV1 && probe == TURN ? (image % 2 == 0 ? 0.2 : -0.2) : 0));
    RuleOutcome rule = rule(gate, "equivariance");
    assertThat(rule.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(gate.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(rule.violations()).isEmpty();
    assertThat(rule.undecided()).hasSize(1);
    Case open = rule.undecided().get(0);
    assertThat(open.layer()).contains(CONV1);
    assertThat(open.orbit()).contains("rotation");
    assertThat(found(open).value()).isCloseTo(0, within(1e-6));
    assertThat(found(open).interval().orElseThrow().hi()).isGreaterThan(0.01);
    assertThat(open.reason()).contains("the interval of the drop holds max-drop 0.01");
    // The upper bound is about 1.65·0.25/√n, so it takes about 1700.
    assertThat(open.imagesToDecide().orElseThrow()).isBetween(1300L, 2600L);
    assertThat(rule.passed()).isEqualTo(3);
    assertThat(rule.compared()).isEqualTo(4);
  }

  @Test
  void aLimitWiderThanTheDropLetsItPass() {
    MadeAudit fell = audit().loss((layer, probe, image) -> layer == FC ? 0.05 : 0);
    assertThat(gate(audit(), fell, "max-drop: 0.06}").verdict()).isEqualTo(Verdict.PASS);
    assertThat(gate(audit(), fell, "max-drop: 0.03}").verdict()).isEqualTo(Verdict.FAIL);
  }

  /** Hole: a score that is no number any more cannot be compared, and therefore passes. */
  @Test
  void aNumberThatBecameNoneIsAViolationWhateverItBecame() {
    List<Outcome> states =
        List.of(
            new Outcome.Failed("NaN"),
            new Outcome.Degenerate("dead"),
            Outcome.notApplicable("too little visible"));
    List<String> words =
        List.of("now failed: NaN", "now degenerate: dead", "now too little visible");
    for (int i = 0; i < states.size(); i++) {
      Outcome state = states.get(i);
      GateResult gate = gate(audit().state(CONV1, SHIFT, ScoreId.EQUIVARIANCE, state));
      RuleOutcome rule = rule(gate, "equivariance");
      assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(rule.violations()).hasSize(1);
      assertThat(rule.violations().get(0).reason())
          .isEqualTo("measured in the baseline, " + words.get(i));
      assertThat(rule.violations().get(0).found()).isEqualTo(state);
      assertThat(rule.violations().get(0).limit()).isEmpty();
    }
  }

  @Test
  void whatTheBaselineDidNotMeasureIsLeftOutAndCounted() {
    Outcome none = Outcome.notApplicable("unknown grid");
    MadeAudit before = audit().state(CONV1, SHIFT, ScoreId.EQUIVARIANCE, none);
    RuleOutcome rule = rule(gate(before, audit(), USUAL), "equivariance");
    assertThat(rule.notApplicable()).isEqualTo(1);
    assertThat(rule.verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule.passed()).isEqualTo(4);
  }

  /** The 40 images with image % 10 == 3 change their reference and lose their accuracy. */
  @Test
  void aLossOfAccuracyIsTheShareOfImages() {
    GateResult gate =
        gate(audit().top((probe, image, top) -> image % 10 == 3 ? (top + 5) % 10 : top));
    RuleOutcome rule = rule(gate, "referenceAccuracy");
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(found(rule.violations().get(0)).value()).isCloseTo(0.1, within(1e-12));
    assertThat(rule.violations().get(0).output()).contains("classes");
    assertThat(rule.violations().get(0).orbit()).contains("all");
    assertThat(rule(gate, "consistencyMean").violations()).as("answers moved alike").isEmpty();
    assertThat(rule(gate, "accuracy").violations()).hasSize(4);
    assertThat(rule(gate, "accuracy").verdict()).isEqualTo(Verdict.FAIL);
  }

  /** The share of images that keep their class under the turn falls by a tenth. */
  @Test
  void aLossOfConsistencyIsFoundOverTheFamilyAndUnderTheProbe() {
    GateResult gate =
        gate(
            audit()
                .top(
                    (probe, image, top) ->
                        probe == TURN && image % 10 == 6 && image % 8 != TURN
                            ? (top + 1) % 10
                            : top));
    Case worst = rule(gate, "consistencyMean").violations().get(0);
    assertThat(worst.orbit()).contains("rotation");
    assertThat(found(worst).value()).isCloseTo(0.1, within(1e-12));
    assertThat(rule(gate, "consistencyMean").violations()).hasSize(1);
    Case single = rule(gate, "consistency").violations().get(0);
    assertThat(single.probe()).contains(TURN);
    Case right = rule(gate, "consistencyWhereBothRight").violations().get(0);
    // 320 images are right; of those with image % 10 == 6 all 40.
    assertThat(found(right).n()).isEqualTo(320);
    assertThat(found(right).value()).isCloseTo(40.0 / 320, within(1e-12));
    assertThat(rule(gate, "referenceAccuracy").passed()).isEqualTo(1);
  }

  @Test
  void denseOutputsAndEmbeddingsAreHeldUnderEveryProbe() {
    GateResult gate = gate(audit().agreement(-0.05));
    for (String score : List.of("argmaxAgreement", "cosine")) {
      RuleOutcome rule = rule(gate, score);
      assertThat(rule.violations()).hasSize(4);
      assertThat(found(rule.violations().get(0)).value()).isCloseTo(0.05, within(1e-6));
    }
    assertThat(gate(audit().agreement(0.05)).verdict()).isEqualTo(Verdict.PASS);
  }

  private static MadeAudit with(int index, LayerInfo layer) {
    return audit()
        .layers(
            all -> {
              List<LayerInfo> changed = new ArrayList<>(all);
              changed.set(index, layer);
              return changed;
            });
  }

  @Test
  void aChangedShapeOrPlaceIsNamed() {
    LayerInfo.Grid same = MadeAudit.grid("1", "0");
    GateResult shape =
        gate(with(CONV1, MadeAudit.layer("conv1", "Conv", List.of(1, 4, 5, 8), Optional.of(same))));
    Case changed = rule(shape, "changed-layers").violations().get(0);
    assertThat(changed.reason()).isEqualTo("its shape was [1, 4, 7, 8], is [1, 4, 5, 8]");
    assertThat(changed.layer()).contains(CONV1);
    assertThat(rule(shape, "changed-layers").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule(shape, "changed-layers").passed()).isEqualTo(3);
    for (LayerInfo.Grid grid :
        List.of(
            MadeAudit.grid("2", "0"),
            MadeAudit.grid("1", "1/2"),
            new LayerInfo.Grid(
                same.jump(),
                same.startLow(),
                List.of("1", "0"),
                same.period(),
                same.receptiveField(),
                List.of()))) {
      GateResult place =
          gate(
              with(
                  CONV1, MadeAudit.layer("conv1", "Conv", List.of(1, 4, 7, 8), Optional.of(grid))));
      assertThat(rule(place, "changed-layers").violations().get(0).reason())
          .startsWith("its cells lie elsewhere in the input: jump " + grid.jump())
          .endsWith("was jump [1, 1], start [0, 0]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', FAIL, WARN",
    "', missing-layers: warn, new-layers: error', WARN, FAIL",
  })
  void layersWithoutACounterpartDoWhatThePolicySays(String more, Verdict missing, Verdict added) {
    LayerInfo other = MadeAudit.layer("extra", "Softmax", List.of(1, 3), Optional.empty());
    GateResult gate = gate(audit(), with(FC, other), "max-drop: 0.01" + more + "}");
    assertThat(rule(gate, "missing-layers").verdict()).isEqualTo(missing);
    assertThat(rule(gate, "missing-layers").violations().get(0).reason())
        .isEqualTo("layer fc (Gemm) of the baseline is missing");
    assertThat(rule(gate, "new-layers").verdict()).isEqualTo(added);
    assertThat(rule(gate, "new-layers").violations().get(0).layer()).contains(FC);
    GateResult ignored =
        gate(
            audit(),
            with(FC, other),
            "max-drop: 0.01, missing-layers: ignore, new-layers: ignore}");
    assertThat(ignored.rules().stream().map(RuleOutcome::id))
        .doesNotContain("baseline:missing-layers", "baseline:new-layers", "baseline:changed-layers")
        .contains("baseline:channels");
  }

  @Test
  void aMissingOutputIsAMissingLayer() {
    GateResult gate =
        gate(
            audit(),
            audit()
                .outputs(
                    all ->
                        List.of(
                            all.get(0),
                            new OutputResult("mask", "dense", "logits", 11, List.of(), List.of()),
                            all.get(2))),
            USUAL);
    Case missing = rule(gate, "missing-layers").violations().get(0);
    assertThat(missing.output()).contains("mask");
    assertThat(missing.reason()).contains("is missing, or is of another kind");
  }

  private static ChannelScores channels(int layer, String family, Outcome... values) {
    return new ChannelScores(layer, family, ScoreId.INVARIANCE, List.of(values));
  }

  @Test
  void channelsThatDiedAreCountedOnceAndOnlyIfTheyLived() {
    Outcome alive = Outcome.measured(0.5, IMAGES);
    Outcome dead = new Outcome.Degenerate("constant");
    MadeAudit before = audit().channels(channels(CONV1, "translation", alive, dead, alive, alive));
    MadeAudit after =
        audit()
            .channels(
                channels(CONV1, "translation", alive, dead, dead, dead, dead),
                channels(CONV1, "rotation", alive, dead, dead, alive),
                channels(CONV2, "rotation", dead));
    GateResult gate = gate(before, after, USUAL);
    RuleOutcome rule = rule(gate, "channels");
    assertThat(rule.violations()).hasSize(1);
    assertThat(rule.violations().get(0).layer()).contains(CONV1);
    assertThat(rule.violations().get(0).reason())
        .isEqualTo("2 of 4 channels are constant and were not, the first is channel 2");
    assertThat(rule.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(rule(gate(after, before, USUAL), "channels").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void suppressionsCoverDropsAndStructureAndStayVisible() {
    MadeAudit fell = audit().loss((layer, probe, image) -> layer == CONV1 ? 0.05 : 0);
    String suppression =
        "max-drop: 0.01}\nsuppressions:\n  - {rule: baseline, layers: [%s], reason: r, owner: o,"
            + " expires: 2999-01-01}";
    GateResult covered = gate(audit(), fell, suppression.formatted("conv1"));
    RuleOutcome rule = rule(covered, "equivariance");
    assertThat(rule.violations())
        .isNotEmpty()
        .allMatch(c -> c.suppression().equals(Optional.of(0)));
    assertThat(rule.verdict()).isEqualTo(Verdict.PASS);
    assertThat(covered.suppressions().get(0).state()).isEqualTo("used");
    GateResult other = gate(audit(), fell, suppression.formatted("conv2"));
    assertThat(rule(other, "equivariance").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(other.suppressions().get(0).state()).isEqualTo("unused");
    LayerInfo moved =
        MadeAudit.layer(
            "conv1", "Conv", List.of(1, 4, 5, 8), Optional.of(MadeAudit.grid("1", "0")));
    GateResult shape = gate(audit(), with(CONV1, moved), suppression.formatted("conv1"));
    assertThat(rule(shape, "changed-layers").verdict()).isEqualTo(Verdict.PASS);
    assertThat(rule(shape, "changed-layers").violations()).hasSize(1);
    MadeAudit answers = audit().top((probe, image, top) -> image % 10 == 3 ? (top + 5) % 10 : top);
    assertThat(
            rule(gate(audit(), answers, suppression.formatted("classes")), "referenceAccuracy")
                .verdict())
        .isEqualTo(Verdict.PASS);
    MadeAudit wide =
        audit().loss((layer, probe, image) -> layer == CONV1 ? (image % 2 == 0 ? 0.2 : -0.2) : 0);
    assertThat(rule(gate(audit(), wide, suppression.formatted("conv1")), "equivariance").verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void renamedLayersAreMatchedAndSaidSo() {
    MadeAudit renamed =
        audit()
            .layers(
                all ->
                    all.stream()
                        .map(
                            l ->
                                l.name().equals("image")
                                    ? l
                                    : MadeAudit.layer(
                                        "new_" + l.name(), l.op(), l.shape(), l.grid()))
                        .toList());
    GateResult gate = gate(renamed);
    assertThat(gate.verdict()).isEqualTo(Verdict.PASS);
    assertThat(gate.notes()).anyMatch(note -> note.startsWith("3 of 4 layers have another name"));
  }

  /** Without records drops have no interval: nothing main can pass. */
  @Test
  void withoutRecordsNothingPasses() {
    MadeAudit recordless = audit().withoutRecords();
    GateResult gate = gate(audit(), recordless, USUAL);
    assertThat(gate.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    RuleOutcome rule = rule(gate, "equivariance");
    assertThat(rule.passed()).isZero();
    assertThat(rule.undecided()).hasSize(4);
    assertThat(rule.undecided().get(0).reason()).contains("the records do not hold this score");
    assertThat(found(rule.undecided().get(0)).n()).isEqualTo(IMAGES);
  }

  @Test
  void recordsThatAreNotThoseOfTheScoresAreRefused() {
    MadeAudit tampered =
        audit().state(CONV2, TURN, ScoreId.EQUIVARIANCE, Outcome.measured(0.99, IMAGES));
    assertThatThrownBy(() -> gate(tampered))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.json and its records disagree: the equivariance of layer conv2")
        .hasMessageContaining("under rotation");
    assertThatThrownBy(() -> gate(tampered, audit(), USUAL))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b.json and its records disagree");
  }

  @Test
  void aPolicyThatNamesABaselineNeedsOne() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"), "version: 1\nbaseline: {path: b.json, max-drop: 0}\n");
    assertThatThrownBy(
            () -> Gate.evaluate(PolicyReader.read(file), MadeResult.small().build(), TODAY))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("names a baseline");
  }

  /** Every layer and output that a rule looked at, by family: the rest it says nothing of. */
  @Test
  void rulesSayWhatTheyLookedAt() {
    GateResult gate = gate(audit().loss((layer, probe, image) -> layer == CONV2 ? 0.05 : 0));
    RuleOutcome maps = rule(gate, "equivariance");
    assertThat(maps.covered()).hasSize(1);
    assertThat(maps.covered().get(0).families())
        .containsExactlyInAnyOrder("translation", "rotation");
    assertThat(maps.covered().get(0).layerIndices()).containsExactly(CONV1, CONV2);
    assertThat(rule(gate, "invariance").covered().get(0).layerIndices()).containsExactly(FC);
    assertThat(rule(gate, "cosine").covered().get(0).outputs()).containsExactly("fc");
    assertThat(rule(gate, "referenceAccuracy").covered().get(0).families()).containsExactly("all");
    assertThat(rule(gate, "changed-layers").covered().get(0).layerIndices())
        .containsExactly(0, CONV1, CONV2, FC);
    RuleOutcome lost =
        rule(
            gate(audit().state(CONV1, TURN, ScoreId.EQUIVARIANCE, new Outcome.Failed("NaN"))),
            "equivariance");
    assertThat(lost.covered().stream().mapToLong(c -> c.size()).sum()).isEqualTo(4);
  }

  @Test
  void theLargestBoundOfAllMeansIsSaid() {
    assertThat(gate(audit()).notes()).noneMatch(note -> note.startsWith("With these images"));
    GateResult gate =
        gate(audit().loss((layer, probe, image) -> layer == FC && probe == TURN ? 0.05 : 0));
    double highest =
        found(rule(gate, "invariance").violations().get(0)).interval().orElseThrow().hi();
    String note =
        gate.notes().stream()
            .filter(n -> n.startsWith("With these images"))
            .findFirst()
            .orElseThrow();
    double said = Double.parseDouble(note.replaceAll(".*above ([0-9.]+),.*", "$1"));
    assertThat(said).isBetween(highest, highest + 1e-4 + 1e-9);
  }

  @Test
  void aDropSaysWhatTheScoresWere() {
    Case worst =
        rule(gate(audit().loss((layer, probe, image) -> layer == FC ? 0.05 : 0)), "invariance")
            .violations()
            .get(0);
    double[] said =
        java.util.Arrays.stream(worst.reason().replaceAll("[^0-9. ]", "").trim().split(" +"))
            .limit(2)
            .mapToDouble(Double::parseDouble)
            .toArray();
    assertThat(said[0] - said[1]).isCloseTo(found(worst).value(), within(2e-4));
    assertThat(said[0]).isBetween(0.9, 1.0);
  }

  /** An estimate above the limit that its images cannot tell: the lower bound decides. */
  @Test
  void aDropAboveTheLimitNeedsTheImagesThatBringItsLowerBoundAbove() {
    RuleOutcome rule =
        rule(
            gate(
                audit()
                    .loss(
                        (layer, probe, image) ->
                            layer == FC && probe == TURN ? (image % 2 == 0 ? 0.25 : -0.2) : 0)),
            "invariance");
    Case open = rule.undecided().get(0);
    double drop = found(open).value();
    double lo = found(open).interval().orElseThrow().lo();
    assertThat(drop).isGreaterThan(0.01);
    double expected = IMAGES * Math.pow((drop - lo) / (drop - 0.01), 2);
    assertThat((double) open.imagesToDecide().orElseThrow())
        .isCloseTo(expected, within(1 + 1e-6 * expected));
  }
}
