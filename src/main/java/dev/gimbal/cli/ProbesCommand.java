package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.BorderName;
import dev.gimbal.plan.InputFeed;
import dev.gimbal.plan.InputSize;
import dev.gimbal.probe.Border;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Writes a contact sheet, so that a person sees what the probes do to an image. */
final class ProbesCommand implements Command {
  private static final String DEFAULT_SHEET = "probes.png";

  /** What was asked for. */
  record Request(
      Optional<Path> model,
      List<Path> images,
      String probes,
      Optional<Border> border,
      Optional<InputSize> size,
      List<InputFeed> feeds,
      Path sheet) {
    Request {
      images = List.copyOf(images);
      feeds = List.copyOf(feeds);
    }
  }

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public String summary() {
    return "writes a contact sheet that shows what the probes do to an image";
  }

  @Override
  public String arguments() {
    return "[MODEL] --images PATH [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    ArgumentParser.addValue(
        options,
        "images",
        "PATH",
        "a folder or a file, of which the first image is shown; repeatable");
    ArgumentParser.addValue(
        options,
        "probes",
        "NAME|FILE",
        "quick, standard, thorough, or a YAML file. Default: " + AuditRequest.DEFAULT_PROBES);
    ArgumentParser.addValue(
        options,
        "size",
        "HxW",
        "height and width of the frame. Default: the model's, else the image's own");
    ArgumentParser.addValue(
        options,
        "border",
        "NAME",
        String.join(", ", BorderName.CHOICES)
            + ". Default: the probe file's, else "
            + AuditRequest.DEFAULT_BORDER);
    options.addOption(FedModel.option());
    options.addOption(
        Option.builder("o")
            .longOpt("sheet")
            .hasArg()
            .argName("FILE")
            .desc("the PNG file to write. Default: " + DEFAULT_SHEET)
            .get());
    return options;
  }

  Request request(CommandLine line) {
    Optional<Path> model =
        line.getArgList().isEmpty()
            ? Optional.empty()
            : Optional.of(Path.of(ArgumentParser.single(line, "model", this)));
    List<Path> images = ArgumentParser.values(line, "images").stream().map(Path::of).toList();
    if (images.isEmpty()) {
      throw InputException.arguments("No --images are given.", "Name an image or a folder.");
    }
    return new Request(
        model,
        images,
        ArgumentParser.value(line, "probes").orElse(AuditRequest.DEFAULT_PROBES),
        ArgumentParser.value(line, "border").map(BorderName::parse),
        ArgumentParser.value(line, "size").map(InputSize::parse),
        FedModel.feeds(line),
        Path.of(ArgumentParser.value(line, "sheet").orElse(DEFAULT_SHEET)));
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    Request request = request(line);
    List<Path> files = new ArrayList<>(request.model().stream().toList());
    request.feeds().forEach(feed -> files.add(feed.file()));
    new InputGuard(files, request.images()).requireSafe(request.sheet());
    OutputFiles.requireWritable(request.sheet());
    ProbeSheet.write(request);
    console.out().println("sheet: " + Console.plain(request.sheet().toString()));
    console.out().flush();
    return ExitCode.OK;
  }
}
