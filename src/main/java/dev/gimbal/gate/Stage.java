package dev.gimbal.gate;

import dev.gimbal.result.AuditResult;
import dev.gimbal.stats.AsymptoticSequence;

/**
 * How far an audit has come.
 *
 * @param isSequential whether it may end, or has ended, because of its numbers
 * @param images measured
 * @param planned images in all
 */
record Stage(boolean isSequential, int images, int planned) {
  static Stage of(AuditResult result) {
    AuditResult.Plan plan = result.plan();
    return new Stage(plan.earlyStopping().isPresent(), plan.images(), plan.planned());
  }

  /** Whether images of the plan have not been measured. */
  boolean isPartial() {
    return images < planned;
  }

  /** Why a score has no interval. */
  String withoutInterval(int n) {
    return isSequential && n < AsymptoticSequence.LEAST_IMAGES
        ? "too few images for an interval while looking: "
            + n
            + " of at least "
            + AsymptoticSequence.LEAST_IMAGES
        : "the result holds no interval here";
  }
}
