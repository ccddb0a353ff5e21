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
      MapShape shape,
      float[] reference,
      ChannelPlanes probed,
      WarpAlignment alignment,
      LayerSums sums) {
    forEachChannel(
        shape,
        probed,
        (channel, at) -> {
          int base = channel * shape.cells();
          int cleanCells = alignment.cleanCells();
          double clean =
              WarpSum.of(alignment, 0, cleanCells, block, at, shape.width(), reference, base);
          double unclean =
              WarpSum.of(
                  alignment,
                  cleanCells,
                  alignment.visibleCells(),
                  block,
                  at,
                  shape.width(),
                  reference,
                  base);
          sums.set(channel, plane(shape, at, reference, base), clean, unclean);
        });
  }

  /**
   * ‖f′ − f‖² over the alignment's visible cells, cell by cell in place, per channel: what a round
   * trip changed.
   */
  public void inPlace(
      MapShape shape,
      float[] reference,
      ChannelPlanes probed,
      WarpAlignment alignment,
      double[] perChannel) {
    forEachChannel(
        shape,
        probed,
        (channel, at) ->
            perChannel[channel] =
                WarpSum.inPlace(alignment, block, at, reference, channel * shape.cells()));
  }

  /** Adds Σ_c (f′ − f)² of every cell to {@code plane}: for the noise floor. */
  public void addDifferencePlane(
      MapShape shape, float[] reference, ChannelPlanes probed, double[] plane) {
    forEachChannel(
        shape,
        probed,
        (channel, at) -> {
          int base = channel * shape.cells();
          for (int cell = 0; cell < shape.cells(); cell++) {
            double difference = (double) block[at + cell] - reference[base + cell];
            plane[cell] += difference * difference;
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
    int cells = shape.cells();
    int perBlock = Math.min(shape.channels(), Math.max(1, BLOCK_VALUES / cells));
    // Neighbours with weight zero may lie one row and one column behind the last plane.
    block = grown(block, perBlock * cells + shape.width() + 2);
    for (int first = 0; first < shape.channels(); first += perBlock) {
      int count = Math.min(perBlock, shape.channels() - first);
      probed.copy(first, count, block);
      for (int k = 0; k < count; k++) {
        visitor.visit(first + k, k * cells);
      }
    }
  }

  private static float[] grown(float[] scratch, int size) {
    return scratch.length >= size ? scratch : new float[size];
  }
}
