package dev.gimbal.bench;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ResultJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Times {@code gimbal check} and {@code gimbal report} on large results, every run a process of its
 * own, and prints Markdown; beside another copy of Gimbal where one is named, in turn.
 */
public final class Results {
  /** A result to read: so many layers of so many probes. */
  private record Size(int layers, int probes) {
    static Size of(String text) {
      String[] parts = text.split("x", 2);
      return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  private final Markdown page = new Markdown(System.out);
  private final Path home;
  private final Optional<Path> rival;
  private final List<Size> sizes;
  private final int rounds;
  private final Path folder;

  private Results(String[] arguments, Path folder) {
    this.folder = folder;
    List<String> all = Arrays.asList(arguments);
    home = Path.of(all.get(0));
    Arguments given =
        Arguments.of(
            all.subList(1, all.size()), Set.of("--against", "--sizes", "--rounds"), Set.of());
    rival = given.text("--against").map(Path::of);
    sizes =
        Arrays.stream(given.text("--sizes").orElse("200x100,5000x8").split(","))
            .map(Size::of)
            .toList();
    rounds = given.number("--rounds").orElse(5);
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("gimbal-bench");
    try {
      Arguments.orExit(() -> new Results(arguments, folder)).run();
    } finally {
      for (String name : List.of("source.json", "made.json", "page.html")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.delete(folder);
    }
  }

  private void run() throws IOException, InterruptedException {
    Machine.describe(page);
    page.heading("Reading results");
    page.say("Whole processes; median [least, most] of %d after one that does not count.", rounds);
    page.say("");
    List<String> columns = new ArrayList<>(List.of("result", "command"));
    columns.addAll(List.of("seconds", "CPU, s", "peak memory, MiB"));
    if (rival.isPresent()) {
      columns.addAll(List.of("its seconds", "its CPU, s", "its memory, MiB", "its CPU ÷ ours"));
    }
    page.columns(columns.toArray(String[]::new));
    AuditResult source = audited();
    for (Size size : sizes) {
      Path made = folder.resolve("made.json");
      AuditResult result = new RepeatedResult(source, size.layers(), size.probes()).make();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(made))) {
        ResultJson.write(result, out);
      }
      String name =
          String.format(
              "%,d layers, %,d scores, %d MB",
              result.layers().size(), result.scores().size(), Files.size(made) / 1_000_000);
      row(
          name,
          "check",
          List.of("check", made.toString(), "--policy", "recommended", "--exit-zero"));
      String html = "html=" + folder.resolve("page.html");
      row(name, "report", List.of("report", made.toString(), "-o", html));
    }
    page.say("");
    page.say("Load average at the end: %s.", Machine.load());
  }

  private AuditResult audited() throws IOException, InterruptedException {
    Path file = folder.resolve("source.json");
    List<String> audit = new ArrayList<>();
    audit.addAll(List.of(home.resolve("gimbal").toString(), "audit"));
    audit.add(home.resolve("samples/lenet-shifted/lenet.onnx").toString());
    audit.addAll(List.of("--quiet", "--max-images", "4", "--no-records", "-o", "json=" + file));
    ChildRun.of(audit);
    return ResultJson.read(file);
  }

  private void row(String result, String name, List<String> command)
      throws IOException, InterruptedException {
    List<ChildRun> own = new ArrayList<>();
    List<ChildRun> other = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      own.add(started(home, command));
      if (rival.isPresent()) {
        other.add(started(rival.get(), command));
      }
    }
    List<Object> cells = new ArrayList<>(List.of(result, "`" + name + "`"));
    figures(cells, own);
    if (rival.isPresent()) {
      figures(cells, other);
      List<Double> ratios = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        ratios.add(other.get(round).cpuSeconds() / own.get(round).cpuSeconds());
      }
      cells.add(Spread.of(ratios).text("%.1f"));
    }
    page.cells(cells.toArray());
  }

  private static ChildRun started(Path gimbal, List<String> command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(gimbal.resolve("gimbal").toString()));
    line.addAll(command);
    return ChildRun.of(line);
  }

  private static void figures(List<Object> cells, List<ChildRun> runs) {
    cells.add(spread(runs, ChildRun::seconds, "%.2f"));
    cells.add(spread(runs, ChildRun::cpuSeconds, "%.2f"));
    cells.add(spread(runs, ChildRun::peakMebibytes, "%.0f"));
  }

  private static String spread(
      List<ChildRun> runs, ToDoubleFunction<ChildRun> figure, String format) {
    return Spread.of(runs.stream().skip(1).map(figure::applyAsDouble).toList()).text(format);
  }
}
