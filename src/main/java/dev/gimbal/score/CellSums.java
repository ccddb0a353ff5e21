package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import java.util.Arrays;

/** One sum a cell of a map, kept in chunks so that {@link ChunkLoops} can add to them. */
final class CellSums {
  private float[][] chunks = new float[0][];
  private int cells;

  /** Sets the sums of a map of so many cells to zero. */
  void clear(int newCells) {
    cells = newCells;
    int count = (cells + ChunkLoops.SIZE - 1) / ChunkLoops.SIZE;
    int known = chunks.length;
    if (known < count) {
      chunks = Arrays.copyOf(chunks, count);
      for (int k = known; k < count; k++) {
        chunks[k] = new float[ChunkLoops.SIZE];
      }
    }
    for (int k = 0; k < count; k++) {
      Arrays.fill(chunks[k], 0);
    }
  }

  /** The sums of cells chunk · SIZE onwards. */
  float[] chunk(int chunk) {
    return chunks[chunk];
  }

  int count() {
    return (cells + ChunkLoops.SIZE - 1) / ChunkLoops.SIZE;
  }

  /** Cells in a chunk. */
  int size(int chunk) {
    return Math.min(ChunkLoops.SIZE, cells - chunk * ChunkLoops.SIZE);
  }

  private float at(int cell) {
    return chunks[cell / ChunkLoops.SIZE][cell % ChunkLoops.SIZE];
  }

  /** Adds every cell's sum to a plane. */
  void addTo(double[] plane) {
    for (int cell = 0; cell < cells; cell++) {
      plane[cell] += at(cell);
    }
  }

  /** Sum over the cells of rows y0…y1 and columns x0…x1, all included. */
  double total(int width, int y0, int y1, int x0, int x1) {
    double sum = 0;
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        sum += at(y * width + x);
      }
    }
    return sum;
  }

  /** Sum over the visible cells that are clean (or, asked for the others, unclean). */
  double total(ShiftAlignment alignment, int width, boolean clean) {
    double sum = 0;
    for (int y = alignment.visibleRows().first(); y <= alignment.visibleRows().last(); y++) {
      for (int x = alignment.visibleColumns().first();
          x <= alignment.visibleColumns().last();
          x++) {
        if ((alignment.isCleanRow(y) && alignment.isCleanColumn(x)) == clean) {
          sum += at(y * width + x);
        }
      }
    }
    return sum;
  }
}
