package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import java.util.Arrays;

/**
 * Compares a layer's probed output with its reference in one pass: invariance over all cells and,
 * where an alignment is given, ‖u‖² over the visible cells, split into clean and unclean. Holds
 * scratch memory: one scorer a worker.
 *
 * <p>Sums over the channels of one cell, and over the chunks of one channel, are float; everything
 * beyond is double.
 */
public final class FusedScorer {
  /**
   * Values per block of channels: small enough to stay in the processor's cache between the loops.
   */
  private static final int BLOCK_VALUES = 16_384;

  private float[] block = new float[0];
  private final float[] probedChunk = new float[ChunkLoops.SIZE];
  private final float[] referenceChunk = new float[ChunkLoops.SIZE];
  private final float[] lanes = new float[ChunkLoops.SIZE];
  private final WarpSum warp = new WarpSum();
  private final CellSums cells = new CellSums();
  private final CellSums balancedCells = new CellSums();

  /**
   * Scores a layer without an alignment: invariance only.
   *
   * @param reference C·H·W values
   */
  public void invariance(MapShape shape, float[] reference, ChannelPlanes probed, LayerSums sums) {
    if (shape.cells() == 1) {
      singleCells(shape, reference, probed, sums);
    } else {
      forEachChannel(
          shape,
          probed,
          (channel, at) -> sums.setInvariance(channel, plane(shape, at, reference, channel)));
    }
    sums.setAligned(0, 0, 0);
  }

  /** A vector: every channel is one value. */
  private void singleCells(
      MapShape shape, float[] reference, ChannelPlanes probed, LayerSums sums) {
    forEachBlock(
        shape,
        probed,
        (first, count) -> {
          for (int k = 0; k < count; k++) {
            double difference = (double) block[k] - reference[first + k];
            sums.setInvariance(first + k, difference * difference);
          }
        });
  }

  /**
   * Scores a layer under a translation; {@code summary} gives the weights of channel-balanced sums.
   */
  public void shifted(
      MapShape shape,
      float[] reference,
      ChannelPlanes probed,
      ShiftAlignment alignment,
      ReferenceSummary summary,
      LayerSums sums) {
    ShiftTaps taps = new ShiftTaps(alignment, shape);
    cells.clear(shape.cells());
    balancedCells.clear(taps.isWhole() ? shape.cells() : 0);
    forEachChannel(
        shape,
        probed,
        (channel, at) -> {
          taps.channel(block, at);
          sums.setInvariance(
              channel,
              shiftedPlane(shape, at, reference, channel, taps, (float) summary.weight(channel)));
        });
    double clean = cells.total(alignment, shape.width(), true);
    double unclean = cells.total(alignment, shape.width(), false);
    double balanced =
        taps.isWhole()
            ? balancedCells.total(alignment, shape.width(), true)
                + balancedCells.total(alignment, shape.width(), false)
            : 0;
    sums.setAligned(clean, unclean, balanced);
  }

  /** One channel: returns its invariance sum and adds to the cells' sums. */
  private double shiftedPlane(
      MapShape shape, int at, float[] reference, int channel, ShiftTaps taps, float weight) {
    int base = channel * shape.cells();
    int most = Math.min(ChunkLoops.SIZE, shape.cells());
    Arrays.fill(lanes, 0, most, 0);
    for (int chunk = 0; chunk < cells.count(); chunk++) {
      int first = chunk * ChunkLoops.SIZE;
      int n = cells.size(chunk);
      System.arraycopy(reference, base + first, referenceChunk, 0, n);
      System.arraycopy(block, at + first, probedChunk, 0, n);
      ChunkLoops.plain(probedChunk, referenceChunk, lanes, n);
      if (taps.isWhole()) {
        taps.addWeighted(
            block,
            at,
            first,
            n,
            referenceChunk,
            weight,
            cells.chunk(chunk),
            balancedCells.chunk(chunk));
      } else {
        taps.add(block, at, first, n, referenceChunk, cells.chunk(chunk));
      }
    }
    return ChunkLoops.total(lanes, most);
  }

  /** Scores a layer under a rotation or crop. */
  public void warped(
      MapShape shape,
      float[] reference,
      ChannelPlanes probed,
      WarpAlignment alignment,
      ReferenceSummary summary,
      LayerSums sums) {
    warp.align(alignment, shape);
    double[] clean = new double[WarpSum.LANES];
    double[] unclean = new double[WarpSum.LANES];
    double[] totals = new double[3];
    forEachBlock(
        shape,
        probed,
        (first, count) -> {
          for (int k = 0; k < count; k += WarpSum.LANES) {
            int width = Math.min(WarpSum.LANES, count - k);
            int at = k * shape.cells();
            int base = (first + k) * shape.cells();
            warp.add(0, alignment.cleanCells(), block, at, reference, base, width, clean);
            warp.add(
                alignment.cleanCells(),
                alignment.visibleCells(),
                block,
                at,
                reference,
                base,
                width,
                unclean);
            for (int lane = 0; lane < width; lane++) {
              int channel = first + k + lane;
              sums.setInvariance(
                  channel, plane(shape, at + lane * shape.cells(), reference, channel));
              totals[0] += clean[lane];
              totals[1] += unclean[lane];
              totals[2] += summary.weight(channel) * (clean[lane] + unclean[lane]);
            }
          }
        });
    sums.setAligned(totals[0], totals[1], totals[2]);
  }

  /** Adds Σ_c (f′ − f)² of every cell to {@code plane}: for noise floors and round trips. */
  public void addDifferencePlane(
      MapShape shape, float[] reference, ChannelPlanes probed, double[] plane) {
    cells.clear(shape.cells());
    forEachChannel(
        shape,
        probed,
        (channel, at) -> {
          for (int chunk = 0; chunk < cells.count(); chunk++) {
            int first = chunk * ChunkLoops.SIZE;
            int n = cells.size(chunk);
            System.arraycopy(reference, channel * shape.cells() + first, referenceChunk, 0, n);
            System.arraycopy(block, at + first, probedChunk, 0, n);
            ChunkLoops.plain(probedChunk, referenceChunk, cells.chunk(chunk), n);
          }
        });
    cells.addTo(plane);
  }

  /** ‖f′ − f‖² of one channel. */
  private double plane(MapShape shape, int at, float[] reference, int channel) {
    int base = channel * shape.cells();
    int most = Math.min(ChunkLoops.SIZE, shape.cells());
    Arrays.fill(lanes, 0, most, 0);
    for (int first = 0; first < shape.cells(); first += ChunkLoops.SIZE) {
      int n = Math.min(ChunkLoops.SIZE, shape.cells() - first);
      System.arraycopy(reference, base + first, referenceChunk, 0, n);
      System.arraycopy(block, at + first, probedChunk, 0, n);
      ChunkLoops.plain(probedChunk, referenceChunk, lanes, n);
    }
    return ChunkLoops.total(lanes, most);
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
    int fitting = Math.max(WarpSum.LANES, BLOCK_VALUES / shape.cells());
    int perBlock = Math.min(shape.channels(), fitting);
    // Neighbours with weight zero may lie one row and one column behind the last plane.
    int size = perBlock * shape.cells() + shape.width() + 2;
    if (block.length < size) {
      block = new float[size];
    }
    for (int first = 0; first < shape.channels(); first += perBlock) {
      int count = Math.min(perBlock, shape.channels() - first);
      probed.copy(first, count, block);
      visitor.visit(first, count);
    }
  }
}
