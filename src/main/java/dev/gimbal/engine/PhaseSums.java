package dev.gimbal.engine;

import dev.gimbal.score.PhaseFloor;

/** Interpolation sums of every phase, over the first images of the plan. */
final class PhaseSums {
  private final double[] residual;
  private final double[] deviation;
  private final double[] moved;
  private int images;

  PhaseSums(int phases) {
    residual = new double[phases];
    deviation = new double[phases];
    moved = new double[phases];
  }

  void add(int phase, PhaseFloor.Sums sums) {
    residual[phase] += sums.residual();
    deviation[phase] += sums.deviation();
    moved[phase] += sums.movedDeviation();
  }

  void countImage() {
    images++;
  }

  /** Adds what a later image saw; an image beyond the first ones brings nothing. */
  void combine(PhaseSums later) {
    if (later.images == 0) {
      return;
    }
    for (int phase = 0; phase < residual.length; phase++) {
      residual[phase] += later.residual[phase];
      deviation[phase] += later.deviation[phase];
      moved[phase] += later.moved[phase];
    }
    images += later.images;
  }

  int images() {
    return images;
  }

  /**
   * Loss of moving the references by the phase and back, as a share of D over the same cells; D is
   * 2n/(n − 1) times the mean squared distance from the mean of all n images.
   */
  double floor(int phase, int allImages) {
    return residual[phase] / (2.0 * allImages / (allImages - 1) * deviation[phase]);
  }

  /**
   * Σ(v + v_φ) ÷ D: one half for the references' own variance, the rest for what interpolation left
   * of it.
   */
  double scale(int phase) {
    return 0.5 + 0.5 * moved[phase] / deviation[phase];
  }

  boolean isDefined(int phase) {
    return deviation[phase] > 0
        && Double.isFinite(residual[phase] + deviation[phase] + moved[phase]);
  }
}
