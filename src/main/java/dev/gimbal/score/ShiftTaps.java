package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import java.util.Arrays;

/**
 * Reads a probed map where a shift moved its cells to: one neighbour a cell, or two or four, each
 * with a constant weight.
 */
final class ShiftTaps {
  private final ShiftAlignment alignment;
  private final MapShape shape;
  private final int[] down;
  private final int[] right;
  private final float[] weights;
  private final float[][] taps;
  private final boolean wraps;
  private final float[] block;
  private final float[][] rolled;

  ShiftTaps(ShiftAlignment alignment, MapShape shape) {
    this.alignment = alignment;
    this.shape = shape;
    float y = (float) alignment.fractionY().toDouble();
    float x = (float) alignment.fractionX().toDouble();
    if (y == 0 && x == 0) {
      down = new int[] {0};
      right = new int[] {0};
      weights = new float[] {1};
    } else if (y == 0) {
      down = new int[] {0, 0};
      right = new int[] {0, 1};
      weights = new float[] {1 - x, x};
    } else if (x == 0) {
      down = new int[] {0, 1};
      right = new int[] {0, 0};
      weights = new float[] {1 - y, y};
    } else {
      down = new int[] {0, 0, 1, 1};
      right = new int[] {0, 1, 0, 1};
      weights = new float[] {(1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x};
    }
    wraps = alignment.wrapsY() || alignment.wrapsX();
    taps = new float[weights.length][Math.max(ChunkLoops.SIZE, shape.block())];
    block = new float[wraps ? shape.blockValues() : 0];
    rolled = new float[wraps ? weights.length : 0][wraps ? shape.blockValues() : 0];
  }

  /** Prepares the block whose values begin at {@code start}; only cyclic shifts need it. */
  void block(LayerValues probed, int start) {
    if (!wraps) {
      return;
    }
    probed.copy(start, shape.blockValues(), block);
    for (int tap = 0; tap < rolled.length; tap++) {
      for (int y = 0; y < shape.height(); y++) {
        int row = index(y + alignment.offsetY() + down[tap], shape.height(), alignment.wrapsY());
        roll(row * shape.width(), y * shape.width(), alignment.offsetX() + right[tap], tap);
      }
    }
  }

  private void roll(int fromRow, int toRow, int offset, int tap) {
    for (int x = 0; x < shape.width(); x++) {
      int column = index(x + offset, shape.width(), alignment.wrapsX());
      int from = (fromRow + column) * shape.block();
      System.arraycopy(block, from, rolled[tap], (toRow + x) * shape.block(), shape.block());
    }
  }

  /**
   * Where an axis does not wrap, only cells that are not visible would be read outside: any value
   * will do.
   */
  private static int index(int shifted, int size, boolean wraps) {
    return wraps ? Math.floorMod(shifted, size) : Math.max(0, Math.min(size - 1, shifted));
  }

  /**
   * The values at the images of a chunk's cells.
   *
   * @param start first value of the block
   * @param first first value of the chunk within the block
   * @return {@code n} values, in an array that the next call overwrites
   */
  float[] read(LayerValues probed, int start, int first, int n) {
    for (int tap = 0; tap < taps.length; tap++) {
      load(tap, probed, start, first, n);
    }
    switch (taps.length) {
      case 1 -> {}
      case 2 -> ChunkLoops.twoTaps(weights[0], weights[1], taps[1], taps[0], n);
      default -> ChunkLoops.fourTaps(weights, taps[1], taps[2], taps[3], taps[0], n);
    }
    return taps[0];
  }

  private void load(int tap, LayerValues probed, int start, int first, int n) {
    if (wraps) {
      System.arraycopy(rolled[tap], first, taps[tap], 0, n);
      return;
    }
    int cells = (alignment.offsetY() + down[tap]) * shape.width();
    int offset = (cells + alignment.offsetX() + right[tap]) * shape.block();
    int from = Math.max(0, first + offset);
    int to = Math.min(shape.blockValues(), first + offset + n);
    if (from == first + offset && to == from + n) {
      probed.copy(start + from, n, taps[tap]);
      return;
    }
    // What would lie outside the block belongs to cells that are not visible; what an earlier chunk
    // left there might be NaN, and zero times NaN counts.
    Arrays.fill(taps[tap], 0, n, 0);
    if (from < to) {
      float[] part = new float[to - from];
      probed.copy(start + from, part.length, part);
      System.arraycopy(part, 0, taps[tap], from - first - offset, part.length);
    }
  }
}
