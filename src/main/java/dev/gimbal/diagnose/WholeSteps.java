package dev.gimbal.diagnose;

import dev.gimbal.result.LayerInfo;

/**
 * The translations that move a layer's map by whole cells: shifts by whole pixels that are
 * multiples of the period on both axes. The one place where diagnosis decides what is on-grid.
 *
 * @param y smallest positive whole-pixel multiple of the period downwards
 * @param x the same to the right
 */
record WholeSteps(long y, long x) {
  static WholeSteps of(LayerInfo.Grid grid) {
    return new WholeSteps(grid.wholeStepPixels(0), grid.wholeStepPixels(1));
  }

  boolean isOnGrid(int dy, int dx) {
    return dy % y == 0 && dx % x == 0;
  }
}
