package dev.gimbal.cli;

import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.ScoreVerdict;
import dev.gimbal.gate.compare.ScoreVerdicts;
import dev.gimbal.gate.compare.ScoreVerdicts.Part;
import dev.gimbal.result.LayerInfo;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** What a comparison says as a whole: one line for all scores, one each for outputs and layers. */
final class DiffVerdictText {
  private static final int MOST_WORSE = 5;

  private final Comparison comparison;
  private final ScoreVerdicts verdicts;

  DiffVerdictText(Comparison comparison, ScoreVerdicts verdicts) {
    this.comparison = comparison;
    this.verdicts = verdicts;
  }

  void print(PrintStream out) {
    List<Part> parts = verdicts.parts();
    out.println();
    if (parts.isEmpty()) {
      out.println("Verdict: none, because no tested score is measured in both results");
      return;
    }
    out.println(
        "Verdict: " + verdicts.overall(Part.ALL).word() + ", at a margin of " + verdicts.margin());
    for (Part part : parts) {
      if (part != Part.ALL) {
        out.println("  " + part.word() + ": " + summary(part));
      }
    }
    worse(out);
    out.println(
        comparison.paired()
            ? "  tested together, image by image, at alpha " + verdicts.alpha()
            : "  nothing but lost numbers can be told without the records of both results");
  }

  /** The first worse scores in the order of computation, so that what was changed comes first. */
  private void worse(PrintStream out) {
    List<ScoreVerdicts.Key> all =
        verdicts.scores().entrySet().stream()
            .filter(one -> one.getValue() == ScoreVerdict.WORSE)
            .map(one -> one.getKey())
            .toList();
    all.stream().limit(MOST_WORSE).forEach(key -> out.println("  worse: " + inWords(key)));
    if (all.size() > MOST_WORSE) {
      out.println(
          "  and " + (all.size() - MOST_WORSE) + " more that are worse; -o json=FILE has all");
    }
  }

  private String inWords(ScoreVerdicts.Key key) {
    List<LayerInfo> layers = comparison.after().result().layers();
    String name = key.layer().map(i -> layers.get(i).name()).or(key::output).orElse("");
    return key.score() + " of " + Console.line(name) + ", " + Console.line(key.scope());
  }

  private String summary(Part part) {
    String counts =
        verdicts.counts(part).entrySet().stream()
            .map(one -> one.getValue() + " " + inWords(one.getKey()))
            .collect(Collectors.joining(", "));
    return verdicts.overall(part).word() + " (" + counts + ")";
  }

  private String inWords(ScoreVerdict verdict) {
    return verdict == ScoreVerdict.SAME ? "same within " + verdicts.margin() : verdict.word();
  }
}
