package dev.gimbal.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The cyclic shifts by whole cells that a map is tried under: all of them on a small map, else a
 * spread of them that is the same in every audit.
 */
final class CellRolls {
  /** Rolls an image at most. */
  static final int MOST = 32;

  private static final int FEWEST = 4;

  /** Values that all rolls of one image may read, weights included: bounds the cost. */
  private static final long MOST_VALUES = 1L << 28;

  /** The plastic number's first two inverse powers: the spread leaves no corner out. */
  private static final double STEP_DOWN = 0.754877666246693;

  private static final double STEP_RIGHT = 0.569840290998053;

  /** A shift by cells, cyclic. */
  record Roll(int down, int right) {}

  private CellRolls() {}

  /**
   * The rolls of one map.
   *
   * @param height of the map, cells
   * @param width of the map, cells; at least two cells in all
   * @param valuesPerRun values that one run reads
   */
  static List<Roll> of(int height, int width, long valuesPerRun) {
    long affordable = MOST_VALUES / Math.max(1, valuesPerRun);
    int most = (int) Math.max(FEWEST, Math.min(MOST, affordable));
    int cells = height * width;
    List<Roll> rolls = new ArrayList<>();
    if (cells - 1 <= most) {
      for (int cell = 1; cell < cells; cell++) {
        rolls.add(new Roll(cell / width, cell % width));
      }
      return rolls;
    }
    for (int step = 1; rolls.size() < most; step++) {
      Roll roll = new Roll(place(step, STEP_DOWN, height), place(step, STEP_RIGHT, width));
      boolean moves = roll.down() != 0 || roll.right() != 0;
      if (moves && !rolls.contains(roll)) {
        rolls.add(roll);
      }
    }
    return rolls;
  }

  private static int place(int step, double fraction, int size) {
    double place = step * fraction;
    return (int) ((place - Math.floor(place)) * size);
  }
}
