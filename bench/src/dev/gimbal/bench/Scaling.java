package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures how the cost of an audit grows with threads, batch, probes and images, and prints
 * Markdown. Every run is a process of its own.
 */
public final class Scaling {
  private final ScalingOptions options;
  private final AuditJob audit;
  private final Path work;
  private final Markdown page = new Markdown(System.out);
  private String shape = "";

  private Scaling(ScalingOptions options) {
    this.options = options;
    this.audit = options.audit();
    this.work = audit.home().resolve("target/bench-scaling");
  }

  public static void main(String[] arguments) throws Exception {
    Scaling scaling = new Scaling(Arguments.orExit(() -> ScalingOptions.of(arguments)));
    Machine.describe(scaling.page);
    if (!scaling.audit.canRun(scaling.page)) {
      return;
    }
    Files.createDirectories(scaling.work);
    scaling.shape = scaling.audit.withImages(2).run().imageShape();
    scaling.page.say(
        "%s, input %s. Median [least, most] of %d.",
        scaling.audit.model().getFileName(), scaling.shape, scaling.options.rounds());
    scaling.page.say("");
    scaling.overThreads();
    scaling.overBatches();
    scaling.overProbes();
    scaling.overImages();
    scaling.page.say("Load average at the end: %s.", Machine.load());
  }

  private void overThreads() throws IOException, InterruptedException {
    if (options.threads().isEmpty()) {
      return;
    }
    page.heading("Threads");
    page.say("%d images, %s probes.", audit.maxImages(), options.preset());
    page.say("");
    GrowthTable table = new GrowthTable(page, "threads", options.rounds());
    for (int threads : options.threads()) {
      table.row(Integer.toString(threads), preset().withThreads(threads));
    }
    page.say("");
  }

  private AuditJob preset() {
    return audit.with(List.of("--probes", options.preset()));
  }

  private void overBatches() throws IOException, InterruptedException {
    if (options.batches().isEmpty()) {
      return;
    }
    page.heading("Batch");
    boolean batched = takesBatch();
    if (!batched) {
      page.say("`gimbal audit` has no `--batch`: bare inference only.");
      page.say("");
    }
    page.columns("run", "batch", "ms a pass", "peak memory, MiB");
    for (int batch : options.batches()) {
      bareRow(new BareSetting(audit.threads(), 1, batch, true));
      if (audit.threads() > 1) {
        bareRow(new BareSetting(1, audit.threads(), batch, false));
      }
      if (batched) {
        auditRow(batch);
      }
    }
    page.say("");
  }

  private boolean takesBatch() throws IOException, InterruptedException {
    String launcher = audit.home().resolve("gimbal").toString();
    String help = ChildRun.of(List.of(launcher, "audit", "--help")).text();
    return Arrays.asList(help.split("\\s+")).contains("--batch");
  }

  private void bareRow(BareSetting setting) throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    List<Double> peaks = new ArrayList<>();
    try {
      for (int round = 0; round < options.rounds(); round++) {
        BareSetting.Timed run = setting.run(audit.model(), shape, options.bareImages());
        times.add(run.millisecondsPerImage());
        peaks.add(run.peakMebibytes());
      }
    } catch (IllegalStateException e) {
      page.cells("bare, " + setting.text(), setting.batch(), "the model refuses it", "");
      return;
    }
    batchRow("bare, " + setting.text(), setting.batch(), times, peaks);
  }

  private void auditRow(int batch) throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    List<Double> peaks = new ArrayList<>();
    AuditJob job = preset().with(List.of("--batch", Integer.toString(batch)));
    for (int round = 0; round < options.rounds(); round++) {
      AuditRun run = job.run();
      times.add(run.millisecondsPerPass());
      peaks.add(run.process().peakMebibytes());
    }
    batchRow("audit, " + audit.threads() + " threads", batch, times, peaks);
  }

  private void batchRow(String name, int batch, List<Double> times, List<Double> peaks) {
    page.cells(name, batch, Spread.of(times).text("%.2f"), Spread.of(peaks).text("%.0f"));
  }

  private void overProbes() throws IOException, InterruptedException {
    if (options.probes().isEmpty()) {
      return;
    }
    page.heading("Probes");
    page.say("%d images, generated probes.", audit.maxImages());
    page.say("");
    GrowthTable table = new GrowthTable(page, "probes", options.rounds());
    for (int count : options.probes()) {
      List<AuditRun> runs = table.row(Integer.toString(count), audit.with(probes(count)));
      if (runs.get(0).probes() != count) {
        page.cells("the frame has only " + runs.get(0).probes(), "", "", "", "", "");
      }
    }
    page.say("");
  }

  private void overImages() throws IOException, InterruptedException {
    if (options.images().isEmpty()) {
      return;
    }
    page.heading("Images");
    int most = options.images().stream().max(Integer::compare).orElseThrow();
    Path drawn = work.resolve("pictures");
    DrawnPictures.write(drawn, most);
    page.say("%d generated probes, drawn pictures.", options.fewProbes());
    page.say("");
    GrowthTable table = new GrowthTable(page, "images", options.rounds());
    List<AuditRun> medians = new ArrayList<>();
    for (int count : options.images()) {
      AuditJob job = audit.with(probes(options.fewProbes())).withImages(drawn, count);
      medians.add(table.row(Integer.toString(count), job).get(0));
    }
    page.say("");
    growth(medians).ifPresent(text -> page.say("%s", text));
    page.say("");
  }

  /** What one more image costs, between the last rows: the same everywhere if cost is linear. */
  private static Optional<String> growth(List<AuditRun> runs) {
    List<String> steps = new ArrayList<>();
    for (int row = 1; row < runs.size(); row++) {
      AuditRun before = runs.get(row - 1);
      AuditRun after = runs.get(row);
      double seconds = after.measuringSeconds() - before.measuringSeconds();
      double memory = after.process().peakMebibytes() - before.process().peakMebibytes();
      int images = after.images() - before.images();
      steps.add(
          String.format(
              Locale.ROOT,
              "from %d to %d: %.1f ms, %+.3f MiB",
              before.images(),
              after.images(),
              1000 * seconds / images,
              memory / images));
    }
    return steps.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "One more image costs, in the first round, " + String.join("; ", steps) + ".");
  }

  private List<String> probes(int count) throws IOException {
    String[] axes = shape.split("x");
    int width = Integer.parseInt(axes[axes.length - 1]);
    int height = Integer.parseInt(axes[axes.length - 2]);
    Path file = work.resolve("probes-%d-%dx%d.yaml".formatted(count, height, width));
    new GeneratedProbes(height, width).write(file, count);
    return List.of("--probes", file.toString());
  }
}
