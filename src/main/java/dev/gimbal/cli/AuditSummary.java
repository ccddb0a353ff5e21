package dev.gimbal.cli;

import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person reads on the terminal after an audit: verdict, findings, the worst layers, the
 * paths.
 */
final class AuditSummary {
  private static final int WORST = 5;

  private final AuditResult result;
  private final ScoreTable table;

  AuditSummary(AuditResult result) {
    this.result = result;
    this.table = new ScoreTable(result.scores());
  }

  void print(PrintStream out, List<OutputTarget> targets) {
    String indicative = result.plan().indicative() ? ", indicative" : "";
    out.printf(
        Locale.ROOT,
        "MEASURED %s (%s images%s, %d probes, %d layers%s)%n",
        Console.line(result.model().file()),
        images(result.plan()),
        indicative,
        result.probes().size(),
        result.layers().size(),
        result.gate().isPresent() ? "" : "; no policy, so no verdict");
    result.outputs().forEach(output -> printOutput(out, output));
    for (Finding finding : result.findings()) {
      out.println("  [" + finding.severity() + "] " + sentence(finding.title()));
    }
    printWorst(out);
    result.warnings().forEach(warning -> out.println("  warning: " + sentence(warning)));
    for (OutputTarget target : targets) {
      target
          .file()
          .ifPresent(
              file -> out.println(target.format().id() + ": " + Console.plain(file.toString())));
    }
    out.flush();
  }

  private static String images(AuditResult.Plan plan) {
    return plan.stoppedEarly()
        ? plan.images() + " of " + plan.planned() + " planned"
        : Integer.toString(plan.images());
  }

  private static String sentence(String text) {
    return Console.plain(text).replace('\n', ' ');
  }

  private static void printOutput(PrintStream out, OutputResult output) {
    List<String> parts = new ArrayList<>();
    for (OutputResult.OrbitScore score : output.overall()) {
      if (score.score().equals("consistencyMean")
          && score.outcome() instanceof Outcome.Measured measured) {
        parts.add(score.orbit() + " " + text(measured));
      }
    }
    if (!parts.isEmpty()) {
      out.println(
          "  top-1 consistency of "
              + Console.line(output.name())
              + ": "
              + String.join(", ", parts));
    }
  }

  private static String text(Outcome.Measured measured) {
    return measured
        .interval()
        .map(i -> String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", measured.value(), i.lo(), i.hi()))
        .orElseGet(() -> String.format(Locale.ROOT, "%.3f", measured.value()));
  }

  private record Mean(LayerInfo layer, double value, int probes) {}

  /** The layers whose mean equivariance over the probes where it is defined is lowest. */
  private void printWorst(PrintStream out) {
    List<Mean> means = new ArrayList<>();
    for (int layer = 1; layer < result.layers().size(); layer++) {
      mean(layer).ifPresent(means::add);
    }
    means.sort(Comparator.comparingDouble(Mean::value));
    if (means.isEmpty()) {
      return;
    }
    out.println("  lowest mean equivariance (on-grid translations):");
    for (Mean mean : means.subList(0, Math.min(WORST, means.size()))) {
      out.printf(
          Locale.ROOT,
          "    %.3f  %s (%s, %d probes)%n",
          mean.value(),
          Console.line(mean.layer().name()),
          Console.line(mean.layer().op()),
          mean.probes());
    }
  }

  private Optional<Mean> mean(int layer) {
    double sum = 0;
    int count = 0;
    for (int probe = 0; probe < result.probes().size(); probe++) {
      OptionalDouble value = table.value(layer, probe, ScoreId.EQUIVARIANCE);
      if (value.isPresent() && result.probes().get(probe).family().equals("translation")) {
        sum += value.getAsDouble();
        count++;
      }
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(new Mean(result.layers().get(layer), sum / count, count));
  }
}
