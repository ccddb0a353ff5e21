package dev.gimbal.engine;

import dev.gimbal.score.MapShape;
import java.util.Arrays;
import java.util.BitSet;

/** Which rows or columns of a map differ between two runs, in any channel, by any amount. */
final class MovedCells {
  private MovedCells() {}

  /**
   * Rows (or columns) of cells that differ. Zeros of either sign are equal, and so are NaNs.
   *
   * @param before values in memory's order
   * @param now as {@code before}
   */
  static BitSet of(MapShape shape, float[] before, float[] now, boolean rows) {
    int lines = rows ? shape.height() : shape.width();
    BitSet moved = new BitSet(lines);
    int end = shape.values();
    int at = 0;
    int found = 0;
    while (at < end && found < lines) {
      int equal = Arrays.mismatch(before, at, end, now, at, end);
      if (equal < 0) {
        break;
      }
      at += equal;
      if (isSame(before[at], now[at])) {
        at++;
        continue;
      }
      int cell = at % shape.blockValues() / shape.block();
      int column = cell % shape.width();
      int line = rows ? cell / shape.width() : column;
      found += moved.get(line) ? 0 : 1;
      moved.set(line);
      int cellsOn = rows ? shape.width() - column : 1;
      at = (at / shape.block() + cellsOn) * shape.block();
    }
    return moved;
  }

  private static boolean isSame(float a, float b) {
    return a == b || Float.isNaN(a) && Float.isNaN(b);
  }
}
