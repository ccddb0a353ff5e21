package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;

/**
 * Compares a layer's probed output with its reference in one pass: invariance over all cells and,
 * where an alignment is given, ‖u‖² over the visible cells, split into clean and unclean. Holds
 * scratch memory: one scorer a worker.
 */
public final class FusedScorer {
  /**
   * Values per block of channels: small enough to stay in the processor's cache between the loops.
   */
  private static final int BLOCK_VALUES = 16_384;

  private float[] block = new float[0];
  private float[] wrapped = new float[0];

  /**
   * Scores a layer without an alignment: invariance only.
   *
   * @param reference C·H·W values
   */
  public void invariance(MapShape shape, float[] reference, ChannelPlanes probed, LayerSums sums) {
    forEachChannel(
        shape,
        probed,
        (channel, at) ->
            sums.set(channel, plane(shape, at, reference, channel * shape.cells()), 0, 0));
  }

  /** Scores a layer under a translation. */
  public void shifted(
      MapShape shape,
      float[] reference,
      ChannelPlanes probed,
      ShiftAlignment alignment,
      LayerSums sums) {
    ShiftRuns runs = new ShiftRuns(alignment, shape);
    boolean wraps = alignment.wrapsY() || alignment.wrapsX();
    if (wraps) {
      wrapped = grown(wrapped, (shape.height() + 1) * (shape.width() + 1));
    }
    double[] parts = new double[2];
    forEachChannel(
        shape,
        probed,
        (channel, at) -> {
          int base = channel * shape.cells();
          if (wraps) {
            runs.wrap(block, at, wrapped);
            runs.sum(wrapped, 0, reference, base, parts);
          } else {
            runs.sum(block, at, reference, base, parts);
          }
          sums.set(channel, plane(shape, at, reference, base), parts[0], parts[1]);
        });
  }

  /** Scores a layer under a rotation or crop. */
  public void warped(
      MapShape shape, float[] reference, ChannelPlanes probed, WarpAlignment alignment, LayerSums sums) {
    WarpSum warp = new WarpSum(alignment, shape);
    double[] clean = new double[WarpSum.LANES];
    double[] unclean = new double[WarpSum.LANES];
    forEachBlock(
        shape,
        probed,
        (first, count) -> {
          for (int k = 0; k < count; k += WarpSum.LANES) {
            int lanes = Math.min(WarpSum.LANES, count - k);
            int at = k * shape.cells();
            int base = (first + k) * shape.cells();
            warp.add(0, alignment.cleanCells(), block, at, reference, base, lanes, clean);
            warp.add(
                alignment.cleanCells(), alignment.visibleCells(), block, at, reference, base, lanes, unclean);
            for (int lane = 0; lane < lanes; lane++) {
              int offset = lane * shape.cells();
              sums.set(
                  first + k + lane, plane(shape, at + offset, reference, base + offset), clean[lane], unclean[lane]);
            }
          }
        });
  }

  /** Adds Σ_c (f′ − f)² of every cell to {@code plane}: for noise floors and round trips. */
  public void addDifferencePlane(MapShape shape, float[] reference, ChannelPlanes probed, double[] plane) {
    int cells = shape.cells();
    forEachBlock(
        shape,
        probed,
        (first, count) -> {
          for (int cell = 0; cell < cells; cell++) {
            int at = cell;
            int base = first * cells + cell;
            double sum = 0;
            for (int k = 0; k < count; k++) {
              float difference = block[at] - reference[base];
              sum += difference * difference;
              at += cells;
              base += cells;
            }
            plane[cell] += sum;
          }
        });
  }

  private double plane(MapShape shape, int at, float[] reference, int base) {
    return SquaredDifference.plain(block, at, reference, base, shape.cells());
  }

  private interface ChannelVisitor {
    void visit(int channel, int at);
  }

  private void forEachChannel(MapShape shape, ChannelPlanes probed, ChannelVisitor visitor) {
    forEachBlock(
        shape,
        probed,
        (first, count) -> {
          for (int k = 0; k < count; k++) {
            visitor.visit(first + k, k * shape.cells());
          }
        });
  }

  private interface BlockVisitor {
    void visit(int first, int count);
  }

  /** Copies blocks of whole channels to {@link #block} and visits each. */
  private void forEachBlock(MapShape shape, ChannelPlanes probed, BlockVisitor visitor) {
    int cells = shape.cells();
    int fitting = Math.max(WarpSum.LANES, BLOCK_VALUES / cells);
    int perBlock = Math.min(shape.channels(), fitting);
    // Neighbours with weight zero may lie one row and one column behind the last plane.
    block = grown(block, perBlock * cells + shape.width() + 2);
    for (int first = 0; first < shape.channels(); first += perBlock) {
      int count = Math.min(perBlock, shape.channels() - first);
      probed.copy(first, count, block);
      visitor.visit(first, count);
    }
  }

  private static float[] grown(float[] scratch, int size) {
    return scratch.length >= size ? scratch : new float[size];
  }
}
