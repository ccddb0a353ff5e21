package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Holds a result against a policy without running the model. */
final class CheckCommand implements Command {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "holds a result against a policy, without running the model";
  }

  @Override
  public String arguments() {
    return "RESULT --policy FILE|--baseline RESULT [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    GateRequest.addOptions(options);
    options.addOption(
        ArgumentParser.output(
            "FORMAT=FILE",
            OutputTarget.Format.choices()
                + ": the result with the verdict, where - is standard output; repeatable."
                + " Default: none"));
    return options;
  }

  @Override
  public String remarks() {
    return "Exit codes: 0 passed; 1 failed; 2 wrong arguments or policy; 3 result unreadable;"
        + " 4 inconclusive; 5 baseline missing or not comparable.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    Path file = Path.of(ArgumentParser.single(line, "result", this));
    GateRequest gate =
        GateRequest.of(line)
            .orElseThrow(
                () ->
                    InputException.arguments(
                        "No --policy is given, and no --baseline.",
                        "Add --policy FILE, or --policy recommended."));
    List<OutputTarget> outputs =
        OutputTarget.distinct(
            ArgumentParser.values(line, "output").stream().map(OutputTarget::parse).toList());
    OutputFiles.requireWritable(outputs);
    Measured measured = Measured.read(file);
    List<Path> copies = RecordsCopy.files(measured, outputs);
    if (gate.baseline().isPresent() || !copies.isEmpty()) {
      BaselineFile.requireRecords(measured);
    }
    InputGuard guard = new InputGuard(inputs(measured, gate), List.of());
    outputs.forEach(output -> output.file().ifPresent(guard::requireSafe));
    for (Path copy : copies) {
      guard.requireSafe(copy);
      OutputFiles.requireWritable(copy);
    }
    AuditResult result = gate.applyTo(measured.result(), Optional.of(measured));
    for (OutputTarget target : outputs) {
      RecordsCopy.write(target, console, measured, result);
    }
    boolean taken = outputs.stream().anyMatch(target -> target.file().isEmpty());
    new GateSummary(result, result.gate().orElseThrow())
        .print(taken ? console.err() : console.out());
    return gate.exitCode(result.gate().orElseThrow());
  }

  private static List<Path> inputs(Measured measured, GateRequest gate) {
    List<Path> inputs = new ArrayList<>(gate.inputs());
    inputs.addAll(RecordsCopy.inputs(measured));
    return inputs;
  }
}
