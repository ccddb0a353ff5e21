package dev.gimbal.score;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.ShiftAlignment;

/**
 * A plane of H·W non-negative values whose sum over visible cells is asked for many alignments: the
 * sum of a rectangle takes four look-ups.
 */
public final class PlaneSums {
  private final double[] plane;
  private final int width;
  private final double[] corner;

  /**
   * Adds up.
   *
   * @param plane row by row
   */
  public PlaneSums(double[] plane, int width) {
    this.plane = plane;
    this.width = width;
    int height = plane.length / width;
    corner = new double[(height + 1) * (width + 1)];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += plane[y * width + x];
        corner[at(y + 1, x + 1)] = corner[at(y, x + 1)] + row;
      }
    }
  }

  private int at(int y, int x) {
    return y * (width + 1) + x;
  }

  /** Sum over all cells. */
  public double total() {
    return corner[corner.length - 1];
  }

  /** Sum over the visible cells. */
  public double visible(Alignment alignment) {
    if (alignment.visibleCells() == plane.length) {
      return total();
    }
    if (!(alignment instanceof ShiftAlignment shift)) {
      return alignment.sumVisible(plane);
    }
    if (shift.visibleCells() == 0) {
      return 0;
    }
    int top = shift.visibleRows().first();
    int bottom = shift.visibleRows().last() + 1;
    int left = shift.visibleColumns().first();
    int right = shift.visibleColumns().last() + 1;
    double sum = corner[at(bottom, right)] - corner[at(top, right)];
    // Rounding may leave a tiny negative where all values are zero.
    return Math.max(0, sum - (corner[at(bottom, left)] - corner[at(top, left)]));
  }
}
