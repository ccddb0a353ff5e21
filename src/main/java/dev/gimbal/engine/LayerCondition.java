package dev.gimbal.engine;

import dev.gimbal.result.Outcome;
import dev.gimbal.score.ReferenceMoments;
import dev.gimbal.score.ReferenceSummary;
import java.util.Optional;

/**
 * Whether a layer can be scored at all.
 *
 * @param found its reference summary, absent where values were NaN or infinite
 * @param problem failed or degenerate, where it is
 * @param baseFloor relative noise floor of its element type
 */
record LayerCondition(
    Optional<ReferenceSummary> found, Optional<Outcome> problem, double baseFloor) {
  private static final double FLOAT32_FLOOR = 1e-8;
  private static final double FLOAT16_FLOOR = 1e-5;

  static LayerCondition of(ReferenceMoments moments, boolean halfPrecision) {
    double floor = baseFloor(halfPrecision);
    Optional<ReferenceSummary> summary = moments.summary(floor);
    if (summary.isEmpty()) {
      Outcome failed = new Outcome.Failed("NaN or infinity in the output for an unprobed image");
      return new LayerCondition(summary, Optional.of(failed), floor);
    }
    if (summary.get().scale() <= floor * summary.get().meanSquare()) {
      Outcome degenerate = new Outcome.Degenerate("the output is the same for every image");
      return new LayerCondition(summary, Optional.of(degenerate), floor);
    }
    return new LayerCondition(summary, Optional.empty(), floor);
  }

  /** The relative noise floor of an element type. */
  static double baseFloor(boolean halfPrecision) {
    return halfPrecision ? FLOAT16_FLOOR : FLOAT32_FLOOR;
  }

  /** Only for layers without a problem. */
  ReferenceSummary summary() {
    return found.orElseThrow();
  }

  /** What the probe pass should score: nothing where a problem is known already. */
  Optional<ReferenceSummary> scorable() {
    return problem.isPresent() ? Optional.empty() : found;
  }
}
