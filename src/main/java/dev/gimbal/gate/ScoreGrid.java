package dev.gimbal.gate;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores of layers by layer and probe. What is missing in a result is never taken for good: a row
 * that every measured layer has counts as failed, and of a layer that failed or is degenerate every
 * score is.
 */
final class ScoreGrid {
  private static final Outcome.Failed MISSING =
      new Outcome.Failed("the result holds no such row, though every layer has one");

  private final AuditResult result;
  private final Map<ScoreId, @Nullable Outcome[]> outcomes = new EnumMap<>(ScoreId.class);

  ScoreGrid(AuditResult result) {
    this.result = result;
    int cells = Math.multiplyExact(result.layers().size(), result.probes().size());
    for (LayerScore score : result.scores()) {
      outcomes
              .computeIfAbsent(score.score(), unused -> new Outcome[cells])[
              cell(score.layer(), score.probe())] =
          score.outcome();
    }
  }

  private int cell(int layer, int probe) {
    return layer * result.probes().size() + probe;
  }

  private @Nullable Outcome row(int layer, int probe, ScoreId score) {
    @Nullable Outcome[] all = outcomes.get(score);
    return all == null ? null : all[cell(layer, probe)];
  }

  /** The score, or the state that stands for it. */
  Outcome outcome(int layer, int probe, ScoreId score) {
    Outcome own = row(layer, probe, score);
    if (own != null) {
      return own;
    }
    Outcome invariance = row(layer, probe, ScoreId.INVARIANCE);
    if (invariance == null) {
      return MISSING;
    }
    if (!(invariance instanceof Outcome.Measured)) {
      return invariance;
    }
    Outcome equivariance = row(layer, probe, ScoreId.EQUIVARIANCE);
    if (equivariance == null) {
      return MISSING;
    }
    return equivariance instanceof Outcome.NotApplicable
        ? equivariance
        : new Outcome.NotApplicable("the probe gives no " + score.id() + " here");
  }
}
