package dev.gimbal.cli;

import dev.gimbal.engine.FieldCheckPass;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.LayerStructureJson;
import dev.gimbal.plan.Sidecar;
import dev.gimbal.plan.SidecarDraft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Prints a model's layers without measuring, or writes a first sidecar for it. */
final class InspectCommand implements Command {
  private static final String DEFAULT_LAYERS = "default";
  private static final String ALL_LAYERS = "all";

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "prints a model's layers and where each sits in the input, without measuring";
  }

  @Override
  public String arguments() {
    return "MODEL [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(Option.builder().longOpt("json").desc("print JSON instead of a table").get());
    options.addOption(
        Option.builder()
            .longOpt("size")
            .hasArg()
            .argName("HxW")
            .desc(
                "input height and width where the model leaves them open. Default: the sidecar's,"
                    + " else 224x224 with a warning")
            .get());
    options.addOption(FedModel.option());
    options.addOption(
        Option.builder()
            .longOpt("layers")
            .hasArg()
            .argName("WHICH")
            .desc(
                DEFAULT_LAYERS
                    + ": the tensors that ONNX Runtime keeps after fusing; "
                    + ALL_LAYERS
                    + ": every tensor. Default: "
                    + DEFAULT_LAYERS)
            .get());
    options.addOption(
        Option.builder()
            .longOpt("verify")
            .desc(
                "check receptive fields by changing rows and columns of a noise picture, in at most "
                    + FieldCheckPass.DEFAULT_PASSES
                    + " forward passes: a feature that moves without a change in its field is an"
                    + " error of Gimbal's (exit code 70)")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("init")
            .desc(
                "write MODEL.gimbal.yaml beside the model instead: what is known of its input, and"
                    + " what is guessed in comments")
            .get());
    return options;
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException, InterruptedException {
    Path file = Path.of(ArgumentParser.single(line, "model", this));
    Optional<InputSize> size = ArgumentParser.value(line, "size").map(InputSize::parse);
    Granularity granularity = granularity(line);
    Path sidecar = Sidecar.besideModel(file);
    boolean init = line.hasOption("init");
    boolean verify = line.hasOption("verify");
    if (init && verify) {
      throw InputException.arguments(
          "--init and --verify exclude each other.", "Run gimbal inspect once with each.");
    }
    if (init && Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS)) {
      throw InputException.arguments(
          "The sidecar " + sidecar + " exists already.", "Edit it, or move it away first.");
    }
    if (init) {
      OutputFiles.requireWritable(sidecar);
    }
    AuditedModel audited = AuditedModel.open(file, Optional.empty(), size, FedModel.feeds(line));
    Structure found = audited.structure(granularity);
    if (init) {
      write(sidecar, audited, found);
      console.out().println("sidecar: " + Console.plain(sidecar.toString()));
    } else if (verify) {
      FieldVerification verification = FieldVerification.of(audited, found, console);
      return verification.print(line.hasOption("json"), file, console);
    } else {
      print(line.hasOption("json"), file, found, console);
    }
    console.out().flush();
    return ExitCode.OK;
  }

  private static Granularity granularity(CommandLine line) {
    String layers = ArgumentParser.value(line, "layers").orElse(DEFAULT_LAYERS);
    if (!layers.equals(DEFAULT_LAYERS) && !layers.equals(ALL_LAYERS)) {
      throw InputException.arguments(
          "--layers is '" + layers + "'; expected " + DEFAULT_LAYERS + " or " + ALL_LAYERS + ".",
          "Leave --layers out.");
    }
    return layers.equals(ALL_LAYERS) ? Granularity.EVERY_NODE : Granularity.MATERIALISED;
  }

  private static void print(boolean json, Path file, Structure found, Console console) {
    console
        .out()
        .print(
            json
                ? LayerStructureJson.of(String.valueOf(file.getFileName()), found)
                : LayerListing.table(found));
  }

  private static void write(Path sidecar, AuditedModel audited, Structure structure)
      throws IOException {
    ImageInput.Layout layout = audited.input().layout();
    String text =
        SidecarDraft.of(
            audited.input().name(),
            layout == ImageInput.Layout.NHW ? "" : layout.name(),
            audited.preprocessing(),
            new OutputChoice(audited, structure.layers()).kinds());
    OutputFiles.write(sidecar, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
