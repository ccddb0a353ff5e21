package dev.gimbal.weave;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import java.util.Arrays;

/**
 * What one row of a {@link ProbeGraph} needs to know of one geometry: where the cells go and which
 * count. Reused from row to row; one a worker.
 */
public final class ActionValues {
  private final int height;
  private final int width;
  private final float[] rows;
  private final float[] columns;
  private final float[] grid;
  private final float[] clean;
  private final float[] unclean;

  public ActionValues(LayerGeometry geometry, Sampling sampling) {
    height = geometry.y().size();
    width = geometry.x().size();
    boolean free = sampling == Sampling.FREE;
    rows = new float[free ? 0 : height * height];
    columns = new float[free ? 0 : width * width];
    grid = new float[free ? 2 * height * width : 0];
    clean = new float[height * width];
    unclean = new float[height * width];
  }

  /** Values of the inputs for places, in the order of {@link ProbeGraph.Actions#places}. */
  public float[] places(int input) {
    return grid.length > 0 ? grid : input == 0 ? rows : columns;
  }

  /** 1 for clean visible cells, else 0; row by row. */
  public float[] clean() {
    return clean;
  }

  public float[] unclean() {
    return unclean;
  }

  /** The probed map is read as the alignment says. */
  public void align(Alignment alignment) {
    clear();
    if (alignment instanceof ShiftAlignment shift) {
      shift(shift);
    } else {
      WarpAlignment warp = (WarpAlignment) alignment;
      for (int k = 0; k < warp.visibleCells(); k++) {
        mark(warp.cell(k), k < warp.cleanCells());
        if (grid.length > 0) {
          place(warp, k);
        } else {
          weigh(warp, k);
        }
      }
    }
  }

  /**
   * Every cell is read at itself, which only matrices do exactly; the visible cells of the
   * alignment count as clean.
   */
  public void stay(Alignment alignment) {
    requireMatrices();
    clear();
    for (int row = 0; row < height; row++) {
      rows[row * height + row] = 1;
    }
    for (int column = 0; column < width; column++) {
      columns[column * width + column] = 1;
    }
    if (alignment instanceof ShiftAlignment shift) {
      forEachVisible(shift, (cell, isClean) -> clean[cell] = 1);
    } else {
      WarpAlignment warp = (WarpAlignment) alignment;
      for (int k = 0; k < warp.visibleCells(); k++) {
        clean[warp.cell(k)] = 1;
      }
    }
  }

  private void clear() {
    Arrays.fill(rows, 0);
    Arrays.fill(columns, 0);
    Arrays.fill(grid, 0);
    Arrays.fill(clean, 0);
    Arrays.fill(unclean, 0);
  }

  private void mark(int cell, boolean isClean) {
    (isClean ? clean : unclean)[cell] = 1;
  }

  private void requireMatrices() {
    if (grid.length > 0) {
      throw new IllegalStateException("this graph reads at a grid of places");
    }
  }

  private void shift(ShiftAlignment shift) {
    requireMatrices();
    // out[i] = Σ_k rows[i][k] · in[k]; columns are multiplied from the right, so transposed.
    axis(shift.offsetY(), shift.fractionY().toDouble(), shift.wrapsY(), height, rows, height, 1);
    axis(shift.offsetX(), shift.fractionX().toDouble(), shift.wrapsX(), width, columns, 1, width);
    forEachVisible(shift, this::mark);
  }

  private static void axis(
      int offset, double fraction, boolean wraps, int size, float[] matrix, int cell, int source) {
    float far = (float) fraction;
    for (int i = 0; i < size; i++) {
      add(i + offset, 1 - far, wraps, size, matrix, i * cell, source);
      add(i + offset + 1, far, wraps, size, matrix, i * cell, source);
    }
  }

  private static void add(
      int index, float weight, boolean wraps, int size, float[] matrix, int base, int source) {
    int found = wraps ? Math.floorMod(index, size) : index;
    if (found >= 0 && found < size) {
      matrix[base + found * source] += weight;
    }
  }

  private interface CellVisitor {
    void visit(int cell, boolean isClean);
  }

  private void forEachVisible(ShiftAlignment shift, CellVisitor visitor) {
    for (int row = shift.visibleRows().first(); row <= shift.visibleRows().last(); row++) {
      for (int column = shift.visibleColumns().first();
          column <= shift.visibleColumns().last();
          column++) {
        visitor.visit(row * width + column, shift.isCleanRow(row) && shift.isCleanColumn(column));
      }
    }
  }

  /** Every visible cell of a row has the same weights on its column's axis, and so on. */
  private void weigh(WarpAlignment warp, int k) {
    int row = warp.cell(k) / width;
    int column = warp.cell(k) % width;
    int sourceRow = warp.source(k) / width;
    int sourceColumn = warp.source(k) % width;
    rows[row * height + sourceRow] = 1 - warp.weightY(k);
    if (warp.weightY(k) > 0) {
      rows[row * height + sourceRow + 1] = warp.weightY(k);
    }
    columns[sourceColumn * width + column] = 1 - warp.weightX(k);
    if (warp.weightX(k) > 0) {
      columns[(sourceColumn + 1) * width + column] = warp.weightX(k);
    }
  }

  private void place(WarpAlignment warp, int k) {
    int at = 2 * warp.cell(k);
    grid[at] = normalised(warp.source(k) % width + (double) warp.weightX(k), width);
    grid[at + 1] = normalised(warp.source(k) / width + (double) warp.weightY(k), height);
  }

  /** −1 and 1 are the centres of the first and the last cell. */
  private static float normalised(double index, int size) {
    return size == 1 ? 0 : (float) (2 * index / (size - 1) - 1);
  }
}
