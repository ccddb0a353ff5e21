package dev.gimbal.cli;

import dev.gimbal.engine.Compilation;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.LayerPatterns;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.weave.CompiledModel;
import dev.gimbal.weave.ProbeGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Writes the model with sampler and scorer woven in, for any ONNX Runtime to run. */
final class CompileCommand implements Command {
  private static final int DEFAULT_PROBES = 8;
  private static final int MOST_PROBES = 256;
  private static final String SOURCE = "gimbal.source.sha256";

  @Override
  public String name() {
    return "compile";
  }

  @Override
  public String summary() {
    return "writes an .onnx that probes and scores itself: affine maps in, sums out";
  }

  @Override
  public String arguments() {
    return "MODEL -o FILE [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        ArgumentParser.output("FILE", "the .onnx file to write; - is standard output"));
    ArgumentParser.addValue(
        options,
        "probes-per-run",
        "N",
        "affine maps a run takes, 1 to " + MOST_PROBES + ". Default: " + DEFAULT_PROBES);
    ArgumentParser.addValue(
        options,
        "layers",
        "PATTERN",
        "name glob, op:Conv or depth:0.5..1; repeatable. Default: every layer that ONNX Runtime"
            + " keeps in memory");
    ArgumentParser.addValue(
        options,
        "size",
        "HxW",
        "input height and width where the model leaves them open. Default: the sidecar's, else"
            + " 224x224 with a warning");
    return options;
  }

  @Override
  public String remarks() {
    return "docs/COMPILE.md describes inputs and outputs. Exit codes: 0 written; 2 wrong arguments;"
        + " 3 the model is unreadable, or cannot be run in a batch.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    Path file = Path.of(ArgumentParser.single(line, "model", this));
    Optional<Path> target = target(line);
    int probes = probes(line);
    Optional<InputSize> size = ArgumentParser.value(line, "size").map(InputSize::parse);
    if (target.isPresent()) {
      OutputFiles.requireWritable(target.get());
      requireSafe(file, target.get());
    }
    AuditedModel audited = AuditedModel.open(file, Optional.empty(), size, List.of()).whole();
    requireFolder(audited.model(), target);
    audited.preprocessing().warnings().stream()
        .filter(warning -> warning.contains("224"))
        .forEach(warning -> console.err().println(Console.line(warning)));
    CompiledModel compiled = compile(audited, ArgumentParser.values(line, "layers"), probes);
    if (target.isPresent()) {
      OutputFiles.write(target.get(), out -> out.write(compiled.bytes()));
      long mapped = compiled.outputs().stream().filter(layer -> layer.clean().isPresent()).count();
      console
          .out()
          .printf(
              java.util.Locale.ROOT,
              "compiled: %s, %d probes a run, %d layers, %d of them in the reference frame%n",
              Console.plain(target.get().toString()),
              probes,
              compiled.outputs().size(),
              mapped);
    } else {
      console.out().write(compiled.bytes());
    }
    console.out().flush();
    return ExitCode.OK;
  }

  private Optional<Path> target(CommandLine line) {
    List<String> given = ArgumentParser.values(line, "output");
    if (given.size() != 1) {
      throw InputException.arguments(
          given.isEmpty() ? "No output is given." : "More than one output is given.",
          "Name one file: gimbal compile MODEL -o audit.onnx.");
    }
    return given.get(0).equals("-") ? Optional.empty() : Optional.of(Path.of(given.get(0)));
  }

  private static int probes(CommandLine line) {
    int probes = ArgumentParser.integer(line, "probes-per-run").orElse(DEFAULT_PROBES);
    if (probes < 1 || probes > MOST_PROBES) {
      throw InputException.arguments(
          "--probes-per-run is " + probes + "; expected from 1 to " + MOST_PROBES + ".",
          "Use --probes-per-run " + DEFAULT_PROBES + ".");
    }
    return probes;
  }

  /** An earlier compiled model may be replaced, nothing else. */
  private static void requireSafe(Path model, Path target) throws IOException {
    if (!Files.isRegularFile(target) || Files.size(target) == 0) {
      return;
    }
    boolean own = Files.exists(model) && Files.isSameFile(model, target);
    if (own || !isCompiled(target)) {
      throw InputException.arguments(
          "The output "
              + target
              + (own ? " is the model itself" : " exists and is no compiled model of Gimbal")
              + "; it would be overwritten.",
          "Name another file with -o.");
    }
  }

  private static boolean isCompiled(Path target) {
    try {
      return OnnxModel.read(target).facts().metadata().containsKey(SOURCE);
    } catch (InputException e) {
      return false;
    }
  }

  /** Weights in files of their own are found beside the model only. */
  private static void requireFolder(OnnxModel model, Optional<Path> target) throws IOException {
    if (!model.hasExternalData()) {
      return;
    }
    Path folder =
        target.map(file -> file.toAbsolutePath().getParent()).orElse(Path.of("").toAbsolutePath());
    if (target.isEmpty() || !Files.isSameFile(folder, model.folder())) {
      throw InputException.arguments(
          "The model's weights lie in files of their own in "
              + model.folder()
              + ", and a compiled model elsewhere would not find them.",
          "Write it beside the model: -o " + model.folder().resolve("audit.onnx"));
    }
  }

  private static CompiledModel compile(AuditedModel audited, List<String> patterns, int probes) {
    OnnxModel model = audited.model();
    if (model.facts().opset() < ProbeGraph.oldestOpset()) {
      throw InputException.input(
          "The model has operator set "
              + model.facts().opset()
              + "; the scorer's nodes need "
              + ProbeGraph.oldestOpset()
              + " or newer.",
          "Convert the model with onnx.version_converter, or export it again.");
    }
    List<Layer> layers =
        LayerPatterns.choose(
            audited.structure(Granularity.MATERIALISED).layers(),
            () -> audited.structure(Granularity.EVERY_NODE).layers(),
            patterns,
            audited.outputNames());
    layers.stream()
        .skip(1)
        .filter(layer -> !layer.hasBatchAxis())
        .findFirst()
        .ifPresent(
            layer -> {
              throw refusal("layer '" + layer.name() + "' has no batch axis");
            });
    try {
      Compilation compilation =
          new Compilation(model, audited.input(), audited.networkInput(), layers);
      CompiledModel compiled = compilation.weave(probes, metadata(audited, probes));
      compilation
          .problem(compiled, probes)
          .ifPresent(
              problem -> {
                throw refusal(problem);
              });
      return compiled;
    } catch (RunFailure e) {
      throw refusal(String.valueOf(e.getMessage()));
    }
  }

  private static InputException refusal(String reason) {
    return InputException.input(
        "A compiled model runs an image and its probes as one batch, which this network does not"
            + " allow: "
            + reason
            + ".",
        "Use gimbal audit, which runs such networks row by row, or choose --layers.");
  }

  private static Map<String, String> metadata(AuditedModel audited, int probes) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("gimbal.version", VersionCommand.version());
    metadata.put("gimbal.source", audited.model().facts().file());
    metadata.put(SOURCE, audited.model().facts().sha256());
    metadata.put("gimbal.probesPerRun", Integer.toString(probes));
    metadata.put("gimbal.preprocessing", audited.preprocessing().recipe());
    return metadata;
  }
}
