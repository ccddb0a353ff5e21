package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;

/**
 * Compares a layer's probed output with its reference in one pass: for every channel the invariance
 * sum over all cells and, where an alignment is given, ‖u‖² over the visible cells, split into
 * clean and unclean. Holds scratch memory: one scorer a worker.
 *
 * <p>Sums within one block of channels are float, at most a few thousand terms each; everything
 * beyond is double.
 */
public final class FusedScorer {
  /** Values that are copied at once for a rotation or crop, where blocks are small. */
  private static final int GROUP_VALUES = 16_384;

  private float[] group = new float[0];
  private float[] here = new float[ChunkLoops.SIZE];
  private float[] there = new float[ChunkLoops.SIZE];
  private final LaneSums invariance = new LaneSums();
  private final LaneSums clean = new LaneSums();
  private final LaneSums unclean = new LaneSums();
  private final RegionMasks masks = new RegionMasks();
  private final WarpSum warp = new WarpSum();
  private double[] invarianceSums = new double[0];
  private double[] cleanSums = new double[0];
  private double[] uncleanSums = new double[0];

  /**
   * Scores a layer without an alignment: invariance only.
   *
   * @param reference the layer's values for the unprobed image
   */
  public void invariance(MapShape shape, float[] reference, LayerValues probed, LayerSums sums) {
    sums.clear();
    if (shape.cells() == 1) {
      singleCells(shape, reference, probed, sums);
      return;
    }
    Chunks chunks = prepare(shape);
    for (int block = 0; block < shape.blocks(); block++) {
      int start = block * shape.blockValues();
      plainBlock(chunks, start, reference, probed);
      for (int lane = 0; lane < shape.lanes(block); lane++) {
        sums.add(block * shape.block() + lane, invarianceSums[lane], 0, 0);
      }
    }
  }

  /** A vector: every channel is one value. */
  private void singleCells(MapShape shape, float[] reference, LayerValues probed, LayerSums sums) {
    for (int first = 0; first < shape.channels(); first += ChunkLoops.SIZE) {
      int n = Math.min(ChunkLoops.SIZE, shape.channels() - first);
      probed.copy(first, n, here);
      for (int k = 0; k < n; k++) {
        double difference = (double) here[k] - reference[first + k];
        sums.add(first + k, difference * difference, 0, 0);
      }
    }
  }

  /** Scores a layer under a translation. */
  public void shifted(
      MapShape shape,
      float[] reference,
      LayerValues probed,
      ShiftAlignment alignment,
      LayerSums sums) {
    sums.clear();
    Chunks chunks = prepare(shape);
    ShiftTaps taps = new ShiftTaps(alignment, shape);
    masks.align(alignment, chunks);
    for (int block = 0; block < shape.blocks(); block++) {
      int start = block * shape.blockValues();
      taps.block(probed, start);
      shiftedBlock(chunks, start, reference, probed, alignment, taps);
      for (int lane = 0; lane < shape.lanes(block); lane++) {
        sums.add(
            block * shape.block() + lane, invarianceSums[lane], cleanSums[lane], uncleanSums[lane]);
      }
    }
  }

