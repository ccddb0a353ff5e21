package dev.gimbal.geometry;

/**
 * How the probed map of one layer is read in the reference frame under one probe: which reference
 * cells are visible, which of them are clean, and where each one's image lies in the probed map.
 */
public sealed interface Alignment permits ShiftAlignment, WarpAlignment {
  /** True when cells map to cells, so that the comparison needs no interpolation. */
  boolean onGrid();

  /** Number of visible reference cells. */
  int visibleCells();

  /** Number of visible reference cells that are also clean. */
  int cleanCells();

  /** Sum of a plane of H·W values (row by row) over the visible cells. */
  double sumVisible(double[] plane);

  /** The alignment of a layer's grid under a motion. */
  static Alignment of(LayerGeometry geometry, Motion motion) {
    if (motion instanceof Motion.Shift shift) {
      return ShiftAlignment.of(geometry, shift);
    }
    return WarpAlignment.of(geometry, ((Motion.Warp) motion).map());
  }
}
