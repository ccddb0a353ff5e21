package dev.gimbal.diagnose;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the run says of itself: the instrument's own proof, broken layers, the sample. */
final class RunFindings {
  private final Evidence evidence;
  private final List<Finding> findings = new ArrayList<>();

  private RunFindings(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<Finding> of(Evidence evidence) {
    RunFindings run = new RunFindings(evidence);
    run.instrument();
    run.fields();
    run.failed();
    run.degenerate();
    run.sample();
    run.preprocessing();
    return run.findings;
  }

  /** A clean on-grid loss below local operators only contradicts the theorem. */
  private void instrument() {
    int violations = 0;
    double worstRatio = 0;
    Optional<LayerScore> worst = Optional.empty();
    for (int layer = 0; layer < evidence.result().layers().size(); layer++) {
      if (!evidence.layer(layer).ancestry().equals("local")
          || evidence.layer(layer).grid().isEmpty()) {
        continue;
      }
      WholeSteps steps = WholeSteps.of(evidence.layer(layer).grid().get());
      for (int probe = 0; probe < evidence.result().probes().size(); probe++) {
        double ratio = isOnGrid(steps, probe) ? cleanOverFloor(layer, probe) : 0;
        if (ratio > 1) {
          violations++;
        }
        if (ratio > Math.max(1, worstRatio)) {
          worstRatio = ratio;
          Outcome clean = evidence.measured(layer, probe, ScoreId.LOSS_CLEAN).orElseThrow();
          worst = Optional.of(new LayerScore(layer, probe, ScoreId.LOSS_CLEAN, clean));
        }
      }
    }
    int count = violations;
    worst.ifPresent(score -> findings.add(instrumentError(score, count)));
  }

  /** A feature that moved without a change in its receptive field contradicts the geometry. */
  private void fields() {
    List<FieldCheck> wrong =
        evidence.result().fieldChecks().stream().filter(FieldCheck::contradicts).toList();
    if (wrong.isEmpty()) {
      return;
    }
    String layer = evidence.layer(wrong.get(0).layer()).name();
    String others = wrong.size() > 1 ? "; " + (wrong.size() - 1) + " more layers do the like" : "";
    findings.add(
        new Finding(
            "instrument-error",
            "error",
            "Gimbal contradicts itself at layer " + layer,
            "When the input was changed, "
                + wrong.get(0).contradiction()
                + others
                + ". Jumps, fields and clean cells derived for it may be wrong.",
            "Do not rely on this layer's numbers; report the model's operators to Gimbal's makers.",
            Optional.of(wrong.get(0).layer()),
            List.of()));
  }

  private boolean isOnGrid(WholeSteps steps, int probe) {
    ProbeInfo info = evidence.probe(probe);
    return Evidence.isTranslation(info) && steps.isOnGrid(info.dy().orElse(0), info.dx().orElse(0));
  }

  private double cleanOverFloor(int layer, int probe) {
    return evidence
        .measured(layer, probe, ScoreId.LOSS_CLEAN)
        .map(clean -> clean.value() / evidence.floor(layer, probe))
        .orElse(0.0);
  }

  private Finding instrumentError(LayerScore score, int violations) {
    Outcome.Measured clean =
        evidence.measured(score.layer(), score.probe(), ScoreId.LOSS_CLEAN).orElseThrow();
    String layer = evidence.layer(score.layer()).name();
    String others = violations > 1 ? "; " + (violations - 1) + " more cases exceed theirs" : "";
    return new Finding(
        "instrument-error",
        "error",
        "Gimbal contradicts itself at layer " + layer,
        "Under "
            + evidence.probe(score.probe()).id()
            + " the clean loss is "
            + Phrase.number(clean.value())
            + ", above the noise floor of "
            + Phrase.number(evidence.floor(score.layer(), score.probe()))
            + ", although only local operators lie above this layer, which must give zero"
            + others
            + ".",
        "Do not rely on this layer's numbers; report the model's operators to Gimbal's makers.",
        Optional.of(score.layer()),
        List.of(score.probe()));
  }

  private void failed() {
    TreeSet<Integer> broken = new TreeSet<>();
    for (int layer = 0; layer < evidence.result().layers().size(); layer++) {
      if (evidence.layer(layer).scale() instanceof Outcome.Failed) {
        broken.add(layer);
      }
    }
    for (LayerScore score : evidence.result().scores()) {
      if (score.outcome() instanceof Outcome.Failed) {
        broken.add(score.layer());
      }
    }
    if (broken.isEmpty()) {
      return;
    }
    findings.add(
        new Finding(
            "failed-layers",
            "high",
            broken.size() == 1 ? "One layer failed" : broken.size() + " layers failed",
            "At " + layerNames(broken) + ": " + reason(broken.first()) + ".",
            "Check the preprocessing first: values far outside the training range overflow.",
            Optional.of(broken.first()),
            List.of()));
  }

  private String reason(int layer) {
    if (evidence.layer(layer).scale() instanceof Outcome.Failed failed) {
      return failed.reason();
    }
    return evidence.result().scores().stream()
        .filter(score -> score.layer() == layer)
        .map(LayerScore::outcome)
        .filter(Outcome.Failed.class::isInstance)
        .map(outcome -> ((Outcome.Failed) outcome).reason())
        .findFirst()
        .orElse("unknown");
  }

  private void degenerate() {
    TreeSet<Integer> dead = new TreeSet<>();
    for (int layer = 0; layer < evidence.result().layers().size(); layer++) {
      if (evidence.layer(layer).scale() instanceof Outcome.Degenerate) {
        dead.add(layer);
      }
    }
    if (dead.isEmpty()) {
      return;
    }
    findings.add(
        new Finding(
            "degenerate-layers",
            "medium",
            dead.size() == 1
                ? "One layer gives the same output for every image"
                : dead.size() + " layers give the same output for every image",
            "At "
                + layerNames(dead)
                + " the outputs for different images do not differ beyond the noise floor, so"
                + " invariance means nothing there.",
            "Check the preprocessing and whether the export froze or pruned these layers.",
            Optional.of(dead.first()),
            List.of()));
  }

  private String layerNames(TreeSet<Integer> layers) {
    return Phrase.names(layers.stream().map(layer -> evidence.layer(layer).name()).toList());
  }

  private void sample() {
    AuditResult.Plan plan = evidence.result().plan();
    if (!plan.indicative()) {
      return;
    }
    findings.add(
        new Finding(
            "indicative-sample",
            "info",
            "The numbers are indicative",
            plan.drawn()
                ? "The " + plan.images() + " images are drawn, not the model's own kind."
                : "Only "
                    + plan.images()
                    + " images were measured; below 30 the scale is uncertain.",
            "Give images of the model's own kind with --images; more images take longer.",
            Optional.empty(),
            List.of()));
  }

  private void preprocessing() {
    AuditResult.Plan plan = evidence.result().plan();
    // "guess" alone: nothing was stated; "guess NAME": how values are scaled was not.
    boolean scalingGuessed =
        List.of(plan.preprocessingSource().split(", ")).stream()
            .anyMatch(source -> source.startsWith("guess "));
    if (!scalingGuessed && !plan.preprocessingSource().equals("guess")) {
      return;
    }
    findings.add(
        new Finding(
            "guessed-preprocessing",
            "medium",
            "The preprocessing is a guess",
            "Nothing beside the model says how images are prepared; used: "
                + plan.preprocessing()
                + ".",
            "Give --preprocess, or write a sidecar MODEL.gimbal.yaml beside the model.",
            Optional.empty(),
            List.of()));
  }
}
