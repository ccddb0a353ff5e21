package dev.gimbal.result.records;

/** What became of an output for one image under one probe. */
public enum RowState {
  /** Not run. */
  UNSEEN,
  MEASURED,
  /** NaN or infinity. */
  FAILED,
  /** Nothing to compare: no visible position, or a vector without direction. */
  WITHOUT_VALUE
}
