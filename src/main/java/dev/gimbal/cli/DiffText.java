package dev.gimbal.cli;

import dev.gimbal.gate.compare.Change;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.gate.compare.OutputChange;
import dev.gimbal.gate.compare.ScoreVerdict;
import dev.gimbal.gate.compare.ScoreVerdicts;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A comparison for people: what was compared, outputs first, then layers, largest change first. */
final class DiffText {
  private static final int MOST_PROBES = 10;
  private static final int MOST_LAYERS = 20;
  private static final int MOST_NAMES = 5;

  /** Smaller changes of a score are not worth a line. */
  private static final double SMALLEST = 0.005;

  /** Output scores that are always shown. */
  private static final Set<String> HEADLINES =
      Set.of(
          "consistencyMean",
          "consistencyWorst",
          "referenceAccuracy",
          OutputChange.WHERE_BOTH_RIGHT);

  private final Comparison comparison;
  private final ScoreVerdicts verdicts;
  private final ChangedLayers layers;
  private final boolean all;

  DiffText(Comparison comparison, ScoreVerdicts verdicts, ChangedLayers layers, boolean all) {
    this.comparison = comparison;
    this.verdicts = verdicts;
    this.layers = layers;
    this.all = all;
  }

  void print(PrintStream out) {
    header(out);
    new DiffVerdictText(comparison, verdicts).print(out);
    outputs(out);
    layers(out);
    out.flush();
  }

  private void header(PrintStream out) {
    out.println("before  " + side(comparison.before()));
    out.println("after   " + side(comparison.after()));
    AuditResult result = comparison.before().result();
    long byName = comparison.layers().pairs().stream().filter(pair -> pair.byName()).count();
    int matched = comparison.layers().pairs().size();
    out.printf(
        Locale.ROOT,
        "%d images, %d probes; %d layers matched, %d by name and %d by structure%n",
        result.plan().images(),
        result.probes().size(),
        matched,
        byName,
        matched - byName);
    out.println(
        comparison.paired()
            ? "Differences are after − before, with paired 95 % intervals over the images."
            : "Differences are after − before, without intervals: "
                + withoutRecords()
                + " no records.");
    unmatched(
        out,
        "before",
        comparison.layers().onlyBefore().stream().map(i -> result.layers().get(i)).toList());
    unmatched(
        out,
        "after",
        comparison.layers().onlyAfter().stream()
            .map(i -> comparison.after().result().layers().get(i))
            .toList());
    if (!comparison.unmatchedOutputs().isEmpty()) {
      out.println(
          "Outputs without a partner: "
              + String.join(
                  ", ", comparison.unmatchedOutputs().stream().map(Console::line).toList()));
    }
  }

  private String withoutRecords() {
    boolean first = comparison.before().result().records().isEmpty();
    boolean second = comparison.after().result().records().isEmpty();
    return first && second ? "both results name" : first ? "the first names" : "the second names";
  }

  private static String side(Measured side) {
    AuditResult result = side.result();
    return Console.line(String.valueOf(side.file().getFileName()))
        + ": "
        + Console.line(result.model().file())
        + " (gimbal "
        + Console.line(result.tool().version())
        + ", ONNX Runtime "
        + Console.line(result.environment().onnxRuntime())
        + " on "
        + Console.line(result.environment().provider())
        + ", "
        + Console.line(result.environment().scorer())
        + " scorer)";
  }

  private void unmatched(PrintStream out, String side, List<LayerInfo> missing) {
    if (!missing.isEmpty()) {
      int shown = all ? missing.size() : Math.min(MOST_NAMES, missing.size());
      List<String> names =
          missing.subList(0, shown).stream().map(layer -> Console.line(layer.name())).toList();
      String more = shown < missing.size() ? " and " + (missing.size() - shown) + " more" : "";
      out.println(missing.size() + " layers only " + side + ": " + String.join(", ", names) + more);
    }
  }

