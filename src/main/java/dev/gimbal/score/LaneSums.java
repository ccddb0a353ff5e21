package dev.gimbal.score;

import java.util.Arrays;

/**
 * Sums over the chunks of one block, one for every place of a chunk; folded to one sum a channel at
 * the end of the block.
 */
final class LaneSums {
  private float[] values = new float[ChunkLoops.SIZE];
  private float[] upper = new float[ChunkLoops.SIZE];
  private int most;

  /** Begins a block whose largest chunk has so many values; none, where nothing will be added. */
  void clear(int newMost) {
    most = newMost;
    if (values.length < most) {
      values = new float[most];
      upper = new float[most];
    }
    Arrays.fill(values, 0, most, 0);
  }

  float[] values() {
    return values;
  }

  /** Adds the upper half of the cells to the lower one until few are left. */
  void fold(int block, double[] sums) {
    if (most == 0) {
      Arrays.fill(sums, 0, block, 0);
      return;
    }
    int cells = most / block;
    while (cells > 1 && cells * block > 16) {
      int moved = cells / 2;
      int kept = cells - moved;
      System.arraycopy(values, kept * block, upper, 0, moved * block);
      ChunkLoops.add(upper, values, moved * block);
      cells = kept;
    }
    for (int lane = 0; lane < block; lane++) {
      double sum = 0;
      for (int cell = 0; cell < cells; cell++) {
        sum += values[cell * block + lane];
      }
      sums[lane] = sum;
    }
  }
}
