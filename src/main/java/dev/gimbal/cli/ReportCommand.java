package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Comparability;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.report.html.HtmlReport;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Renders pages from results alone. */
final class ReportCommand implements Command {
  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "renders a result again, or several side by side, as one page";
  }

  @Override
  public String arguments() {
    return "RESULT.json [RESULT.json ...] -o html=FILE";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        ArgumentParser.output("html=FILE", "the page to write, where - is standard output"));
    options.addOption(
        Option.builder()
            .longOpt("no-images")
            .desc("leave out the pictures that a result holds")
            .get());
    return options;
  }

  @Override
  public String remarks() {
    return "Neither the model nor the images are needed. At most "
        + HtmlReport.MOST_RESULTS
        + " results fit one page; two that were measured\nalike are compared with paired intervals,"
        + " from the .records.gz beside them.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    List<Path> files = line.getArgList().stream().map(Path::of).toList();
    if (files.isEmpty() || files.size() > HtmlReport.MOST_RESULTS) {
      throw InputException.arguments(
          "Expected 1 to " + HtmlReport.MOST_RESULTS + " results, found " + files.size() + ".",
          "Run gimbal report RESULT.json -o html=FILE.");
    }
    OutputTarget target = target(line);
    InputGuard guard = new InputGuard(files, List.of());
    target.file().ifPresent(guard::requireSafe);
    OutputFiles.requireWritable(List.of(target));
    List<Measured> sides = files.stream().map(Measured::read).toList();
    boolean pictures = !line.hasOption("no-images");
    List<AuditResult> results =
        sides.stream()
            .map(Measured::result)
            .map(result -> pictures ? result : result.withPictures(List.of()))
            .toList();
    Optional<Comparison> comparison = comparison(sides);
    HtmlReport report = new HtmlReport();
    OutputFiles.write(
        target,
        console.out(),
        stream -> {
          if (results.size() == 1) {
            report.write(results.get(0), stream);
          } else {
            report.write(results, comparison, stream);
          }
        });
    target
        .file()
        .ifPresent(file -> console.out().println("html: " + Console.plain(file.toString())));
    console.out().flush();
    return ExitCode.OK;
  }

  /** Two results that were measured alike are compared; others only stand side by side. */
  private static Optional<Comparison> comparison(List<Measured> sides) {
    return sides.size() == 2
            && Comparability.obstacles(sides.get(0).result(), sides.get(1).result()).isEmpty()
        ? Optional.of(Comparison.of(sides.get(0), sides.get(1)))
        : Optional.empty();
  }

  private static OutputTarget target(CommandLine line) {
    List<String> asked = ArgumentParser.values(line, "output");
    if (asked.size() != 1) {
      throw InputException.arguments(
          "Expected one page to write, found " + asked.size() + ".", "Add -o html=FILE.");
    }
    OutputTarget target = OutputTarget.parse(asked.get(0));
    if (target.format() != OutputTarget.Format.HTML) {
      throw InputException.arguments(
          "gimbal report writes html, not " + target.format().id() + ".", "Use -o html=FILE.");
    }
    return target;
  }
}
