package dev.gimbal.engine;

import dev.gimbal.engine.LayerTotals.Cell;
import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.score.ReferenceSummary;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.RatioAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what the passes added up into the scores of layers under probes, each with its status. */
final class LayerScores {
  /** Below this share of visible variance a map's equivariance is not applicable. */
  static final double LEAST_VISIBLE_SHARE = 0.2;

  private final Campaign campaign;
  private final List<LayerCondition> conditions;
  private final ProbePass.Totals totals;
  private final List<LayerScore> scores = new ArrayList<>();

  LayerScores(Campaign campaign, List<LayerCondition> conditions, ProbePass.Totals totals) {
    this.campaign = campaign;
    this.conditions = conditions;
    this.totals = totals;
  }

  List<LayerScore> all() {
    for (int layer = 0; layer < campaign.layers().size(); layer++) {
      for (int probe = 0; probe < campaign.probes().size(); probe++) {
        score(layer, probe);
      }
    }
    return scores;
  }

  private void score(int layer, int probe) {
    Optional<Outcome> broken = conditions.get(layer).problem();
    if (broken.isPresent()) {
      add(layer, probe, ScoreId.INVARIANCE, broken.get());
      return;
    }
    ReferenceSummary summary = conditions.get(layer).summary();
    Cell cell = totals.layers().cell(layer, probe);
    if (!cell.invariance.isFinite() || !cell.aligned.isFinite()) {
      add(layer, probe, ScoreId.INVARIANCE, new Outcome.Failed("NaN or infinity under this probe"));
      return;
    }
    add(layer, probe, ScoreId.INVARIANCE, ratio(cell.invariance, scale(cell.invariance)));
    addBalanced(layer, probe, ScoreId.INVARIANCE_BALANCED, cell.invarianceBalanced);
    double noise = totals.noise().of(layer, LayerScores::sum) / summary.scale();
    double floor = Math.max(noise, conditions.get(layer).baseFloor());
    aligned(layer, probe, summary, floor);
  }

  private static double sum(double[] plane) {
    double sum = 0;
    for (double value : plane) {
      sum += value;
    }
    return sum;
  }

  /**
   * Scores in the reference frame; the noise floor is written once, the larger one where both
   * scores exist.
   */
  private void aligned(int layer, int probe, ReferenceSummary summary, double invarianceFloor) {
    Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
    Optional<String> obstacle = obstacle(layer, probe, alignment);
    if (obstacle.isPresent()) {
      add(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable(obstacle.get()));
      add(layer, probe, ScoreId.NOISE_FLOOR, Outcome.measured(invarianceFloor, summary.images()));
      return;
    }
    Alignment visible = alignment.orElseThrow();
    Cell cell = totals.layers().cell(layer, probe);
    double scale = scale(cell.aligned);
    add(layer, probe, ScoreId.VISIBLE_SHARE, measured(visibleShare(cell)));
    if (visible.onGrid()) {
      add(layer, probe, ScoreId.EQUIVARIANCE, ratio(cell.aligned, scale));
      addBalanced(layer, probe, ScoreId.EQUIVARIANCE_BALANCED, cell.alignedBalanced);
    } else {
      add(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable(offGrid(layer, visible)));
    }
    losses(layer, probe, visible, cell, scale);
    double noise = totals.noise().of(layer, visible::sumVisible) / scale;
    double floor = Math.max(Math.max(noise, conditions.get(layer).baseFloor()), invarianceFloor);
    add(layer, probe, ScoreId.NOISE_FLOOR, measured(floor));
    interpolation(layer, probe);
  }

  private void losses(int layer, int probe, Alignment alignment, Cell cell, double scale) {
    int images = totals.layers().images();
    add(layer, probe, ScoreId.LOSS, measured((cell.clean + cell.unclean) / images / scale));
    add(layer, probe, ScoreId.LOSS_UNCLEAN, measured(cell.unclean / images / scale));
    add(
        layer,
        probe,
        ScoreId.LOSS_CLEAN,
        alignment.cleanCells() == 0
            ? Outcome.notApplicable("no visible cell is clean: zero by structure")
            : measured(cell.clean / images / scale));
    if (!(alignment instanceof ShiftAlignment)) {
      add(layer, probe, ScoreId.RESAMPLING, measured(cell.roundTrip / images / scale));
    }
  }

  private void interpolation(int layer, int probe) {
    campaign
        .phases()
        .indexOf(layer, probe, campaign.alignments())
        .filter(totals.phases()::isDefined)
        .ifPresent(
            phase ->
                add(
                    layer,
                    probe,
                    ScoreId.INTERPOLATION_FLOOR,
                    Outcome.measured(
                        totals.phases().floor(phase, campaign.imageCount()),
                        totals.phases().images())));
  }

  /** Why a layer has no scores in the reference frame under a probe; none if it has. */
  private Optional<String> obstacle(int layer, int probe, Optional<Alignment> alignment) {
    Layer watched = campaign.layers().get(layer).layer();
    if (watched.kind() != LayerKind.MAP) {
      return Optional.of("a " + watched.kind().id() + " output has no grid");
    }
    if (watched.geometry() instanceof Layer.Geometry.Unknown unknown) {
      return Optional.of(unknown.reason());
    }
    if (alignment.isEmpty() || alignment.get().visibleCells() == 0) {
      return Optional.of("nothing stays visible");
    }
    double share = visibleShare(totals.layers().cell(layer, probe));
    return share < LEAST_VISIBLE_SHARE
        ? Optional.of(
            String.format(java.util.Locale.ROOT, "too little visible: %.3f of the variance", share))
        : Optional.empty();
  }

  /** Both sums run over the same distances, in another order, which may round past 1. */
  private static double visibleShare(Cell cell) {
    return Math.min(1, scale(cell.aligned) / scale(cell.invariance));
  }

  private String offGrid(int layer, Alignment alignment) {
    if (!(alignment instanceof ShiftAlignment)) {
      return "off-grid: cells do not map to cells";
    }
    LayerGeometry geometry = campaign.layers().get(layer).geometry().orElseThrow();
    AxisGeometry y = geometry.y();
    AxisGeometry x = geometry.x();
    return "off-grid: not a multiple of the period " + y.period() + "×" + x.period() + " px";
  }

  private void addBalanced(int layer, int probe, ScoreId score, RatioAccumulator accumulator) {
    double scale = scale(accumulator);
    add(
        layer,
        probe,
        score,
        scale > 0 && accumulator.isFinite()
            ? ratio(accumulator, scale)
            : Outcome.notApplicable("no live channel is visible"));
  }

  /** D over the accumulator's region, from the images' squared distances from their mean. */
  private static double scale(RatioAccumulator accumulator) {
    return accumulator.scale().orElseThrow();
  }

  private static Outcome ratio(RatioAccumulator accumulator, double scale) {
    double value = accumulator.score(scale).orElseThrow();
    Optional<Bounds> bounds = accumulator.interval(scale);
    return bounds
        .map(found -> Outcome.measured(value, found.lo(), found.hi(), accumulator.count()))
        .orElseGet(() -> Outcome.measured(value, accumulator.count()));
  }

  private Outcome measured(double value) {
    return Outcome.measured(value, totals.layers().images());
  }

  private void add(int layer, int probe, ScoreId score, Outcome outcome) {
    scores.add(new LayerScore(layer, probe, score, outcome));
  }
}
