package dev.gimbal.geometry;

/**
 * What one operator does to one spatial axis: how many cells come out, and where they sit in the
 * input image. Implementations are exact; values that leave the range of {@code long} throw {@link
 * ArithmeticException}.
 */
public interface AxisOperator {
  /** Cells that come out of an axis of {@code size} cells; may be below 1 for a misfit. */
  int outputSize(int size);

  /** Geometry of the output axis. */
  AxisGeometry apply(AxisGeometry in);
}
