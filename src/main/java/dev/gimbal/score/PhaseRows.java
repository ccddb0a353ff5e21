package dev.gimbal.score;

/**
 * Moves blocks of channels by a sub-cell phase, chunk by chunk. Cells at the edge of the map, whose
 * neighbours do not exist, get values of no meaning: callers leave them out.
 */
final class PhaseRows {
  private final MapShape shape;
  private final float phaseY;
  private final float phaseX;
  private final float[] filtered;
  private final float[] before = new float[ChunkLoops.SIZE];
  private final float[] here = new float[ChunkLoops.SIZE];
  private final float[] after = new float[ChunkLoops.SIZE];
  private final float[] result = new float[ChunkLoops.SIZE];

  PhaseRows(MapShape shape, float phaseY, float phaseX) {
    this.shape = shape;
    this.phaseY = phaseY;
    this.phaseX = phaseX;
    filtered = new float[shape.blockValues()];
  }

  /** Adds one block of channels, whose values begin at {@code base} in both arrays. */
  void add(
      float[] map,
      float[] centred,
      int base,
      CellSums residual,
      CellSums deviation,
      CellSums moved) {
    for (int chunk = 0; chunk < residual.count(); chunk++) {
      symmetric(map, base, chunk, residual.size(chunk), shape.block(), phaseX);
      System.arraycopy(result, 0, filtered, chunk * ChunkLoops.SIZE, residual.size(chunk));
    }
    for (int chunk = 0; chunk < residual.count(); chunk++) {
      int n = residual.size(chunk);
      symmetric(filtered, 0, chunk, n, shape.width() * shape.block(), phaseY);
      System.arraycopy(map, base + chunk * ChunkLoops.SIZE, here, 0, n);
      ChunkLoops.plain(here, result, residual.chunk(chunk), n);
    }
    for (int chunk = 0; chunk < residual.count(); chunk++) {
      int n = residual.size(chunk);
      blend(centred, base, chunk, n, shape.block(), phaseX);
      System.arraycopy(result, 0, filtered, chunk * ChunkLoops.SIZE, n);
      System.arraycopy(centred, base + chunk * ChunkLoops.SIZE, here, 0, n);
      ChunkLoops.squares(here, deviation.chunk(chunk), n);
    }
    for (int chunk = 0; chunk < residual.count(); chunk++) {
      int n = residual.size(chunk);
      blend(filtered, 0, chunk, n, shape.width() * shape.block(), phaseY);
      ChunkLoops.squares(result, moved.chunk(chunk), n);
    }
  }

  /**
   * result = the plane moved by the phase and back along the axis whose neighbours are {@code step}
   * values apart.
   */
  private void symmetric(float[] plane, int base, int chunk, int n, int step, float phase) {
    load(plane, base, chunk, n, 0, here);
    if (phase == 0) {
      System.arraycopy(here, 0, result, 0, n);
      return;
    }
    load(plane, base, chunk, n, -step, before);
    load(plane, base, chunk, n, step, after);
    float side = phase * (1 - phase);
    ChunkLoops.symmetric(side, before, after, 1 - 2 * side, here, result, n);
  }

  /** result = the plane moved by the phase. */
  private void blend(float[] plane, int base, int chunk, int n, int step, float phase) {
    load(plane, base, chunk, n, 0, here);
    if (phase == 0) {
      System.arraycopy(here, 0, result, 0, n);
      return;
    }
    load(plane, base, chunk, n, step, after);
    ChunkLoops.blend(1 - phase, here, phase, after, result, n);
  }

  private void load(float[] plane, int base, int chunk, int n, int offset, float[] target) {
    int first = chunk * ChunkLoops.SIZE + offset;
    int from = Math.max(0, first);
    int to = Math.min(shape.blockValues(), first + n);
    if (from < to) {
      System.arraycopy(plane, base + from, target, from - first, to - from);
    }
  }
}
