package dev.gimbal.cli;

import dev.gimbal.engine.Measurement;
import dev.gimbal.engine.Motions;
import dev.gimbal.graph.ModelFacts;
import dev.gimbal.image.ImageSet;
import dev.gimbal.plan.AuditPlan;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Family;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlyStopping;
import dev.gimbal.result.Execution;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.runtime.ModelSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Puts a result together from what was planned, run and measured. */
final class ResultAssembly {
  /** Below so many images every number is indicative only. */
  private static final int FEW_IMAGES = 30;

  private final AuditRun run;
  private final ModelTrial trial;
  private final double loadSeconds;
  private final ToLongFunction<Measurement> forwardPasses;
  private final List<String> deciding;

  /**
   * Prepares.
   *
   * @param forwardPasses of the whole audit
   * @param deciding words of the command line that let it stop early
   */
  ResultAssembly(
      AuditRun run,
      ModelTrial trial,
      double loadSeconds,
      ToLongFunction<Measurement> forwardPasses,
      List<String> deciding) {
    this.run = run;
    this.trial = trial;
    this.loadSeconds = loadSeconds;
    this.forwardPasses = forwardPasses;
    this.deciding = List.copyOf(deciding);
  }

  /**
   * The result.
   *
   * @param stopping where measuring could stop early
   */
  AuditResult assemble(
      Measurement measurement, List<OutputResult> outputs, Optional<EarlyStopping> stopping) {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("gimbal", VersionCommand.version()),
        model(),
        plan(run, deciding, measurement.images(), stopping),
        environment(measurement),
        measurement.layers(),
        run.structure().skipped().stream()
            .map(
                skipped ->
                    new AuditResult.SkippedLayer(skipped.name(), skipped.op(), skipped.reason()))
            .toList(),
        probes(run),
        measurement.scores(),
        outputs,
        measurement.channels(),
        measurement.phases(),
        List.of(),
        warnings(measurement.images()),
        timings(measurement));
  }

  private AuditResult.Model model() {
    ModelFacts facts = run.audited().model().facts();
    return new AuditResult.Model(
        facts.file(),
        facts.sha256(),
        facts.bytes(),
        facts.producer(),
        facts.opset(),
        facts.irVersion(),
        facts.nodes(),
        facts.parameters(),
        facts.inputs(),
        facts.outputs());
  }

  /** The plan of an audit in which nothing stops early, before it is measured. */
  static AuditResult.Plan plan(AuditRun run) {
    return plan(run, List.of(), run.plan().images(), Optional.empty());
  }

  /** The probes as results tell them. */
  static List<ProbeInfo> probes(AuditRun run) {
    return run.plan().probes().stream().map(Motions::info).toList();
  }

  private static AuditResult.Plan plan(
      AuditRun run, List<String> deciding, int images, Optional<EarlyStopping> stopping) {
    AuditPlan plan = run.plan();
    boolean drawn = run.images().images().isDrawn();
    return new AuditResult.Plan(
        ReproducingCommand.of(run.request(), deciding),
        plan.preprocessing().recipe(),
        String.join(
            ", ",
            new LinkedHashSet<>(new java.util.TreeMap<>(plan.preprocessing().origins()).values())),
        run.images().source(),
        drawn,
        images,
        run.images().images().labelled(),
        plan.seed(),
        run.probes().name(),
        borders(run),
        run.audited().size(),
        drawn || images < FEW_IMAGES,
        plan.hash(),
        plan.imagesSha256(),
        plan.probesHash(),
        plan.preprocessingHash(),
        stopping);
  }

  private static List<String> borders(AuditRun run) {
    List<String> borders = new ArrayList<>();
    for (Family family : Family.values()) {
      if (run.plan().probes().stream().anyMatch(planned -> planned.probe().family() == family)) {
        borders.add(family.id() + ": " + run.probes().borders().of(family).id());
      }
    }
    return borders;
  }

  private AuditResult.Environment environment(Measurement measurement) {
    return new AuditResult.Environment(
        ModelSession.runtimeVersion(),
        run.provider().provider().id(),
        run.provider().note(),
        Optional.of(run.execution()),
        trial.batchNote() + "; " + trial.instrumentNote(),
        measurement.scorer(),
        measurement.scorerNote(),
        System.getProperty("java.version", "unknown"),
        System.getProperty("os.name", "unknown") + " " + System.getProperty("os.arch", ""));
  }

  private List<String> warnings(int measured) {
    List<String> warnings = new ArrayList<>(run.plan().preprocessing().warnings());
    if (measured < run.plan().images()) {
      warnings.add(
          "Measuring stopped after "
              + measured
              + " of "
              + run.plan().images()
              + " planned images, when the policy was decided. The intervals of single scores do not"
              + " account for that; those in the gate do.");
    }
    ImageSet images = run.images().images();
    warnings.addAll(run.request().pictures() ? images.warnings() : images.namelessWarnings());
    if (run.images().dropped() > 0) {
      warnings.add(
          run.images().dropped()
              + " images are too small for the context protocol and were left out.");
    }
    if (run.request().border().filter(Border.Circular.class::isInstance).isPresent()) {
      warnings.add(
          "--border circular is for translations: rotations and crops are measured with fill.");
    }
    if (!run.execution().precision().equals(Execution.FLOAT32)) {
      warnings.add(
          run.provider().provider().description()
              + " computes "
              + run.execution().precision()
              + ".");
    }
    if (!trial.trustworthy()) {
      warnings.add(
          "Watching the layers changes this network's outputs: "
              + trial.instrumentNote()
              + ". Scores of hidden layers describe the network as it runs while watched.");
    }
    return warnings;
  }

  private Optional<AuditResult.Timings> timings(Measurement measurement) {
    AuditRequest request = run.request();
    return request.timings()
        ? Optional.of(
            new AuditResult.Timings(
                request.threads(),
                loadSeconds,
                measurement.referenceSeconds(),
                measurement.probeSeconds(),
                forwardPasses.applyAsLong(measurement)))
        : Optional.empty();
  }
}
