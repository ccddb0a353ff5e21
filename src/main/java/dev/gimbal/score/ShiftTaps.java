package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;

/**
 * The neighbours that a shifted layer reads for every cell, one, two or four of them, each with a
 * constant weight, and where in a channel's plane they lie.
 */
final class ShiftTaps {
  private final ShiftAlignment alignment;
  private final MapShape shape;
  private final int[] down;
  private final int[] right;
  private final float[] weights;
  private final float[][] taps;
  private final float[][] rolled;
  private final boolean wraps;

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
    taps = new float[weights.length][ChunkLoops.SIZE];
    rolled = new float[wraps ? weights.length : 0][wraps ? shape.cells() : 0];
  }

  /** Prepares a channel whose plane begins at {@code planes[at]}; only cyclic shifts need it. */
  void channel(float[] planes, int at) {
    for (int tap = 0; tap < rolled.length; tap++) {
      for (int y = 0; y < shape.height(); y++) {
        int row = index(y + alignment.offsetY() + down[tap], shape.height(), alignment.wrapsY());
        for (int x = 0; x < shape.width(); x++) {
          int column =
              index(x + alignment.offsetX() + right[tap], shape.width(), alignment.wrapsX());
          rolled[tap][y * shape.width() + x] = planes[at + row * shape.width() + column];
        }
      }
    }
  }

  /**
   * Where an axis does not wrap, only cells that are not visible would be read outside: any value
   * will do.
   */
  private static int index(int shifted, int size, boolean wraps) {
    return wraps ? Math.floorMod(shifted, size) : Math.max(0, Math.min(size - 1, shifted));
  }

  /** Adds (read value − reference)² of the cells from {@code first} on to a chunk of sums. */
  void add(float[] planes, int at, int first, int n, float[] reference, float[] sums) {
    for (int tap = 0; tap < taps.length; tap++) {
      load(tap, planes, at, first, n);
    }
    switch (taps.length) {
      case 1 -> ChunkLoops.plain(taps[0], reference, sums, n);
      case 2 -> ChunkLoops.twoTaps(weights[0], taps[0], weights[1], taps[1], reference, sums, n);
      default ->
          ChunkLoops.fourTaps(
              weights[0],
              taps[0],
              weights[1],
              taps[1],
              weights[2],
              taps[2],
              weights[3],
              taps[3],
              reference,
              sums,
              n);
    }
  }

  /**
   * As {@link #add} for a shift by whole cells, with channel-balanced sums beside the plain ones.
   */
  void addWeighted(
      float[] planes,
      int at,
      int first,
      int n,
      float[] reference,
      float weight,
      float[] sums,
      float[] balanced) {
    load(0, planes, at, first, n);
    ChunkLoops.weighted(taps[0], reference, weight, sums, balanced, n);
  }

  boolean isWhole() {
    return taps.length == 1;
  }

  private void load(int tap, float[] planes, int at, int first, int n) {
    if (wraps) {
      System.arraycopy(rolled[tap], first, taps[tap], 0, n);
      return;
    }
    int offset =
        (alignment.offsetY() + down[tap]) * shape.width() + alignment.offsetX() + right[tap];
    // What would lie outside the plane belongs to cells that are not visible: those keep stale
    // values.
    int from = Math.max(0, first + offset);
    int to = Math.min(shape.cells(), first + offset + n);
    if (from < to) {
      System.arraycopy(planes, at + from, taps[tap], from - first - offset, to - from);
    }
  }
}
