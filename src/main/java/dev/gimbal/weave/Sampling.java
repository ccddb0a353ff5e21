package dev.gimbal.weave;

import dev.gimbal.geometry.AffineMap;
import dev.gimbal.geometry.Motion;

/** How a probe graph reads a probed map in the reference frame. */
public enum Sampling {
  /**
   * Rows and columns apart, each by a matrix: translations, crops, half turns. Exact where cells
   * map to cells.
   */
  AXIS_ALIGNED,
  /** Every cell at a place of its own: all other turns. */
  FREE;

  /** What a motion needs. */
  public static Sampling of(Motion motion) {
    if (motion instanceof Motion.Warp warp) {
      AffineMap map = warp.map();
      return map.yx() == 0 && map.xy() == 0 ? AXIS_ALIGNED : FREE;
    }
    return AXIS_ALIGNED;
  }
}