  private void outputs(PrintStream out) {
    List<OutputChange> probes = new ArrayList<>();
    List<OutputChange> shown = new ArrayList<>();
    for (OutputChange output : comparison.outputs()) {
      if (output.probe().isPresent() && !all) {
        probes.add(output);
      } else if (all || HEADLINES.contains(output.score()) || matters(output.change())) {
        shown.add(output);
      }
    }
    List<OutputChange> worth =
        probes.stream()
            .filter(output -> matters(output.change()))
            .sorted(Comparator.comparingDouble(DiffText::size).reversed())
            .toList();
    shown.addAll(worth.subList(0, Math.min(MOST_PROBES, worth.size())));
    out.println();
    out.println("Outputs");
    Table table = table("output", "over");
    for (OutputChange output : shown) {
      ScoreVerdicts.Key key = ScoreVerdicts.Key.ofOutput(output);
      row(table, output.output(), key, output.change());
    }
    out.print(table.text());
    more(out, worth.size() - MOST_PROBES, "changes under single probes");
  }

  private static double size(OutputChange output) {
    return Math.abs(output.change().difference().orElse(0));
  }

  private void layers(PrintStream out) {
    List<ChangedLayers.Row> worth =
        layers.rows().stream().filter(row -> all || matters(row.change())).toList();
    out.println();
    out.println("Layers, means over each family, largest change first");
    if (worth.isEmpty()) {
      boolean none = layers.rows().stream().allMatch(row -> row.size() == 0);
      out.println(
          none
              ? "  no layer differs: every difference is exactly 0"
              : String.format(
                  Locale.ROOT,
                  "  no change of %s or more whose interval leaves out 0; --all lists every layer",
                  SMALLEST));
      return;
    }
    Table table = table("layer", "family");
    int shown = all ? worth.size() : Math.min(MOST_LAYERS, worth.size());
    for (ChangedLayers.Row row : worth.subList(0, shown)) {
      ScoreVerdicts.Key key =
          ScoreVerdicts.Key.ofLayer(row.afterIndex(), row.family(), row.score().id());
      row(table, row.before().name(), key, row.change());
    }
    out.print(table.text());
    more(out, worth.size() - shown, "layer changes");
  }

  private static void more(PrintStream out, int count, String what) {
    if (count > 0) {
      out.println("  and " + count + " more " + what + "; --all lists them, -o json=FILE has all");
    }
  }

  /** Large enough to be worth a line, and clear of chance where that can be told. */
  private boolean matters(Change change) {
    boolean clear =
        change.paired().map(difference -> difference.isClear()).orElse(!comparison.paired());
    return change.changesState() || clear && Math.abs(change.difference().orElse(0)) >= SMALLEST;
  }

  private static Table table(String what, String where) {
    return Table.withHeader(
        what, where, "score", "before", "after", "difference", "interval", "verdict");
  }

  private void row(Table table, String what, ScoreVerdicts.Key key, Change change) {
    String difference =
        change.difference().isPresent() ? signed(change.difference().getAsDouble()) : "–";
    String interval =
        change
            .paired()
            .map(paired -> paired.interval())
            .map(bounds -> interval(bounds))
            .orElse("–");
    table.row(
        what,
        key.scope(),
        key.score(),
        text(change.before()),
        text(change.after()),
        difference,
        interval,
        verdicts.of(key).map(ScoreVerdict::word).orElse("–"));
  }

  private static String interval(Bounds bounds) {
    return "[" + signed(bounds.lo()) + ", " + signed(bounds.hi()) + "]";
  }

  private static String text(Outcome outcome) {
    if (outcome instanceof Outcome.Measured measured) {
      return String.format(Locale.ROOT, "%.3f", measured.value());
    }
    return outcome instanceof Outcome.Degenerate
        ? "degenerate"
        : outcome instanceof Outcome.Failed ? "failed" : "not applicable";
  }

  private static String signed(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%+.3f", value);
  }
}
