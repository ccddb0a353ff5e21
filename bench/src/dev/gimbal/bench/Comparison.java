package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures an audit beside bare inference with the same model on the same machine, in turn, and
 * prints Markdown. Every run is a process of its own.
 */
public final class Comparison {
  private final Options options;
  private final AuditJob audit;
  private final Markdown page = new Markdown(System.out);

  private Comparison(Options options) {
    this.options = options;
    this.audit = options.audit();
  }

  public static void main(String[] arguments) throws Exception {
    Comparison comparison = new Comparison(Arguments.orExit(() -> Options.of(arguments)));
    Machine.describe(comparison.page);
    comparison.smallCommands();
    if (comparison.audit.canRun(comparison.page)) {
      comparison.sideBySide();
      comparison.growth();
    }
  }

  private void smallCommands() throws IOException, InterruptedException {
    if (options.smallRuns() == 0) {
      return;
    }
    String gimbal = audit.home().resolve("gimbal").toString();
    page.heading("Small commands");
    page.say(
        "Whole processes; median [least, most] of %d after one that does not count.",
        options.smallRuns());
    page.say("");
    page.columns("command", "seconds", "bar");
    command("gimbal version", List.of(gimbal, "version"), "0.4");
    Path sample = audit.home().resolve("samples/lenet-shifted/lenet.onnx");
    if (Files.isRegularFile(sample)) {
      Path folder = Files.createTempDirectory("gimbal-bench");
      List<String> whole = new ArrayList<>(List.of(gimbal, "audit", sample.toString(), "--quiet"));
      whole.addAll(List.of("-o", "html=" + folder.resolve("r.html")));
      whole.addAll(List.of("-o", "json=" + folder.resolve("r.json")));
      command("gimbal audit samples/lenet-shifted/lenet.onnx", whole, "4");
      Files.deleteIfExists(folder.resolve("r.html"));
      Files.deleteIfExists(folder.resolve("r.json"));
      Files.delete(folder);
    } else {
      page.cells("skipped: there is no " + sample, "", "");
    }
    page.say("");
  }

  private void command(String name, List<String> command, String bar)
      throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run <= options.smallRuns(); run++) {
      double taken = ChildRun.of(command).seconds();
      if (run > 0) {
        seconds.add(taken);
      }
    }
    page.cells("`" + name + "`", Spread.of(seconds).text("%.2f"), bar);
  }

  private void sideBySide() throws IOException, InterruptedException {
    if (options.rounds() == 0) {
      return;
    }
    page.heading("Audit beside bare inference: " + audit.model().getFileName());
    String shape = audit.withImages(Math.min(2, audit.maxImages())).run().imageShape();
    int images =
        Math.min(options.choosingImages(), options.passes().orElse(options.choosingImages()));
    Optional<BareSetting> chosen =
        new FastestBare(audit.model(), audit.threads(), shape, images, options.choosingRounds())
            .choose(page);
    if (chosen.isEmpty()) {
      page.say("skipped: the model cannot be run bare on %s", shape);
      return;
    }
    List<AuditRun> audits = new ArrayList<>();
    List<BareSetting.Timed> bare = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      AuditRun run = audit.run();
      audits.add(run);
      bare.add(chosen.get().run(audit.model(), shape, options.passes().orElse(run.passes())));
    }
    table(chosen.get(), audits, bare);
  }

  private void table(BareSetting setting, List<AuditRun> audits, List<BareSetting.Timed> bare)
      throws IOException {
    int passes = audits.get(0).passes();
    int done = bare.get(0).images();
    // What bare inference would take for all passes of the audit, and whole: start and load once.
    List<Double> bareLoop = bare.stream().map(run -> run.seconds() / done * passes).toList();
    List<Double> bareWhole = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    List<Double> wholeRatio = new ArrayList<>();
    for (int round = 0; round < bare.size(); round++) {
      bareWhole.add(
          bare.get(round).process().seconds() - bare.get(round).seconds() + bareLoop.get(round));
      ratio.add(audits.get(round).measuringSeconds() / bareLoop.get(round));
      wholeRatio.add(audits.get(round).process().seconds() / bareWhole.get(round));
    }
    page.say(
        "Bare: %s, %d passes a run%s.",
        setting.text(), done, done < passes ? ", scaled to the audit's " + passes : "");
    page.say(
        "Audit: %d images, %d probes, %d passes. %d rounds, audit and bare in turn; median [least,"
            + " most].",
        audits.get(0).images(), audits.get(0).probes(), passes, bare.size());
    page.say("Load average at the end: %s.", Machine.load());
    page.say("");
    page.columns("", "audit", "bare", "audit ÷ bare");
    Spread auditPass = Spread.of(audits.stream().map(AuditRun::millisecondsPerPass).toList());
    Spread barePass =
        Spread.of(bare.stream().map(BareSetting.Timed::millisecondsPerImage).toList());
    row("ms a forward pass", "%.2f", auditPass, barePass, Spread.of(ratio));
    row(
        "measuring, s",
        "%.1f",
        Spread.of(audits.stream().map(AuditRun::measuringSeconds).toList()),
        Spread.of(bareLoop),
        Spread.of(ratio));
    row(
        "whole process, s",
        "%.1f",
        Spread.of(audits.stream().map(run -> run.process().seconds()).toList()),
        Spread.of(bareWhole),
        Spread.of(wholeRatio));
    memory(audits, bare);
    page.say("");
  }

  private void memory(List<AuditRun> audits, List<BareSetting.Timed> bare) {
    Spread whole = Spread.of(audits.stream().map(run -> run.process().peakMebibytes()).toList());
    Spread own = Spread.of(bare.stream().map(BareSetting.Timed::peakMebibytes).toList());
    page.say(
        "| peak memory, MiB | %s | %s | %+.0f MiB |",
        whole.text("%.0f"), own.text("%.0f"), whole.median() - own.median());
  }

  private void row(String name, String format, Spread audited, Spread bare, Spread ratio) {
    page.cells(name, audited.text(format), bare.text(format), ratio.text("%.2f"));
  }

  private void growth() throws IOException, InterruptedException {
    if (options.counts().isEmpty()) {
      return;
    }
    page.heading("Cost against the number of images");
    page.say("One audit each.");
    page.say("");
    GrowthTable table = new GrowthTable(page, "images", 1);
    for (int count : options.counts()) {
      table.row(Integer.toString(count), audit.withImages(count));
    }
    page.say("");
  }
}
