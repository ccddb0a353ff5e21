package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The visible cells of a shifted layer as factors for {@link ChunkLoops#regions}: 1 for a cell that
 * counts, else 0, once for the clean and once for the unclean cells. Chunks whose rows are alike
 * share their factors.
 */
final class RegionMasks {
  private enum Row {
    HIDDEN,
    UNCLEAN,
    CLEAN
  }

  /** Factors of one chunk, the rows that they are for, and whether none of them is visible. */
  private record Masks(float[] clean, float[] unclean, Row[] rows, boolean hidden) {
    Masks(float[] clean, float[] unclean, Row[] rows) {
      this(clean, unclean, rows, Arrays.stream(rows).allMatch(row -> row == Row.HIDDEN));
    }
  }

  private final List<Masks> pool = new ArrayList<>();
  private final List<Masks> ofChunk = new ArrayList<>();
  private int used;

  /** Prepares the factors of every chunk of a map. */
  void align(ShiftAlignment alignment, Chunks chunks) {
    used = 0;
    ofChunk.clear();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      Row[] rows = new Row[chunks.rows(chunk)];
      for (int k = 0; k < rows.length; k++) {
        rows[k] = row(alignment, chunks.firstRow(chunk) + k);
      }
      int above = chunk - chunks.pieces();
      if (above >= 0 && Arrays.equals(ofChunk.get(above).rows(), rows)) {
        ofChunk.add(ofChunk.get(above));
      } else {
        ofChunk.add(fill(alignment, chunks, chunk, rows));
      }
    }
  }

  private static Row row(ShiftAlignment alignment, int row) {
    if (!alignment.visibleRows().contains(row)) {
      return Row.HIDDEN;
    }
    return alignment.isCleanRow(row) ? Row.CLEAN : Row.UNCLEAN;
  }

  private Masks fill(ShiftAlignment alignment, Chunks chunks, int chunk, Row[] rows) {
    Masks masks = next(chunks.most(), rows);
    int at = 0;
    int block = chunks.shape().block();
    for (Row row : rows) {
      for (int k = 0; k < chunks.columns(chunk); k++) {
        int column = chunks.firstColumn(chunk) + k;
        boolean visible = row != Row.HIDDEN && alignment.visibleColumns().contains(column);
        boolean clean = visible && row == Row.CLEAN && alignment.isCleanColumn(column);
        Arrays.fill(masks.clean(), at, at + block, clean ? 1 : 0);
        Arrays.fill(masks.unclean(), at, at + block, visible && !clean ? 1 : 0);
        at += block;
      }
    }
    return masks;
  }

  /** Memory is kept from one alignment to the next. */
  private Masks next(int values, Row[] rows) {
    if (used == pool.size()) {
      pool.add(new Masks(new float[values], new float[values], rows));
    }
    Masks old = pool.get(used);
    Masks masks =
        old.clean().length >= values
            ? new Masks(old.clean(), old.unclean(), rows)
            : new Masks(new float[values], new float[values], rows);
    pool.set(used++, masks);
    return masks;
  }

  /** Whether a chunk holds no visible cell. */
  boolean isHidden(int chunk) {
    return ofChunk.get(chunk).hidden();
  }

  float[] clean(int chunk) {
    return ofChunk.get(chunk).clean();
  }

  float[] unclean(int chunk) {
    return ofChunk.get(chunk).unclean();
  }
}
