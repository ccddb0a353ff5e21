package dev.gimbal.result;

import java.util.List;

/**
 * Loss of a layer against the shift in 1-px steps along one axis, with what interpolation alone
 * explains.
 *
 * @param layer index of the layer
 * @param axis "y" or "x"
 * @param points ordered by shift
 */
public record PhaseProfile(int layer, String axis, List<Point> points) {
  /**
   * One shift.
   *
   * @param shiftPixels signed shift
   * @param onGrid whether it is a multiple of the layer's period
   * @param loss E‖u‖²_R / D|R
   * @param floor loss of moving the references by this phase and back, over the same D|R
   * @param scale Σ_R(v + v_φ) / D|R: the loss if the interpolated map had nothing to do with the
   *     reference; v the variance of the references, v_φ of the references interpolated at this
   *     phase
   */
  public record Point(int shiftPixels, boolean onGrid, double loss, double floor, double scale) {}

  public PhaseProfile {
    points = List.copyOf(points);
  }
}
