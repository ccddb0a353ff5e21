package dev.gimbal.report.network;

/**
 * Consecutive layers.
 *
 * @param from index of the first
 * @param to index of the last
 */
public record Block(int from, int to) {
  public Block {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("a block from " + from + " to " + to);
    }
  }

  public int size() {
    return to - from + 1;
  }
}
