package dev.gimbal.score;

import java.util.Arrays;

/**
 * One sum a place in a block of channels, kept in chunks so that {@link ChunkLoops} can add to
 * them.
 */
final class CellSums {
  private float[][] chunks = new float[0][];
  private int values;

  /** Sets the sums of a block of so many values to zero. */
  void clear(int newValues) {
    values = newValues;
    int count = (values + ChunkLoops.SIZE - 1) / ChunkLoops.SIZE;
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

  /** The sums of places chunk · SIZE onwards. */
  float[] chunk(int chunk) {
    return chunks[chunk];
  }

  int count() {
    return (values + ChunkLoops.SIZE - 1) / ChunkLoops.SIZE;
  }

  /** Places in a chunk. */
  int size(int chunk) {
    return Math.min(ChunkLoops.SIZE, values - chunk * ChunkLoops.SIZE);
  }

  private float at(int place) {
    return chunks[place / ChunkLoops.SIZE][place % ChunkLoops.SIZE];
  }

  /** Sum over the cells of rows y0…y1 and columns x0…x1, all included, and over their channels. */
  double total(MapShape shape, int y0, int y1, int x0, int x1) {
    double sum = 0;
    for (int y = y0; y <= y1; y++) {
      int row = y * shape.width();
      for (int i = (row + x0) * shape.block(); i < (row + x1 + 1) * shape.block(); i++) {
        sum += at(i);
      }
    }
    return sum;
  }
}
