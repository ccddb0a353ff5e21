package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.records.RecordsReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Keeps a result, with its records, for later ones to be held against; or tells what one holds. */
final class BaselineCommand implements Command {
  private static final List<String> ACTIONS = List.of("write", "show");
  private static final String DEFAULT_FILE = "baseline.json";

  @Override
  public String name() {
    return "baseline";
  }

  @Override
  public String summary() {
    return "keeps a result for later ones to be held against, or tells what one holds";
  }

  @Override
  public String arguments() {
    return "write RESULT [-o FILE] | show FILE";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(ArgumentParser.output("FILE", "write: where to. Default: " + DEFAULT_FILE));
    return options;
  }

  @Override
  public String remarks() {
    return "write checks every number of the records against the result and writes FILE and, beside"
        + " it, its .records.gz; keep both together. Exit codes: 0 done; 2 wrong arguments; 3 the"
        + " result is unreadable or has no records; 5 the baseline is missing or cannot be used.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    List<String> words = line.getArgList();
    String action = ArgumentParser.action(line, this, ACTIONS, "write or show");
    if (words.size() != 2) {
      throw InputException.arguments(
          "gimbal baseline " + action + " needs one file, found " + (words.size() - 1) + ".",
          "Run gimbal baseline --help.");
    }
    Path file = Path.of(words.get(1));
    if (action.equals("write")) {
      List<String> outputs = ArgumentParser.values(line, "output");
      if (outputs.size() > 1) {
        throw InputException.arguments("-o is given twice.", "Name one file.");
      }
      write(file, Path.of(outputs.isEmpty() ? DEFAULT_FILE : outputs.get(0)), console);
    } else if (line.hasOption("output")) {
      throw InputException.arguments("-o is for gimbal baseline write.", "Leave it out.");
    } else {
      show(BaselineFile.read(file), console.out());
    }
    return ExitCode.OK;
  }

  private static void write(Path file, Path target, Console console) throws IOException {
    Measured measured = Measured.read(file);
    BaselineFile.requireRecords(measured);
    // A result against itself holds every score against its records.
    Comparison.of(measured, measured);
    Path source = RecordsReader.beside(file, measured.result().records().orElseThrow());
    RecordsCopy.requireFile(target);
    Path records = RecordsSpool.beside(target);
    InputGuard guard = new InputGuard(List.of(file, source), List.of());
    for (Path product : List.of(target, records)) {
      guard.requireSafe(product);
      OutputFiles.requireWritable(product);
    }
    RecordsCopy.write(target, measured, measured.result().withPictures(List.of()));
    console.out().println("baseline: " + Console.plain(target.toString()));
    console.out().println("records:  " + Console.plain(records.toString()));
    console.out().flush();
  }

  private static void show(Measured measured, PrintStream out) {
    AuditResult result = measured.result();
    AuditResult.Plan plan = result.plan();
    String[][] rows = {
      {"model", result.model().file() + ", sha256 " + result.model().sha256()},
      {"images", plan.images() + " of " + plan.imageSource() + ", " + plan.imagesHash()},
      {"labels", plan.labelled() ? "yes" : "no"},
      {"probes", result.probes().size() + " of " + plan.probePreset() + ", " + plan.probesHash()},
      {"border", String.join("; ", plan.border())},
      {"preprocessing", plan.preprocessing() + ", " + plan.preprocessingHash()},
      {"layers", String.valueOf(result.layers().size())},
      {"outputs", String.valueOf(result.outputs().size())},
      {
        "measured with",
        result.tool().name()
            + " "
            + result.tool().version()
            + ", ONNX Runtime "
            + result.environment().onnxRuntime()
            + ", "
            + result.environment().provider()
      },
      {"records", result.records().orElseThrow().file() + ", as named"},
      {"audit with", plan.command()},
    };
    for (String[] row : rows) {
      out.printf("%-14s %s%n", row[0], Console.line(row[1]));
    }
    out.flush();
  }
}
