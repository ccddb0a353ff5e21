package dev.gimbal.diagnose;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What becomes of the answer: consistency under small and large moves, constant predictions. */
final class OutputFindings {
  /** A small move: at most 2 px or 1 % of the shorter side, whichever is more. */
  private static final int SMALL_PIXELS = 2;

  private static final double SMALL_SHARE = 0.01;

  /** A large move: at least an eighth of the shorter side. */
  private static final double LARGE_SHARE = 0.125;

  /** Where at least half of all pairs of images agree, agreeing says little. */
  private static final double ALIKE = 0.5;

  private static final double HIGH = 0.9;
  private static final double MEDIUM = 0.97;

  /** The larger of two sides of a move decides its size. */
  private record Row(int probe, Outcome.Measured consistency) {}

  private final AuditResult result;
  private final List<Finding> findings = new ArrayList<>();

  private OutputFindings(AuditResult result) {
    this.result = result;
  }

  static List<Finding> of(AuditResult result) {
    OutputFindings outputs = new OutputFindings(result);
    for (OutputResult output : result.outputs()) {
      switch (output.kind()) {
        case "classes" -> outputs.add(output, "consistency");
        case "dense" -> outputs.add(output, "argmaxAgreement");
        default -> {}
      }
    }
    return outputs.findings;
  }

  private void add(OutputResult output, String score) {
    Optional<Outcome.Measured> constant = constantPrediction(output);
    if (constant.isPresent()) {
      findings.add(constant(output, constant.get().n()));
      return;
    }
    chanceAgreement(output)
        .filter(chance -> chance.value() >= ALIKE)
        .ifPresent(chance -> findings.add(alike(output, chance)));
    int side = result.plan().size().stream().mapToInt(Integer::intValue).min().orElse(0);
    double small = Math.max(SMALL_PIXELS, SMALL_SHARE * side);
    double large = Math.max(small + 1, LARGE_SHARE * side);
    consistency(output, "small", rows(output, score, 1, small));
    consistency(output, "large", rows(output, score, large, Double.MAX_VALUE));
  }

  private static Optional<Outcome.Measured> constantPrediction(OutputResult output) {
    return chanceAgreement(output).filter(chance -> chance.value() == 1);
  }

  private static Optional<Outcome.Measured> chanceAgreement(OutputResult output) {
    return output.overall().stream()
        .filter(score -> score.score().equals("chanceAgreement"))
        .map(OutputResult.OrbitScore::outcome)
        .filter(Outcome.Measured.class::isInstance)
        .map(Outcome.Measured.class::cast)
        .findFirst();
  }

  private static Finding constant(OutputResult output, int images) {
    return new Finding(
        "constant-prediction",
        "high",
        "Output " + output.name() + " gives the same top-1 class for every image",
        "All "
            + images
            + " unprobed images get the same top-1 class, so consistency says nothing about"
            + " invariance; the chance-corrected score is not applicable.",
        Remedy.MORE_CLASSES,
        Optional.empty(),
        List.of());
  }

  private static Finding alike(OutputResult output, Outcome.Measured chance) {
    return new Finding(
        "answers-alike",
        "medium",
        "Most pairs of different images get the same top-1 class of " + output.name(),
        "Two different unprobed images share their class at a rate of "
            + Phrase.measured(chance)
            + ", so a consistency near that rate shows no invariance; the chance-corrected score"
            + " takes it out.",
        Remedy.MORE_CLASSES,
        Optional.empty(),
        List.of());
  }

  private List<Row> rows(OutputResult output, String name, double least, double most) {
    List<Row> rows = new ArrayList<>();
    for (ProbeScore score : output.perProbe()) {
      ProbeInfo probe = result.probes().get(score.probe());
      int size = Math.max(Math.abs(probe.dx().orElse(0)), Math.abs(probe.dy().orElse(0)));
      if (score.score().equals(name)
          && Evidence.isTranslation(probe)
          && size >= least
          && size <= most
          && score.outcome() instanceof Outcome.Measured measured) {
        rows.add(new Row(score.probe(), measured));
      }
    }
    return rows;
  }

  private void consistency(OutputResult output, String size, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    double mean =
        rows.stream().mapToDouble(row -> row.consistency().value()).average().orElseThrow();
    Row worst =
        rows.stream()
            .min(Comparator.comparingDouble(row -> row.consistency().value()))
            .orElseThrow();
    boolean held = worst.consistency().value() == 1;
    String evidence =
        (output.kind().equals("dense") ? "Argmax agreement over positions" : "Consistency")
            + " is "
            + Phrase.number(mean)
            + interval(rows)
            + " on average over "
            + rows.size()
            + (rows.size() == 1 ? " translation" : " translations")
            + ", lowest under "
            + result.probes().get(worst.probe()).id()
            + ": "
            + Phrase.measured(worst.consistency())
            + "."
            + chance(output);
    findings.add(
        new Finding(
            "consistency-" + size + "-moves",
            severity(mean, held, size),
            title(output, size, held),
            evidence,
            held ? "" : size.equals("small") ? Remedy.SMALL_MOVES : Remedy.LARGE_MOVES,
            Optional.empty(),
            List.of(worst.probe())));
  }

  private static String title(OutputResult output, String size, boolean held) {
    String what =
        output.kind().equals("dense")
            ? "The class map of " + output.name()
            : "The top-1 class of " + output.name();
    return what + (held ? " held under all " : " changes under ") + size + " moves";
  }

  /** The mean of the rows' intervals: all share their images, so it is never too narrow. */
  private static String interval(List<Row> rows) {
    double lo = 0;
    double hi = 0;
    for (Row row : rows) {
      if (row.consistency().interval().isEmpty()) {
        return "";
      }
      lo += row.consistency().interval().get().lo();
      hi += row.consistency().interval().get().hi();
    }
    return " (95 % interval "
        + Phrase.number(lo / rows.size())
        + " to "
        + Phrase.number(hi / rows.size())
        + ")";
  }

  /** What two different images would score: consistency down there is none. */
  private static String chance(OutputResult output) {
    return chanceAgreement(output)
        .map(
            c ->
                " Two different images share their class at a rate of "
                    + Phrase.number(c.value())
                    + ".")
        .orElse("");
  }

  private static String severity(double mean, boolean held, String size) {
    if (held) {
      return "info";
    }
    // Large moves take content out of the frame, which no network can put back.
    boolean small = size.equals("small");
    if (mean < HIGH) {
      return small ? "high" : "medium";
    }
    return mean < MEDIUM && small ? "medium" : "low";
  }
}
