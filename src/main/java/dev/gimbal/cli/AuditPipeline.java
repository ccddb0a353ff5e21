package dev.gimbal.cli;

import dev.gimbal.diagnose.Diagnosis;
import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.PreparedFeed;
import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.AuditPlan;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.LayerPatterns;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Execution;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.ProviderChoice;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.weave.ExposedModel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Runs an audit from the request to the written outputs. */
final class AuditPipeline {
  private final Console console;

  AuditPipeline(Console console) {
    this.console = console;
  }

  /**
   * Measures, writes the outputs and prints the summary; returns an exit code. What was measured is
   * written also when the policy turns out not to fit it.
   */
  int run(AuditRequest request, Optional<GateRequest> gate, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    List<OutputTarget> targets = OutputFiles.orDefault(request.outputs(), request.model());
    try (RecordsSpool records = RecordsSpool.of(request, targets, isCompared(gate))) {
      AuditResult measured = Diagnosis.of(measure(request, gate, records, err));
      AuditResult result;
      try {
        result = gate.isPresent() ? judged(gate.get(), measured, records) : measured;
      } catch (InputException e) {
        finish(measured, records, withoutVerdict(targets), out, err);
        throw e;
      }
      finish(result, records, targets, out, err);
      return gate.isPresent() ? gate.get().exitCode(result.gate().orElseThrow()) : ExitCode.OK;
    }
  }

  private static List<OutputTarget> withoutVerdict(List<OutputTarget> targets) {
    return targets.stream().filter(target -> !target.format().isOfVerdicts()).toList();
  }

  /** The gate that may end the audit early; none where a rule of it needs all images anyway. */
  private static Optional<GateRequest> deciding(
      Optional<GateRequest> gate, AuditRequest request, PrintStream err) {
    Optional<GateRequest> asked = gate.filter(GateRequest::decide);
    List<String> complete = asked.map(GateRequest::needingAllImages).orElse(List.of());
    if (complete.isEmpty()) {
      return asked;
    }
    if (!request.quiet()) {
      err.println(
          "gimbal: --decide can save nothing here: "
              + Console.line(String.join(", ", complete))
              + (complete.size() == 1 ? " needs all images." : " need all images."));
    }
    return Optional.empty();
  }

  private static boolean isCompared(Optional<GateRequest> gate) {
    return gate.flatMap(GateRequest::baseline).isPresent();
  }

  private static AuditResult judged(GateRequest gate, AuditResult result, RecordsSpool records)
      throws IOException {
    Optional<Measured> recorded =
        gate.baseline().isPresent() ? Optional.of(records.measured(result)) : Optional.empty();
    return gate.applyTo(result, recorded);
  }

  private static void finish(
      AuditResult result,
      RecordsSpool records,
      List<OutputTarget> targets,
      PrintStream out,
      PrintStream err)
      throws IOException {
    write(result, records, targets, out);
    boolean stdoutTaken = targets.stream().anyMatch(target -> target.file().isEmpty());
    PrintStream readable = stdoutTaken ? err : out;
    result.gate().ifPresent(gate -> new GateSummary(result, gate).print(readable));
    new AuditSummary(result).print(readable, targets);
  }

  private static void write(
      AuditResult result, RecordsSpool records, List<OutputTarget> targets, PrintStream out)
      throws IOException {
    for (OutputTarget target : targets) {
      AuditResult named = records.beside(target, result);
      OutputFiles.write(target, out, ResultContent.of(target.format(), named));
    }
  }

  private AuditResult measure(
      AuditRequest request, Optional<GateRequest> gate, RecordsSpool records, PrintStream err)
      throws InterruptedException {
    long start = System.nanoTime();
    AuditedModel audited =
        AuditedModel.open(request.model(), request.preprocess(), request.size(), request.feeds());
    ProviderChoice provider =
        Provider.resolve(
            ProviderArgument.parse(request.provider(), request.devices()),
            notice -> err.println("gimbal: " + Console.plain(notice)));
    Structure structure = audited.structure(Granularity.MATERIALISED);
    List<Layer> layers =
        LayerPatterns.choose(
            structure.layers(),
            () -> audited.structure(Granularity.EVERY_NODE).layers(),
            request.layers(),
            audited.outputNames());
    ProbeChoice probes =
        ProbeChoice.of(
            request.probes(),
            request.border(),
            structure.height(),
            structure.width(),
            structure.layers());
    List<PlannedProbe> planned = probes.planned();
    ImageChoice images = ImageChoice.of(request, audited, planned);
    PreparedFeed feed =
        new PreparedFeed(images.images(), images.kept(), audited.preprocessing(), planned);
    AuditPlan plan =
        new AuditPlan(
            audited.model().identity(),
            images.images().sha256(),
            feed.size(),
            audited.preprocessing(),
            planned,
            layers,
            request.seed());
    Execution execution = execution(audited, layers, provider.provider());
    AuditRun run =
        new AuditRun(request, audited, structure, plan, probes, images, provider, execution);
    gate.ifPresent(asked -> asked.requireComparable(run));
    Optional<GateRequest> deciding = deciding(gate, request, err);
    try (ExposedSession session = open(run)) {
      ModelTrial trial =
          ModelTrial.of(audited, layers, session.session(), provider.provider(), feed);
      double loadSeconds = (System.nanoTime() - start) / 1e9;
      return new OpenedAudit(run, session, feed, trial, loadSeconds)
          .measure(deciding, records, console, err);
    } catch (RunFailure e) {
      if (e.outOfMemory()) {
        throw InputException.input(
            "The memory of " + provider.provider().description() + " ran out: " + e.getMessage(),
            "Use fewer --threads ("
                + request.threads()
                + " ran at once) or fewer --layers, end"
                + " other programs on the device, or use --provider cpu.",
            e);
      }
      throw InputException.input(
          "The network stopped while it was measured: " + e.getMessage(),
          "Check that the model runs elsewhere on an image of this size.",
          e);
    }
  }

  /** Accelerators prove themselves first, and tell which nodes they left to the CPU. */
  private static Execution execution(AuditedModel audited, List<Layer> layers, Provider provider) {
    if (provider.isCpu()) {
      return PlacementReport.execution(provider, Execution.FLOAT32, Optional.empty());
    }
    SelfTest.Outcome test = SelfTest.run(provider);
    test.problem()
        .ifPresent(
            problem -> {
              throw InputException.input(
                  "Scores from here would be wrong: " + problem + ".",
                  "Use --provider cpu; gimbal doctor repeats the test.");
            });
    List<String> names = layers.stream().skip(1).map(Layer::name).toList();
    PlacementReport report = PlacementReport.of(audited, names, provider);
    return PlacementReport.execution(provider, test.precision(), Optional.of(report));
  }

  private static ExposedSession open(AuditRun run) {
    List<String> names = run.plan().layers().stream().skip(1).map(Layer::name).toList();
    byte[] bytes =
        ExposedModel.bytes(
            run.audited().model(),
            run.audited().input(),
            1,
            run.structure().height(),
            run.structure().width(),
            names);
    return ExposedSession.open(
        bytes,
        run.audited().model().folder(),
        run.provider().provider(),
        run.audited().networkInput(),
        run.plan().layers(),
        run.audited().outputNames());
  }
}
