package dev.gimbal.result;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything an audit found; reports are rendered and gates are run from this alone.
 *
 * <p>Same model, images, plan and runtime give an equal result but for {@code timings}.
 */
public record AuditResult(
    String schemaVersion,
    Tool tool,
    Model model,
    Plan plan,
    Environment environment,
    List<LayerInfo> layers,
    List<SkippedLayer> skipped,
    List<ProbeInfo> probes,
    List<LayerScore> scores,
    List<OutputResult> outputs,
    List<ChannelScores> channels,
    List<PhaseProfile> phases,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<CollapseTest> collapses,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<PositionPanel> positionPanels,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<FieldCheck> fieldChecks,
    List<Finding> findings,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<PicturePair> pictures,
    Optional<GateResult> gate,
    Optional<RecordsFile> records,
    List<String> warnings,
    Optional<Timings> timings) {

  /** The version of the JSON contract, {@code docs/schema/result-1.1.schema.json}. */
  public static final String SCHEMA_VERSION = "1.1";

  /** Of the scores' meaning: results are compared only where it is the same. */
  public static final int SCORE_VERSION = 1;

  /**
   * The program that measured.
   *
   * @param scoreVersion {@link #SCORE_VERSION} of that program; empty in results that do not tell,
   *     which means 1
   */
  public record Tool(String name, String version, Optional<Integer> scoreVersion) {
    public Tool {
      Objects.requireNonNull(scoreVersion);
    }

    /** This program. */
    public Tool(String name, String version) {
      this(name, version, Optional.of(SCORE_VERSION));
    }
  }

  /**
   * The audited file.
   *
   * @param file its name, without folders
   * @param sha256 of the bytes of the .onnx file
   * @param producer as the file says, empty if it does not
   * @param opset of the default domain
   * @param inputs one line each, such as {@code image float32 [N,1,28,28]}
   */
  public record Model(
      String file,
      String sha256,
      long bytes,
      String producer,
      int opset,
      int irVersion,
      int nodes,
      long parameters,
      List<String> inputs,
      List<String> outputs) {
    public Model {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * What was asked and how it was resolved.
   *
   * @param command a line that reproduces the audit
   * @param preprocessing readable summary, such as {@code 28×28 GRAY, x/255, mean 0.13, std 0.31}
   * @param preprocessingSource flag, sidecar, preprocessor_config.json, config.json, metadata, or
   *     guess
   * @param imageSource where the images come from, or "drawn"
   * @param drawn whether the images are drawn ones, which makes the numbers indicative
   * @param images images measured
   * @param border protocol per family, such as {@code translation: fill ring}
   * @param planHash over everything that decides the numbers
   * @param imagesHash over the bytes of all planned images in plan order
   * @param earlyStopping where the audit could end before all of them were measured
   */
  public record Plan(
      String command,
      String preprocessing,
      String preprocessingSource,
      String imageSource,
      boolean drawn,
      int images,
      boolean labelled,
      long seed,
      String probePreset,
      List<String> border,
      List<Integer> size,
      boolean indicative,
      String planHash,
      String imagesHash,
      String probesHash,
      String preprocessingHash,
      Optional<EarlyStopping> earlyStopping) {
    public Plan {
      border = List.copyOf(border);
      size = List.copyOf(size);
      int measured = images;
      if (earlyStopping.filter(stop -> stop.plannedImages() < measured).isPresent()) {
        throw new IllegalArgumentException(measured + " images are more than were planned");
      }
    }

    /** How many images were planned; more than {@link #images} where measuring stopped early. */
    public int planned() {
      return earlyStopping.map(EarlyStopping::plannedImages).orElse(images);
    }

    /** Whether measuring stopped before the last planned image. */
    public boolean stoppedEarly() {
      return images < planned();
    }
  }

  /**
   * Where it ran.
   *
   * @param provider the execution provider that ran
   * @param providerNote why this one
   * @param execution how the provider ran; empty in results that do not tell
   * @param batchNote whether a batch equals its members, and how images were run
   * @param scorer {@code fused}: layers were compared on the host; {@code woven}: in the graph
   * @param scorerNote how, or why not otherwise; may be empty
   */
  public record Environment(
      String onnxRuntime,
      String provider,
      String providerNote,
      Optional<Execution> execution,
      String batchNote,
      String scorer,
      String scorerNote,
      String java,
      String platform) {
    public Environment {
      Objects.requireNonNull(execution);
    }
  }

  /** A layer that could not be scored at all, and why. */
  public record SkippedLayer(String name, String op, String reason) {}

  /** Wall-clock seconds; left out when byte-identical results are wanted. */
  public record Timings(
      int threads,
      double loadSeconds,
      double referenceSeconds,
      double probeSeconds,
      long forwardPasses) {}

  public AuditResult {
    layers = List.copyOf(layers);
    skipped = List.copyOf(skipped);
    probes = List.copyOf(probes);
    scores = List.copyOf(scores);
    outputs = List.copyOf(outputs);
    channels = List.copyOf(channels);
    phases = List.copyOf(phases);
    collapses = List.copyOf(collapses);
    positionPanels = List.copyOf(positionPanels);
    fieldChecks = List.copyOf(fieldChecks);
    findings = List.copyOf(findings);
    pictures = List.copyOf(pictures);
    warnings = List.copyOf(warnings);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(model);
    Objects.requireNonNull(plan);
    Objects.requireNonNull(environment);
    Objects.requireNonNull(gate);
    Objects.requireNonNull(records);
    Objects.requireNonNull(timings);
  }

  /** A result without tests of single layers, pictures, gate and records. */
  public AuditResult(
      String schemaVersion,
      Tool tool,
      Model model,
      Plan plan,
      Environment environment,
      List<LayerInfo> layers,
      List<SkippedLayer> skipped,
      List<ProbeInfo> probes,
      List<LayerScore> scores,
      List<OutputResult> outputs,
      List<ChannelScores> channels,
      List<PhaseProfile> phases,
      List<Finding> findings,
      List<String> warnings,
      Optional<Timings> timings) {
    this(
        schemaVersion,
        tool,
        model,
        plan,
        environment,
        layers,
        skipped,
        probes,
        scores,
        outputs,
        channels,
        phases,
        List.of(),
        List.of(),
        List.of(),
        findings,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        warnings,
        timings);
  }

  /** The same result with findings and cause scores added. */
  public AuditResult withDiagnosis(List<LayerScore> allScores, List<Finding> newFindings) {
    return with(
        allScores, collapses, positionPanels, fieldChecks, newFindings, pictures, gate, records);
  }

  /** The same result with tests of single layers. */
  public AuditResult withLayerTests(
      List<CollapseTest> newCollapses,
      List<PositionPanel> newPanels,
      List<FieldCheck> newFieldChecks) {
    return with(scores, newCollapses, newPanels, newFieldChecks, findings, pictures, gate, records);
  }

  /** The same result with pictures. */
  public AuditResult withPictures(List<PicturePair> newPictures) {
    return with(
        scores, collapses, positionPanels, fieldChecks, findings, newPictures, gate, records);
  }

  /** The same result with what a gate decided. */
  public AuditResult withGate(GateResult newGate) {
    return with(
        scores,
        collapses,
        positionPanels,
        fieldChecks,
        findings,
        pictures,
        Optional.of(newGate),
        records);
  }

  /** The same result with the file of its records. */
  public AuditResult withRecords(RecordsFile newRecords) {
    return with(
        scores,
        collapses,
        positionPanels,
        fieldChecks,
        findings,
        pictures,
        gate,
        Optional.of(newRecords));
  }

  /** The same result without a file of records, for where none can lie beside it. */
  public AuditResult withoutRecords() {
    return with(
        scores, collapses, positionPanels, fieldChecks, findings, pictures, gate, Optional.empty());
  }

  /** All parts that later stages add; the rest stays as it was measured. */
  private AuditResult with(
      List<LayerScore> newScores,
      List<CollapseTest> newCollapses,
      List<PositionPanel> newPanels,
      List<FieldCheck> newFieldChecks,
      List<Finding> newFindings,
      List<PicturePair> newPictures,
      Optional<GateResult> newGate,
      Optional<RecordsFile> newRecords) {
    return new AuditResult(
        schemaVersion,
        tool,
        model,
        plan,
        environment,
        layers,
        skipped,
        probes,
        newScores,
        outputs,
        channels,
        phases,
        newCollapses,
        newPanels,
        newFieldChecks,
        newFindings,
        newPictures,
        newGate,
        newRecords,
        warnings,
        timings);
  }
}
