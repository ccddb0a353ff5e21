package dev.gimbal.score;

import dev.gimbal.result.records.RowState;
import java.util.Arrays;

/** What became of one image under one probe. */
enum CellState {
  UNSEEN,
  MEASURED,
  /** NaN or infinity. */
  BROKEN,
  /** Nothing to compare: no visible position, or a vector without direction. */
  WITHOUT_VALUE;

  /** The same as records name it. */
  RowState recorded() {
    return switch (this) {
      case UNSEEN -> RowState.UNSEEN;
      case MEASURED -> RowState.MEASURED;
      case BROKEN -> RowState.FAILED;
      case WITHOUT_VALUE -> RowState.WITHOUT_VALUE;
    };
  }

  /** A table in which nothing has been seen yet. */
  static CellState[][] table(int images, int probes) {
    CellState[][] states = new CellState[images][probes];
    for (CellState[] row : states) {
      Arrays.fill(row, UNSEEN);
    }
    return states;
  }
}
