package dev.gimbal.cli;

import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.BorderName;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.plan.ScorerName;
import dev.gimbal.runtime.ProviderRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Measures a model: arguments to a request, which the pipeline runs. */
final class AuditCommand implements Command {
  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "measures a model layer by layer and writes a report and a result";
  }

  @Override
  public String arguments() {
    return "MODEL [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    addData(options);
    addPlan(options);
    addRun(options);
    GateRequest.addOptions(options);
    options.addOption(GateRequest.decideOption());
    return options;
  }

  private static void addData(Options options) {
    ArgumentParser.addValue(
        options,
        "images",
        "PATH",
        "images: a folder, a file, an idx pair or .npy; repeatable. Default: what the sidecar"
            + " names, else "
            + AuditRequest.DRAWN_IMAGES
            + " drawn ones (the result is marked"
            + " indicative)");
    ArgumentParser.addValue(
        options,
        "labels",
        "FILE",
        "CSV with the columns file and index or name, or 'folders'. Default: the sidecar's");
    ArgumentParser.addValue(
        options,
        "preprocess",
        "FILE|NAME",
        "imagenet, unit, raw, symmetric, or a sidecar file. Default: the sidecar, else the model's"
            + " companions, else a guess with a warning");
    ArgumentParser.addValue(
        options,
        "size",
        "HxW",
        "input height and width where the model leaves them open. Default: the sidecar's, else"
            + " 224x224 with a warning");
    options.addOption(FedModel.option());
  }

  private static void addPlan(Options options) {
    ArgumentParser.addValue(
        options,
        "probes",
        "NAME|FILE",
        "quick (about 25 probes), standard (about 100), thorough (about 400), or a YAML file."
            + " Default: "
            + AuditRequest.DEFAULT_PROBES);
    ArgumentParser.addValue(
        options,
        "border",
        "NAME",
        "what stands where a probe uncovers pixels: "
            + String.join(", ", BorderName.CHOICES)
            + ". Default: the probe file's, else "
            + AuditRequest.DEFAULT_BORDER);
    ArgumentParser.addValue(
        options,
        "layers",
        "PATTERN",
        "name glob, op:Conv or depth:0.5..1; tensor:GLOB also finds what ONNX Runtime fuses away;"
            + " repeatable. Default: every layer that ONNX Runtime keeps in memory");
    ArgumentParser.addValue(
        options,
        "seed",
        "N",
        "of the image order and of everything drawn. Default: " + AuditRequest.DEFAULT_SEED);
    ArgumentParser.addValue(
        options,
        "max-images",
        "N",
        "measure at most so many images. Default: " + AuditRequest.DEFAULT_MAX_IMAGES);
  }

  private static void addRun(Options options) {
    ArgumentParser.addValue(
        options,
        "provider",
        ProviderArgument.SHAPE,
        "where the network runs: "
            + String.join(", ", ProviderRequest.NAMES)
            + ", with settings such as cuda:gpu_mem_limit=8G; gimbal doctor says which can be used."
            + " auto takes CUDA where it can. Default: "
            + AuditRequest.DEFAULT_PROVIDER);
    ArgumentParser.addValue(
        options,
        "devices",
        "N,N",
        "numbers of the GPUs to spread the workers over, such as 0,1. Default: 0");
    ArgumentParser.addValue(
        options,
        "scorer",
        "NAME",
        "where layers are compared: "
            + String.join(", ", ScorerName.CHOICES)
            + "; fused is on the host, woven in the graph, so that no feature map leaves the device."
            + " Default: "
            + AuditRequest.DEFAULT_SCORER.id()
            + " (fused on the CPU, woven elsewhere)");
    ArgumentParser.addValue(
        options,
        "threads",
        "N",
        "workers. Default: one per core (" + AuditRequest.defaultThreads() + " here)");
    options.addOption(
        ArgumentParser.output(
            "FORMAT=FILE",
            OutputTarget.Format.choices()
                + ", where - is standard output; repeatable. All but html and json need"
                + " --policy. Default: MODEL.gimbal.html and MODEL.gimbal.json in the current"
                + " folder"));
    options.addOption(
        Option.builder()
            .longOpt("no-images")
            .desc("leave pictures of the images and their file names out of the outputs")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("no-timings")
            .desc("leave timings out of the outputs, so that equal input gives equal bytes")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("no-records")
            .desc("leave out the .records.gz beside a JSON result, which gimbal diff needs")
            .get());
    options.addOption(
        Option.builder().longOpt("quiet").desc("no progress on standard error").get());
  }

  @Override
  public String remarks() {
    return "Exit codes: 0 measured, and the policy, if any, passed; 1 the policy failed; 2 wrong arguments"
        + " or policy; 3 model or data unreadable or unsupported; 4 the policy is inconclusive;"
        + " 5 the baseline is missing or not comparable.";
  }

  /** Everything the user asked for, validated; opens no file. */
  AuditRequest request(CommandLine line) {
    AuditRequest.Builder builder =
        AuditRequest.of(Path.of(ArgumentParser.single(line, "model", this)));
    builder.images(ArgumentParser.values(line, "images").stream().map(Path::of).toList());
    builder.layers(ArgumentParser.values(line, "layers"));
    builder.outputs(
        ArgumentParser.values(line, "output").stream().map(OutputTarget::parse).toList());
    text(line, "labels").map(Path::of).ifPresent(builder::labels);
    text(line, "preprocess").ifPresent(builder::preprocess);
    text(line, "probes").ifPresent(builder::probes);
    text(line, "border").map(BorderName::parse).ifPresent(builder::border);
    text(line, "size").map(InputSize::parse).ifPresent(builder::size);
    builder.feeds(FedModel.feeds(line));
    text(line, "provider").ifPresent(builder::provider);
    text(line, "devices").map(ProviderArgument::devices).ifPresent(builder::devices);
    text(line, "scorer").map(ScorerName::parse).ifPresent(builder::scorer);
    ArgumentParser.wholeNumber(line, "seed").ifPresent(builder::seed);
    ArgumentParser.integer(line, "threads").ifPresent(builder::threads);
    ArgumentParser.integer(line, "max-images").ifPresent(builder::maxImages);
    AuditRequest request =
        builder
            .pictures(!line.hasOption("no-images"))
            .timings(!line.hasOption("no-timings"))
            .records(!line.hasOption("no-records"))
            .quiet(line.hasOption("quiet"))
            .build();
    ProviderArgument.parse(request.provider(), request.devices());
    return request;
  }

  private static Optional<String> text(CommandLine line, String option) {
    return ArgumentParser.value(line, option);
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException, InterruptedException {
    AuditRequest request = request(line);
    List<OutputTarget> outputs = OutputFiles.orDefault(request.outputs(), request.model());
    Optional<GateRequest> gate = GateRequest.of(line);
    if (gate.isEmpty()) {
      ResultContent.requireNoVerdict(outputs);
    }
    InputGuard guard = InputGuard.of(request);
    outputs.forEach(output -> output.file().ifPresent(guard::requireSafe));
    RecordsSpool.files(request, outputs).forEach(guard::requireSafe);
    if (gate.isPresent()) {
      InputGuard policy = new InputGuard(gate.get().inputs(), List.of());
      outputs.forEach(output -> output.file().ifPresent(policy::requireSafe));
      RecordsSpool.files(request, outputs).forEach(policy::requireSafe);
    }
    OutputFiles.requireWritable(outputs);
    return new AuditPipeline(console).run(request, gate, console.out(), console.err());
  }
}