  private void shiftedBlock(
      Chunks chunks,
      int start,
      float[] reference,
      LayerValues probed,
      ShiftAlignment alignment,
      ShiftTaps taps) {
    invariance.clear(chunks.most());
    // Deep layers often have no clean cell at all, and wrapped ones no other.
    boolean anyClean = alignment.cleanCells() > 0;
    boolean anyUnclean = alignment.cleanCells() < alignment.visibleCells();
    clean.clear(anyClean ? chunks.most() : 0);
    unclean.clear(anyUnclean ? chunks.most() : 0);
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      int from = chunks.from(chunk);
      int n = chunks.size(chunk);
      load(probed, reference, start + from, n);
      ChunkLoops.plain(here, there, invariance.values(), n);
      if (!masks.isHidden(chunk)) {
        float[] read = taps.read(probed, start, from, n);
        if (anyClean && anyUnclean) {
          ChunkLoops.regions(
              read,
              there,
              masks.clean(chunk),
              masks.unclean(chunk),
              clean.values(),
              unclean.values(),
              n);
        } else if (anyClean) {
          ChunkLoops.region(read, there, masks.clean(chunk), clean.values(), n);
        } else {
          ChunkLoops.region(read, there, masks.unclean(chunk), unclean.values(), n);
        }
      }
    }
    int block = chunks.shape().block();
    invariance.fold(block, invarianceSums);
    clean.fold(block, cleanSums);
    unclean.fold(block, uncleanSums);
  }

  /** Scores a layer under a rotation or crop. */
  public void warped(
      MapShape shape,
      float[] reference,
      LayerValues probed,
      WarpAlignment alignment,
      LayerSums sums) {
    sums.clear();
    Chunks chunks = prepare(shape);
    warp.align(alignment, shape);
    // Channel planes are taken four at a time, blocks one by one.
    boolean planes = shape.block() == 1;
    int perGroup = planes ? Math.max(4, GROUP_VALUES / shape.cells()) : 1;
    for (int first = 0; first < shape.blocks(); first += perGroup) {
      int count = Math.min(perGroup, shape.blocks() - first);
      LayerValues copied = copyGroup(shape, first, count, probed);
      int lanes = planes ? count : shape.lanes(first);
      int base = first * shape.blockValues();
      int stride = planes ? shape.cells() : 1;
      reserve(lanes);
      int inside = alignment.cleanCells();
      warp.add(0, inside, group, 0, reference, base, lanes, stride, cleanSums);
      int visible = alignment.visibleCells();
      warp.add(inside, visible, group, 0, reference, base, lanes, stride, uncleanSums);
      for (int lane = 0; lane < lanes; lane++) {
        if (planes || lane == 0) {
          plainBlock(chunks, base + (planes ? lane * stride : 0), reference, copied);
        }
        double all = invarianceSums[planes ? 0 : lane];
        sums.add(first * shape.block() + lane, all, cleanSums[lane], uncleanSums[lane]);
      }
    }
  }

  /** Copies whole blocks to {@link #group}; the answer reads them there. */
  private LayerValues copyGroup(MapShape shape, int first, int count, LayerValues probed) {
    int values = count * shape.blockValues();
    // Neighbours with weight zero may lie one row and one column behind the last cell.
    int size = values + (shape.width() + 2) * shape.block();
    if (group.length < size) {
      group = new float[size];
    }
    int start = first * shape.blockValues();
    probed.copy(start, values, group);
    return (from, n, target) -> System.arraycopy(group, from - start, target, 0, n);
  }

  /** Adds Σ_c (f′ − f)² of every cell to {@code plane}: for noise floors and round trips. */
  public void addDifferencePlane(
      MapShape shape, float[] reference, LayerValues probed, double[] plane) {
    Chunks chunks = prepare(shape);
    for (int block = 0; block < shape.blocks(); block++) {
      for (int chunk = 0; chunk < chunks.count(); chunk++) {
        int from = chunks.from(chunk);
        int n = chunks.size(chunk);
        load(probed, reference, block * shape.blockValues() + from, n);
        int cell = from / shape.block();
        for (int at = 0; at < n; at += shape.block()) {
          float sum = 0;
          for (int lane = 0; lane < shape.lanes(block); lane++) {
            float difference = here[at + lane] - there[at + lane];
            sum += difference * difference;
          }
          plane[cell++] += sum;
        }
      }
    }
  }

  /** ‖f′ − f‖² of every channel of one block. */
  private void plainBlock(Chunks chunks, int start, float[] reference, LayerValues probed) {
    invariance.clear(chunks.most());
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      int n = chunks.size(chunk);
      load(probed, reference, start + chunks.from(chunk), n);
      ChunkLoops.plain(here, there, invariance.values(), n);
    }
    invariance.fold(chunks.shape().block(), invarianceSums);
  }

  private void load(LayerValues probed, float[] reference, int from, int n) {
    probed.copy(from, n, here);
    System.arraycopy(reference, from, there, 0, n);
  }

  private Chunks prepare(MapShape shape) {
    Chunks chunks = new Chunks(shape);
    if (here.length < chunks.most()) {
      here = new float[chunks.most()];
      there = new float[chunks.most()];
    }
    reserve(shape.block());
    return chunks;
  }

  private void reserve(int lanes) {
    if (invarianceSums.length < lanes) {
      invarianceSums = new double[lanes];
      cleanSums = new double[lanes];
      uncleanSums = new double[lanes];
    }
  }
}
