package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Summary;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ScoreId;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The summary embedded in a page: one array a column, one entry a layer, per family and score. What
 * was not measured has a status word, and null where a number would stand.
 *
 * <p>Everything but plain ASCII and the characters {@code < > &} is written as an escape, so the
 * text can neither end its script element nor open a comment.
 */
final class SummaryJson {
  private static final String VERSION = "1.0";

  private final AuditDigest digest;
  private final AuditResult result;
  private final StringBuilder out = new StringBuilder(1 << 14);

  SummaryJson(AuditDigest digest) {
    this.digest = digest;
    this.result = digest.result();
  }

  String write() {
    out.append("{\"summaryVersion\":\"").append(VERSION).append("\",\"resultVersion\":");
    string(result.schemaVersion());
    out.append(",\"model\":");
    string(result.model().file());
    out.append(",\"sha256\":");
    string(result.model().sha256());
    out.append(",\"planHash\":");
    string(result.plan().planHash());
    out.append(",\"images\":").append(result.plan().images());
    out.append(",\"layers\":{");
    List<LayerInfo> layers = result.layers();
    column("name", layers, l -> () -> string(l.name()));
    out.append(',');
    column("op", layers, l -> () -> string(l.op()));
    out.append(',');
    column("kind", layers, l -> () -> string(l.kind()));
    out.append(',');
    column("ancestry", layers, l -> () -> string(l.ancestry()));
    out.append("},\"scores\":{");
    separated(digest.families(), this::family);
    out.append("},\"outputs\":[");
    separated(IntStream.range(0, result.outputs().size()).boxed().toList(), this::output);
    return out.append("]}").toString();
  }

  private void family(String family) {
    List<Integer> probes = digest.probes(family);
    string(family);
    out.append(":{\"probes\":").append(probes.size());
    for (ScoreId score : ScoreId.values()) {
      List<Summary> summaries =
          IntStream.range(0, result.layers().size())
              .mapToObj(layer -> digest.layer(layer, probes, score))
              .toList();
      if (summaries.stream().anyMatch(s -> !status(s).equals("not measured"))) {
        out.append(",\"").append(score.id()).append("\":{");
        column("status", summaries, s -> () -> string(status(s)));
        out.append(',');
        column("mean", summaries, s -> () -> number(s, Summary.Mean::value));
        out.append(',');
        column("lo", summaries, s -> () -> number(s, m -> end(m, true)));
        out.append(',');
        column("hi", summaries, s -> () -> number(s, m -> end(m, false)));
        out.append(',');
        column(
            "count",
            summaries,
            s -> () -> out.append(s instanceof Summary.Mean m ? m.probes() : 0));
        out.append('}');
      }
    }
    out.append('}');
  }

  private void output(int index) {
    OutputResult output = result.outputs().get(index);
    out.append("{\"name\":");
    string(output.name());
    out.append(",\"kind\":");
    string(output.kind());
    out.append(",\"overall\":[");
    separated(
        output.overall(),
        score -> {
          out.append("{\"orbit\":");
          string(score.orbit());
          out.append(",\"score\":");
          string(score.score());
          Summary summary = Summary.of(List.<Outcome>of(score.outcome()));
          out.append(",\"status\":");
          string(status(summary));
          out.append(",\"value\":");
          number(summary, Summary.Mean::value);
          out.append('}');
        });
    out.append("]}");
  }

  private static String status(Summary summary) {
    return summary instanceof Summary.None none ? none.status() : "measured";
  }

  private static double end(Summary.Mean mean, boolean low) {
    return mean.interval().map(interval -> low ? interval.lo() : interval.hi()).orElse(Double.NaN);
  }

  private void number(Summary summary, Function<Summary.Mean, Double> value) {
    double number = summary instanceof Summary.Mean mean ? value.apply(mean) : Double.NaN;
    // Six digits are more than the intervals bear; the exact values are in the result file.
    out.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.6g", number) : "null");
  }

  private <T> void column(String name, List<T> entries, Function<T, Runnable> writer) {
    out.append('"').append(name).append("\":[");
    separated(entries, entry -> writer.apply(entry).run());
    out.append(']');
  }

  private <T> void separated(List<T> entries, Consumer<T> writer) {
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      writer.accept(entries.get(i));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c < 0x7f && "\"\\<>&".indexOf(c) < 0;
      out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    out.append('"');
  }
}
