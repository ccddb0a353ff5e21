package dev.gimbal.graph.operator;

/** What an axis, or a factor of one, stands for. */
public enum Role {
  BATCH,
  /** Channels, classes, heads: anything without a place. */
  CHANNEL,
  /** Rows of the map. */
  Y,
  /** Columns of the map. */
  X,
  /** A token sequence whose tokens no longer form a grid. */
  TOKEN;

  /** True for roles whose indices are places in the image. */
  public boolean isPlace() {
    return this == Y || this == X || this == TOKEN;
  }
}
