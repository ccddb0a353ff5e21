package dev.gimbal.gate.compare;

import dev.gimbal.result.ScoreId;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.LayerForm;
import dev.gimbal.result.records.LayerSum;
import java.util.Optional;

/** The ratio scores of layers that records hold image by image. */
enum RatioKind {
  INVARIANCE(LayerSum.INVARIANCE, ScoreId.INVARIANCE),
  INVARIANCE_BALANCED(LayerSum.INVARIANCE_BALANCED, ScoreId.INVARIANCE_BALANCED),
  ALIGNED(LayerSum.ALIGNED, ScoreId.EQUIVARIANCE),
  ALIGNED_BALANCED(LayerSum.ALIGNED_BALANCED, ScoreId.EQUIVARIANCE_BALANCED);

  private final LayerSum loss;
  private final ScoreId score;

  RatioKind(LayerSum loss, ScoreId score) {
    this.loss = loss;
    this.score = score;
  }

  ScoreId score() {
    return score;
  }

  /** The kind behind a score of layers; a loss is 1 − the aligned ratio. */
  static Optional<RatioKind> of(ScoreId score) {
    for (RatioKind kind : values()) {
      if (kind.score == score || kind == ALIGNED && score == ScoreId.LOSS) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  boolean isKept(LayerForm form) {
    return loss.ordinal() < form.sums();
  }

  double loss(ImageRow row, int layer, int probe) {
    return row.sum(layer, probe, loss);
  }

  double distance(ImageRow row, int layer, int probe) {
    return switch (this) {
      case INVARIANCE -> row.distance(layer);
      case INVARIANCE_BALANCED -> row.balancedDistance(layer);
      case ALIGNED -> row.sum(layer, probe, LayerSum.DISTANCE);
      case ALIGNED_BALANCED -> row.sum(layer, probe, LayerSum.DISTANCE_BALANCED);
    };
  }
}
