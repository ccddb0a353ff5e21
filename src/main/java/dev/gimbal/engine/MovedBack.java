package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import java.util.Arrays;

/**
 * Reads one channel of a probed map in the reference frame, bilinearly and exactly where cells map
 * to cells; for pictures, one plane at a time. Cells that are not visible are NaN.
 */
final class MovedBack {
  private final int height;
  private final int width;
  private final Alignment alignment;

  MovedBack(int height, int width, Alignment alignment) {
    this.height = height;
    this.width = width;
    this.alignment = alignment;
  }

  /**
   * Moves a plane back.
   *
   * @param probed all planes of the probed map
   * @param from index of the plane's first value
   */
  float[] plane(float[] probed, int from) {
    float[] moved = new float[height * width];
    Arrays.fill(moved, Float.NaN);
    if (alignment instanceof ShiftAlignment shift) {
      shifted(shift, probed, from, moved);
    } else {
      WarpAlignment warp = (WarpAlignment) alignment;
      for (int k = 0; k < warp.visibleCells(); k++) {
        int row = warp.source(k) / width;
        int column = warp.source(k) % width;
        moved[warp.cell(k)] =
            read(probed, from, row, column, row + 1, column + 1, warp.weightY(k), warp.weightX(k));
      }
    }
    return moved;
  }

  private void shifted(ShiftAlignment shift, float[] probed, int from, float[] moved) {
    float weightY = (float) shift.fractionY().toDouble();
    float weightX = (float) shift.fractionX().toDouble();
    for (int y = shift.visibleRows().first(); y <= shift.visibleRows().last(); y++) {
      int row = cell(y + shift.offsetY(), height, shift.wrapsY());
      int below = cell(y + shift.offsetY() + 1, height, shift.wrapsY());
      for (int x = shift.visibleColumns().first(); x <= shift.visibleColumns().last(); x++) {
        int column = cell(x + shift.offsetX(), width, shift.wrapsX());
        int right = cell(x + shift.offsetX() + 1, width, shift.wrapsX());
        moved[y * width + x] = read(probed, from, row, column, below, right, weightY, weightX);
      }
    }
  }

  private static int cell(int index, int size, boolean wraps) {
    return wraps ? Math.floorMod(index, size) : index;
  }

  /** Neighbours of weight zero may lie outside and are not read. */
  private float read(
      float[] plane,
      int from,
      int row,
      int column,
      int below,
      int right,
      float weightY,
      float weightX) {
    double upper = across(plane, from + row * width, column, right, weightX);
    if (weightY == 0) {
      return (float) upper;
    }
    double lower = across(plane, from + below * width, column, right, weightX);
    return (float) (upper + weightY * (lower - upper));
  }

  private static double across(float[] plane, int row, int column, int right, float weightX) {
    double left = plane[row + column];
    return weightX == 0 ? left : left + weightX * (plane[row + right] - left);
  }
}
