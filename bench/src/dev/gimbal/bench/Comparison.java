package dev.gimbal.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures an audit beside bare inference with the same model on the same machine, in turn, and
 * prints Markdown. Every run is a process of its own.
 */
public final class Comparison {
  private static final int CHOOSING_ROUNDS = 3;
  private static final int CHOOSING_IMAGES = 96;

  private final Options options;
  private final PrintStream out = System.out;

  private Comparison(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Comparison comparison = new Comparison(options);
    comparison.machine();
    comparison.smallCommands();
    if (!Files.isRegularFile(options.model())) {
      comparison.say("skipped: there is no model %s", options.model());
      return;
    }
    if (!options.images().toString().isEmpty() && !Files.exists(options.images())) {
      comparison.say("skipped: there are no images %s", options.images());
      return;
    }
    comparison.sideBySide();
    comparison.growth();
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  private void machine() throws IOException {
    say("## Machine");
    say("");
    say("- %s, %d processors", processor(), Runtime.getRuntime().availableProcessors());
    say(
        "- %s %s, Java %s",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.vm.version"));
    say("- load average at the start: %s", load());
    say("");
  }

  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(facts).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String load() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Files.isReadable(load)
        ? String.join(", ", List.of(Files.readString(load).split(" ")).subList(0, 3))
        : "unknown";
  }

  private void smallCommands() throws IOException, InterruptedException {
    if (options.smallRuns() == 0) {
      return;
    }
    String gimbal = options.home().resolve("gimbal").toString();
    say("## Small commands");
    say("");
    say(
        "Whole processes; median [least, most] of %d after one that does not count.",
        options.smallRuns());
    say("");
    say("| command | seconds | bar |");
    say("|---|---|---|");
    command("gimbal version", List.of(gimbal, "version"), "0.6");
    Path sample = options.home().resolve("samples/lenet/lenet.onnx");
    if (Files.isRegularFile(sample)) {
      Path folder = Files.createTempDirectory("gimbal-bench");
      List<String> audit = new ArrayList<>(List.of(gimbal, "audit", sample.toString(), "--quiet"));
      audit.addAll(List.of("-o", "html=" + folder.resolve("r.html")));
      audit.addAll(List.of("-o", "json=" + folder.resolve("r.json")));
      command("gimbal audit samples/lenet/lenet.onnx", audit, "5");
      Files.deleteIfExists(folder.resolve("r.html"));
      Files.deleteIfExists(folder.resolve("r.json"));
      Files.delete(folder);
    } else {
      say("| skipped: there is no %s | | |", sample);
    }
    say("");
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
    say("| `%s` | %s | %s |", name, Spread.of(seconds).text("%.2f"), bar);
  }

  private void sideBySide() throws IOException, InterruptedException {
    if (options.rounds() == 0) {
      return;
    }
    say("## Audit beside bare inference");
    say("");
    AuditRun first = AuditRun.of(options, Math.min(2, options.maxImages()));
    Optional<BareSetting> chosen = fastest(first.imageShape());
    if (chosen.isEmpty()) {
      say("skipped: the model cannot be run bare on %s", first.imageShape());
      return;
    }
    List<AuditRun> audits = new ArrayList<>();
    List<BareSetting.Timed> bare = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      AuditRun audit = AuditRun.of(options, options.maxImages());
      audits.add(audit);
      bare.add(
          chosen.get().run(options, first.imageShape(), options.passes().orElse(audit.passes())));
    }
    table(chosen.get(), audits, bare);
  }

  /** Rounds over all settings in turn, so that a machine that slows down slows all of them. */
  private Optional<BareSetting> fastest(String imageShape)
      throws IOException, InterruptedException {
    Map<BareSetting, List<Double>> times = new LinkedHashMap<>();
    int images = Math.min(CHOOSING_IMAGES, options.passes().orElse(CHOOSING_IMAGES));
    for (int round = 0; round < CHOOSING_ROUNDS; round++) {
      for (BareSetting setting : BareSetting.all(options.threads())) {
        try {
          double time = setting.run(options, imageShape, images).millisecondsPerImage();
          times.computeIfAbsent(setting, s -> new ArrayList<>()).add(time);
        } catch (IllegalStateException e) {
          if (round == 0) {
            say("skipped: %s: the model refuses it", setting.text());
          }
        }
      }
    }
    say(
        "| bare, %d images a run | ms an image, median [least, most] of %d |",
        images, CHOOSING_ROUNDS);
    say("|---|---|");
    times.forEach(
        (setting, all) -> say("| %s | %s |", setting.text(), Spread.of(all).text("%.2f")));
    say("");
    return times.entrySet().stream()
        .min(Comparator.comparingDouble(entry -> Spread.of(entry.getValue()).median()))
        .map(Map.Entry::getKey);
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
    say(
        "Bare: %s, %d passes a run%s.",
        setting.text(), done, done < passes ? ", scaled to the audit's " + passes : "");
    say(
        "Audit: %d passes. %d rounds, audit and bare in turn; median [least, most].",
        passes, bare.size());
    say("Load average at the end: %s.", load());
    say("");
    say("| | audit | bare | audit ÷ bare |");
    say("|---|---|---|---|");
    Spread auditPass = Spread.of(audits.stream().map(AuditRun::millisecondsPerPass).toList());
    Spread barePass =
        Spread.of(bare.stream().map(BareSetting.Timed::millisecondsPerImage).toList());
    row("ms a forward pass", "%.2f", auditPass, barePass, Optional.of(Spread.of(ratio)));
    row(
        "measuring, s",
        "%.1f",
        Spread.of(audits.stream().map(AuditRun::measuringSeconds).toList()),
        Spread.of(bareLoop),
        Optional.of(Spread.of(ratio)));
    row(
        "whole process, s",
        "%.1f",
        Spread.of(audits.stream().map(run -> run.process().seconds()).toList()),
        Spread.of(bareWhole),
        Optional.of(Spread.of(wholeRatio)));
    memory(audits, bare);
    say("");
  }

  private void memory(List<AuditRun> audits, List<BareSetting.Timed> bare) {
    Spread audit = Spread.of(audits.stream().map(run -> run.process().peakMebibytes()).toList());
    Spread own = Spread.of(bare.stream().map(BareSetting.Timed::peakMebibytes).toList());
    say(
        "| peak memory, MiB | %s | %s | %+.0f MiB |",
        audit.text("%.0f"), own.text("%.0f"), audit.median() - own.median());
  }

  private void row(String name, String format, Spread audit, Spread bare, Optional<Spread> ratio) {
    say(
        "| %s | %s | %s | %s |",
        name, audit.text(format), bare.text(format), ratio.map(r -> r.text("%.2f")).orElse(""));
  }

  private void growth() throws IOException, InterruptedException {
    if (options.counts().isEmpty()) {
      return;
    }
    say("## Cost against the number of images");
    say("");
    say("One audit each.");
    say("");
    say("| images | passes | measuring, s | ms a pass | CPU, s | peak memory, MiB |");
    say("|---|---|---|---|---|---|");
    for (int count : options.counts()) {
      AuditRun run = AuditRun.of(options, count);
      say(
          "| %d | %d | %.1f | %.2f | %.1f | %.0f |",
          count,
          run.passes(),
          run.measuringSeconds(),
          run.millisecondsPerPass(),
          run.process().cpuSeconds(),
          run.process().peakMebibytes());
    }
    say("");
  }
}
