package dev.gimbal.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A table of audits that differ in one thing: what they cost in time and memory. */
final class GrowthTable {
  private final Markdown page;
  private final int rounds;

  /** Prints the head; {@code rounds} audits make a row. */
  GrowthTable(Markdown page, String thing, int rounds) {
    this.page = page;
    this.rounds = rounds;
    page.columns(
        thing, "passes", "measuring, s", "ms a pass", "CPU, ms a pass", "peak memory, MiB");
  }

  /** Runs the audits of one row and prints it. */
  List<AuditRun> row(String name, AuditJob job) throws IOException, InterruptedException {
    List<AuditRun> runs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      runs.add(job.run());
    }
    page.cells(
        name,
        runs.get(0).passes(),
        spread(runs, AuditRun::measuringSeconds, "%.2f"),
        spread(runs, AuditRun::millisecondsPerPass, "%.2f"),
        spread(runs, run -> 1000 * run.process().cpuSeconds() / run.passes(), "%.2f"),
        spread(runs, run -> run.process().peakMebibytes(), "%.0f"));
    return runs;
  }

  private static String spread(
      List<AuditRun> runs, ToDoubleFunction<AuditRun> figure, String format) {
    return Spread.of(runs.stream().map(figure::applyAsDouble).toList()).text(format);
  }
}
