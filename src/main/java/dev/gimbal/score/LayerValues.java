package dev.gimbal.score;

/** Gives out a layer's output for one image, in the order of its {@link MapShape}. */
public interface LayerValues {
  /**
   * Copies values.
   *
   * @param from first value, in memory's order
   * @param target receives {@code count} values from index 0
   */
  void copy(int from, int count, float[] target);
}
