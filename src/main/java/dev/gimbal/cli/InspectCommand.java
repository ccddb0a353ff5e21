package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.LayerStructureJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Prints a model's layers without measuring. */
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
                "input height and width where the model leaves them open. Default: "
                    + StructureSource.DEFAULT_SIDE
                    + "x"
                    + StructureSource.DEFAULT_SIDE)
            .get());
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
    return options;
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    Path model = Path.of(ArgumentParser.single(line, "model", this));
    Optional<InputSize> size = ArgumentParser.value(line, "size").map(InputSize::parse);
    String layers = ArgumentParser.value(line, "layers").orElse(DEFAULT_LAYERS);
    if (!layers.equals(DEFAULT_LAYERS) && !layers.equals(ALL_LAYERS)) {
      throw InputException.arguments(
          "--layers is '" + layers + "'; expected " + DEFAULT_LAYERS + " or " + ALL_LAYERS + ".",
          "Leave --layers out.");
    }
    Granularity granularity =
        layers.equals(ALL_LAYERS) ? Granularity.EVERY_NODE : Granularity.MATERIALISED;
    Structure found = StructureSource.read(model, size, granularity);
    console
        .out()
        .print(
            line.hasOption("json")
                ? LayerStructureJson.of(String.valueOf(model.getFileName()), found)
                : LayerListing.table(found));
    console.out().flush();
    return ExitCode.OK;
  }
}
