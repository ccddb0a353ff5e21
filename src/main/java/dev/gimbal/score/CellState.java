package dev.gimbal.score;

import java.util.Arrays;

/** What became of one image under one probe. */
enum CellState {
  UNSEEN,
  MEASURED,
  /** NaN or infinity. */
  BROKEN,
  /** Nothing to compare: no visible position, or a vector without direction. */
  WITHOUT_VALUE;

  /** A table in which nothing has been seen yet. */
  static CellState[][] table(int images, int probes) {
    CellState[][] states = new CellState[images][probes];
    for (CellState[] row : states) {
      Arrays.fill(row, UNSEEN);
    }
    return states;
  }
}
