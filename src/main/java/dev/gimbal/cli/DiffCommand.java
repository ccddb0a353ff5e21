package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.DiffVerdicts;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.ComparisonJson;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.gate.compare.ScoreVerdicts;
import dev.gimbal.plan.OutputTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Compares two results of the same images and probes. */
final class DiffCommand implements Command {
  private static final String MAX_DROP = "max-drop";

  /** From 0 to 1, in decimals. */
  private static final Pattern NUMBER = Pattern.compile("0(\\.\\d{1,12})?|1(\\.0{1,12})?");

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public String summary() {
    return "says what differs between two results, with paired intervals and verdicts";
  }

  @Override
  public String arguments() {
    return "BEFORE.json AFTER.json [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        Option.builder()
            .longOpt("layers")
            .hasArg()
            .argName("PATTERN")
            .desc("only these layers: name glob or op:Conv; repeatable. Default: all")
            .get());
    options.addOption(
        Option.builder()
            .longOpt(MAX_DROP)
            .hasArg()
            .argName("NUMBER")
            .desc(
                "margin of the verdicts: a score is worse or improved where it differs by more."
                    + " Default: "
                    + DiffVerdicts.defaultMargin().number())
            .get());
    options.addOption(
        Option.builder()
            .longOpt("all")
            .desc("every output score and every layer and family, not only the largest changes")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("json")
            .desc("everything as JSON on standard output, as -o json=-")
            .get());
    options.addOption(
        ArgumentParser.output("json=FILE", "everything as JSON, where - is standard output"));
    return options;
  }

  @Override
  public String remarks() {
    return "Results are those of gimbal audit -o json=FILE; their .records.gz must lie beside them"
        + " for intervals and verdicts.\nExit codes: 0 compared, whatever the verdict (gimbal check"
        + " --baseline fails); 2 wrong arguments; 3 a file is unreadable; 5 the"
        + " results are not comparable.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    if (line.getArgList().size() != 2) {
      throw InputException.arguments(
          "Expected two results, found " + line.getArgList().size() + ".",
          "Run gimbal diff BEFORE.json AFTER.json.");
    }
    List<OutputTarget> targets = targets(line);
    double margin = margin(line);
    Path first = Path.of(line.getArgList().get(0));
    Path second = Path.of(line.getArgList().get(1));
    OutputFiles.requireWritable(targets);
    Measured before = Measured.read(first);
    Measured after = Measured.read(second);
    List<Path> inputs = new ArrayList<>(RecordsCopy.inputs(before));
    inputs.addAll(RecordsCopy.inputs(after));
    InputGuard guard = new InputGuard(inputs, List.of());
    targets.forEach(target -> target.file().ifPresent(guard::requireSafe));
    Comparison comparison = Comparison.of(before, after);
    ScoreVerdicts verdicts = DiffVerdicts.of(comparison, margin);
    ChangedLayers layers = ChangedLayers.of(comparison, ArgumentParser.values(line, "layers"));
    for (OutputTarget target : targets) {
      OutputFiles.write(
          target, console.out(), stream -> ComparisonJson.write(comparison, verdicts, stream));
    }
    boolean stdoutTaken = targets.stream().anyMatch(target -> target.file().isEmpty());
    DiffText text = new DiffText(comparison, verdicts, layers, line.hasOption("all"));
    text.print(stdoutTaken ? console.err() : console.out());
    return ExitCode.OK;
  }

  private static double margin(CommandLine line) {
    Optional<String> text = ArgumentParser.value(line, MAX_DROP);
    if (text.isEmpty()) {
      return DiffVerdicts.defaultMargin().value();
    }
    if (!NUMBER.matcher(text.get()).matches()) {
      throw InputException.arguments(
          "--max-drop is '" + text.get() + "'; expected a number from 0 to 1.",
          "Use --max-drop " + DiffVerdicts.defaultMargin().number() + ".");
    }
    return Double.parseDouble(text.get());
  }

  private static List<OutputTarget> targets(CommandLine line) {
    List<OutputTarget> targets = new ArrayList<>();
    if (line.hasOption("json")) {
      targets.add(new OutputTarget(OutputTarget.Format.JSON, Optional.empty()));
    }
    for (String text : ArgumentParser.values(line, "output")) {
      OutputTarget target = OutputTarget.parse(text);
      if (target.format() != OutputTarget.Format.JSON) {
        throw InputException.arguments(
            "gimbal diff writes json, not " + target.format().id() + ".",
            "Use gimbal report BEFORE.json AFTER.json -o html=FILE for a page.");
      }
      targets.add(target);
    }
    OutputTarget.requireDistinct(targets);
    return targets;
  }
}
