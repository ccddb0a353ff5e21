package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.html.PageView.Fact;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Execution;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a reader must know before trusting a number: warnings, states, where it ran. */
final class Notes {
  private static final int MOST_REASONS = 60;

  /** A number that stands alone, not a digit in a name. */
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w./-])[-−]?\\d+(\\.\\d+)?(?![\\w/])");

  private record Key(String status, String score, String reason) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return (status + '\n' + score + '\n' + reason)
          .compareTo(other.status + '\n' + other.score + '\n' + other.reason);
    }
  }

  private final AuditDigest digest;
  private final AuditResult result;

  Notes(AuditDigest digest) {
    this.digest = digest;
    this.result = digest.result();
  }

  /** Why the numbers are only indicative; empty if they are not. */
  String indicative() {
    if (result.plan().drawn()) {
      return "Indicative: measured on drawn images, not on photographs";
    }
    return result.plan().indicative()
        ? "Indicative: only " + Numbers.count(result.plan().images(), "image")
        : "";
  }

  List<String> warnings() {
    Set<String> warnings = new LinkedHashSet<>();
    if (result.plan().preprocessingSource().equals("guess")) {
      warnings.add(
          "The preprocessing is a guess: "
              + SafeText.of(result.plan().preprocessing())
              + ". If the model was trained with another, every number here is about a different"
              + " network.");
    }
    if (result.plan().drawn()) {
      warnings.add("No images were given: the audit drew its own, so all scores are indicative.");
    }
    result.warnings().forEach(warning -> warnings.add(SafeText.of(warning, 2000)));
    return List.copyOf(warnings);
  }

  private static String scorer(AuditResult.Environment where) {
    String note = where.scorerNote().isEmpty() ? "" : "; " + where.scorerNote();
    return where.scorer().equals("woven")
        ? "woven: layers were compared in the graph" + note
        : "fused: layers were compared on the host, image by image" + note;
  }

  List<Fact> environment() {
    AuditResult.Environment where = result.environment();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("provider", SafeText.of(where.provider() + ": " + where.providerNote())));
    where.execution().ifPresent(execution -> addExecution(facts, execution));
    facts.add(new Fact("batches", SafeText.of(where.batchNote())));
    facts.add(new Fact("scorer", SafeText.of(scorer(where))));
    facts.add(
        new Fact(
            "runtime",
            SafeText.of(
                "ONNX Runtime "
                    + where.onnxRuntime()
                    + ", Java "
                    + where.java()
                    + ", "
                    + where.platform())));
    result
        .timings()
        .ifPresent(
            t ->
                facts.add(
                    new Fact(
                        "time",
                        Numbers.seconds(t.loadSeconds() + t.referenceSeconds() + t.probeSeconds())
                            + " for "
                            + Numbers.whole(t.forwardPasses())
                            + " forward passes on "
                            + Numbers.count(t.threads(), "thread"))));
    return facts;
  }

  private static void addExecution(List<Fact> facts, Execution execution) {
    if (!execution.devices().isEmpty()) {
      facts.add(new Fact("devices", SafeText.of(String.join("; ", execution.devices()))));
    }
    facts.add(new Fact("precision", SafeText.of(execution.precision())));
    if (!execution.settings().isEmpty()) {
      String settings =
          execution.settings().entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue())
              .collect(Collectors.joining(", "));
      facts.add(new Fact("settings", SafeText.of(settings)));
    }
    if (!execution.placement().isEmpty()) {
      String operators =
          execution.onCpu().stream()
              .map(group -> group.nodes() + " " + group.op())
              .collect(Collectors.joining(", "));
      facts.add(
          new Fact(
              "nodes",
              SafeText.of(
                  execution.placement() + (operators.isEmpty() ? "" : ". On the CPU: " + operators),
                  2000)));
    }
  }

  /** Every reason for a missing number with how often it applied. */
  List<Table> states() {
    Map<Key, Integer> counts = new TreeMap<>();
    for (LayerScore score : result.scores()) {
      count(counts, score.outcome(), "layers: " + Words.score(score.score()));
    }
    result
        .outputs()
        .forEach(
            output ->
                output
                    .perProbe()
                    .forEach(
                        s ->
                            count(
                                counts, s.outcome(), "outputs: " + Words.outputScore(s.score()))));
    if (counts.isEmpty()) {
      return List.of();
    }
    TableBuilder table =
        new TableBuilder(
            "Numbers that are missing, and why", List.of("status", "score", "times", "reason"));
    counts.entrySet().stream().limit(MOST_REASONS).forEach(entry -> row(table, entry));
    if (counts.size() > MOST_REASONS) {
      table.row(
          List.of(
              TableBuilder.text("further reasons"),
              TableBuilder.NOT_ASKED,
              TableBuilder.number(Numbers.whole(counts.size() - MOST_REASONS)),
              TableBuilder.text("in the result file")));
    }
    return List.of(table.build());
  }

  private static void row(TableBuilder table, Map.Entry<Key, Integer> entry) {
    table.row(
        List.of(
            table.state(entry.getKey().status(), ""),
            TableBuilder.text(entry.getKey().score()),
            TableBuilder.number(Numbers.whole(entry.getValue())),
            TableBuilder.text(entry.getKey().reason())));
  }

  private static void count(Map<Key, Integer> counts, Outcome outcome, String score) {
    if (!(outcome instanceof Outcome.Measured)) {
      // Reasons that differ in their numbers only are one reason to a reader.
      String reason = NUMBER.matcher(Words.reason(outcome)).replaceAll("…");
      counts.merge(new Key(Words.status(outcome), score, reason), 1, Integer::sum);
    }
  }
}
