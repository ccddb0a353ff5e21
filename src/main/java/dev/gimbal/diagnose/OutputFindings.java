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
      if (output.kind().equals("classes")) {
        outputs.add(output);
      }
    }
    return outputs.findings;
  }

  private void add(OutputResult output) {
    Optional<Outcome.Measured> constant = constantPrediction(output);
    if (constant.isPresent()) {
      findings.add(constant(output, constant.get().n()));
      return;
    }
    int side = result.plan().size().stream().mapToInt(Integer::intValue).min().orElse(0);
    double small = Math.max(SMALL_PIXELS, SMALL_SHARE * side);
    double large = Math.max(small + 1, LARGE_SHARE * side);
    consistency(output, "small", rows(output, 1, small));
    consistency(output, "large", rows(output, large, Double.MAX_VALUE));
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
        "Give images of several classes, and check the preprocessing: a wrong scale often ends in"
            + " one class.",
        Optional.empty(),
        List.of());
  }

  private List<Row> rows(OutputResult output, double least, double most) {
    List<Row> rows = new ArrayList<>();
    for (ProbeScore score : output.perProbe()) {
      ProbeInfo probe = result.probes().get(score.probe());
      int size = Math.max(Math.abs(probe.dx().orElse(0)), Math.abs(probe.dy().orElse(0)));
      if (score.score().equals("consistency")
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
    String title =
        held
            ? "The top-1 class of " + output.name() + " held under all " + size + " moves"
            : "The top-1 class of " + output.name() + " changes under " + size + " moves";
    String evidence =
        "Consistency is "
            + Phrase.number(mean)
            + " on average over "
            + rows.size()
            + " translations, lowest under "
            + result.probes().get(worst.probe()).id()
            + ": "
            + Phrase.measured(worst.consistency())
            + "."
            + chance(output);
    findings.add(
        new Finding(
            "consistency-" + size + "-moves",
            severity(mean, held, size),
            title,
            evidence,
            held ? "" : remedy(size),
            Optional.empty(),
            List.of(worst.probe())));
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

  private static String remedy(String size) {
    return size.equals("small")
        ? "Train on shifted images; where the findings name a layer, changing it is the other way."
        : "Train on shifted images, or centre the object first; a shift this large also removes"
            + " content, so compare with the context border protocol.";
  }
}
