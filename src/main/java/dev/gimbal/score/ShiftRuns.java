package dev.gimbal.score;

import dev.gimbal.geometry.ShiftAlignment;
import java.util.ArrayList;
import java.util.List;

/**
 * The visible cells of a shifted layer as runs of columns, each wholly clean or wholly unclean in a
 * clean row.
 */
final class ShiftRuns {
  private record Run(int first, int last, boolean clean) {
    int length() {
      return last - first + 1;
    }
  }

  private final ShiftAlignment alignment;
  private final MapShape shape;
  private final Run[] runs;
  private final float fractionY;
  private final float fractionX;

  ShiftRuns(ShiftAlignment alignment, MapShape shape) {
    this.alignment = alignment;
    this.shape = shape;
    this.fractionY = (float) alignment.fractionY().toDouble();
    this.fractionX = (float) alignment.fractionX().toDouble();
    this.runs = runs(alignment).toArray(Run[]::new);
  }

  private static List<Run> runs(ShiftAlignment alignment) {
    List<Run> found = new ArrayList<>();
    int first = alignment.visibleColumns().first();
    for (int column = first; column <= alignment.visibleColumns().last(); column++) {
      boolean ends =
          column == alignment.visibleColumns().last()
              || alignment.isCleanColumn(column + 1) != alignment.isCleanColumn(column);
      if (ends) {
        found.add(new Run(first, column, alignment.isCleanColumn(column)));
        first = column + 1;
      }
    }
    return found;
  }

  /**
   * The shifted plane with one more row and column, so that every neighbour of a cyclic shift lies
   * where {@link #sum} looks for it: target[y][x] = plane[(y + offsetY) mod H][(x + offsetX) mod
   * W].
   */
  void wrap(float[] planes, int at, float[] target) {
    int stride = shape.width() + 1;
    for (int y = 0; y <= shape.height(); y++) {
      int row = source(y, alignment.offsetY(), shape.height(), alignment.wrapsY());
      for (int x = 0; x < stride; x++) {
        int column = source(x, alignment.offsetX(), shape.width(), alignment.wrapsX());
        target[y * stride + x] = planes[at + row * shape.width() + column];
      }
    }
  }

  /** Outside the map only cells that are not visible would be read: any value will do. */
  private static int source(int index, int offset, int size, boolean wraps) {
    int shifted = index + offset;
    return wraps ? Math.floorMod(shifted, size) : Math.max(0, Math.min(size - 1, shifted));
  }

  /** Sets parts[0] to the clean and parts[1] to the unclean sum of squares of one channel. */
  void sum(float[] probed, int at, float[] reference, int base, double[] parts) {
    boolean wraps = alignment.wrapsY() || alignment.wrapsX();
    int stride = wraps ? shape.width() + 1 : shape.width();
    int offset = wraps ? 0 : alignment.offsetY() * stride + alignment.offsetX();
    double clean = 0;
    double unclean = 0;
    for (int y = alignment.visibleRows().first(); y <= alignment.visibleRows().last(); y++) {
      boolean cleanRow = alignment.isCleanRow(y);
      for (Run run : runs) {
        int from = at + y * stride + run.first() + offset;
        float part =
            row(
                probed,
                from,
                stride,
                reference,
                base + y * shape.width() + run.first(),
                run.length());
        if (cleanRow && run.clean()) {
          clean += part;
        } else {
          unclean += part;
        }
      }
    }
    parts[0] = clean;
    parts[1] = unclean;
  }

  private float row(float[] probed, int from, int stride, float[] reference, int to, int length) {
    if (fractionY == 0) {
      return fractionX == 0
          ? SquaredDifference.plain(probed, from, reference, to, length)
          : SquaredDifference.neighbours(probed, from, fractionX, reference, to, length);
    }
    return fractionX == 0
        ? SquaredDifference.twoTaps(probed, from, stride, fractionY, reference, to, length)
        : SquaredDifference.fourTaps(
            probed, from, stride, fractionY, fractionX, reference, to, length);
  }
}
