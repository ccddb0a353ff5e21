package dev.gimbal.diagnose;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cause scores of every map layer under every probe.
 *
 * <p>On-grid translations: loss = border (unclean part) + clean part, the latter named after the
 * layer's ancestry. Off-grid translations: sampling, see {@link SamplingLoss}. Rotations and crops:
 * loss = border (unclean part) + resampling + filter geometry, so filter geometry = clean part −
 * resampling. Resampling is measured on all visible cells, so what it loses at unclean ones is
 * counted in border too and lowers filter geometry, which is therefore signed.
 */
final class Causes {
  static final String NOTHING_CLEAN =
      "no cell is clean under this probe: zero by structure, nothing was tested";

  private final Evidence evidence;
  private final List<LayerScore> rows = new ArrayList<>();

  private Causes(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<LayerScore> of(Evidence evidence) {
    Causes causes = new Causes(evidence);
    int layers = evidence.result().layers().size();
    for (int layer = 0; layer < layers; layer++) {
      Optional<LayerInfo.Grid> grid = evidence.layer(layer).grid();
      if (grid.isPresent()) {
        causes.addLayer(layer, WholeSteps.of(grid.get()));
      }
    }
    return causes.rows;
  }

  private void addLayer(int layer, WholeSteps steps) {
    SamplingLoss sampling = new SamplingLoss(evidence, layer, steps);
    for (int probe = 0; probe < evidence.result().probes().size(); probe++) {
      Optional<Outcome> loss = evidence.outcome(layer, probe, ScoreId.LOSS);
      if (loss.isEmpty()) {
        continue;
      }
      ProbeInfo info = evidence.probe(probe);
      if (!Evidence.isTranslation(info)) {
        addResampled(layer, probe, loss.get());
      } else if (steps.isOnGrid(info.dy().orElse(0), info.dx().orElse(0))) {
        addOnGrid(layer, probe, loss.get());
      } else {
        add(layer, probe, ScoreId.SAMPLING, sampling.under(probe, info, loss.get()));
      }
    }
  }

  private void addOnGrid(int layer, int probe, Outcome loss) {
    add(layer, probe, ScoreId.BORDER, part(layer, probe, ScoreId.LOSS_UNCLEAN, loss));
    Outcome clean = part(layer, probe, ScoreId.LOSS_CLEAN, loss);
    switch (evidence.layer(layer).ancestry()) {
      case "positional" -> add(layer, probe, ScoreId.POSITION_DEPENDENCE, clean);
      case "global" -> add(layer, probe, ScoreId.GLOBAL_CONTEXT, clean);
      case "mixed" -> add(layer, probe, ScoreId.POSITION_OR_CONTEXT, clean);
      case "local" -> {}
      default ->
          add(
              layer,
              probe,
              ScoreId.POSITION_OR_CONTEXT,
              Outcome.notApplicable("an operator that Gimbal does not know lies above"));
    }
  }

  private void addResampled(int layer, int probe, Outcome loss) {
    add(layer, probe, ScoreId.BORDER, part(layer, probe, ScoreId.LOSS_UNCLEAN, loss));
    Outcome clean = part(layer, probe, ScoreId.LOSS_CLEAN, loss);
    Outcome rest = clean;
    if (clean instanceof Outcome.Measured measured) {
      Outcome resampling =
          evidence
              .outcome(layer, probe, ScoreId.RESAMPLING)
              .orElse(Outcome.notApplicable("resampling was not measured"));
      rest =
          resampling instanceof Outcome.Measured cost
              ? Outcome.measured(measured.value() - cost.value(), Math.min(measured.n(), cost.n()))
              : resampling;
    }
    add(layer, probe, ScoreId.FILTER_GEOMETRY, rest);
  }

  /** A region's share of the loss; why there is none when the loss itself has none. */
  private Outcome part(int layer, int probe, ScoreId region, Outcome loss) {
    if (!(loss instanceof Outcome.Measured)) {
      return loss;
    }
    Outcome part =
        evidence.outcome(layer, probe, region).orElse(Outcome.notApplicable("was not measured"));
    return region == ScoreId.LOSS_CLEAN && part instanceof Outcome.NotApplicable
        ? Outcome.notApplicable(NOTHING_CLEAN)
        : part;
  }

  private void add(int layer, int probe, ScoreId score, Outcome outcome) {
    rows.add(new LayerScore(layer, probe, score, outcome));
  }
}
