package dev.gimbal.diagnose;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.OptionalInt;

/**
 * Sampling loss of one layer at an off-grid shift d: L(d) − L̄(d) − F(d), where L̄ interpolates L
 * bilinearly between the surrounding on-grid shifts (L(0) = 0) and F is the interpolation floor.
 *
 * <p>Signed: below 0 where interpolating smooths away more than sampling adds. It has no interval:
 * it is a difference of rows that share their images.
 */
final class SamplingLoss {
  private final Evidence evidence;
  private final int layer;
  private final WholeSteps steps;

  SamplingLoss(Evidence evidence, int layer, WholeSteps steps) {
    this.evidence = evidence;
    this.layer = layer;
    this.steps = steps;
  }

  Outcome under(int probe, ProbeInfo info, Outcome loss) {
    if (!(loss instanceof Outcome.Measured measured)) {
      return loss;
    }
    Outcome floor =
        evidence
            .outcome(layer, probe, ScoreId.INTERPOLATION_FLOOR)
            .orElse(Outcome.notApplicable("the interpolation floor was not measured"));
    if (!(floor instanceof Outcome.Measured smoothing)) {
      return floor;
    }
    Outcome between = between(info.dy().orElse(0), info.dx().orElse(0), info.border());
    if (!(between instanceof Outcome.Measured surrounding)) {
      return between;
    }
    return Outcome.measured(
        measured.value() - surrounding.value() - smoothing.value(),
        Math.min(measured.n(), smoothing.n()));
  }

  private Outcome between(int dy, int dx, String border) {
    long top = Math.floorDiv(dy, steps.y()) * steps.y();
    long left = Math.floorDiv(dx, steps.x()) * steps.x();
    double down = (double) (dy - top) / steps.y();
    double right = (double) (dx - left) / steps.x();
    double sum = 0;
    int n = Integer.MAX_VALUE;
    for (int corner = 0; corner < 4; corner++) {
      boolean lower = corner >= 2;
      boolean farther = corner % 2 == 1;
      double weight = (lower ? down : 1 - down) * (farther ? right : 1 - right);
      if (weight == 0) {
        continue;
      }
      Outcome loss =
          onGrid(top + (lower ? steps.y() : 0), left + (farther ? steps.x() : 0), border);
      if (!(loss instanceof Outcome.Measured measured)) {
        return loss;
      }
      sum += weight * measured.value();
      n = Math.min(n, measured.n());
    }
    return Outcome.measured(sum, n);
  }

  private Outcome onGrid(long dy, long dx, String border) {
    if (dy == 0 && dx == 0) {
      return Outcome.measured(0, Integer.MAX_VALUE);
    }
    OptionalInt probe = evidence.translation(Math.toIntExact(dy), Math.toIntExact(dx), border);
    if (probe.isEmpty()) {
      return Outcome.notApplicable(
          "the surrounding on-grid shift dx=" + dx + " dy=" + dy + " is not in the plan");
    }
    Outcome loss =
        evidence
            .outcome(layer, probe.getAsInt(), ScoreId.LOSS)
            .orElse(Outcome.notApplicable("was not measured"));
    return loss instanceof Outcome.Measured
        ? loss
        : Outcome.notApplicable(
            "the surrounding on-grid shift dx=" + dx + " dy=" + dy + " has no measured loss");
  }
}
