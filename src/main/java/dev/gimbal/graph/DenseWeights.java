package dev.gimbal.graph;

import dev.gimbal.geometry.CellOrder;
import java.util.Objects;
import java.util.Optional;

/**
 * Weights that a vector gives to every position of a map: a matrix, or a kernel that covers the
 * map.
 *
 * @param tensor name of the operand, as the operator reads it
 * @param zeroPoint tensor that is subtracted from whole-number weights, if any
 * @param order how the positions lie on the axis that is summed over
 * @param outputs K, values of the vector
 * @param outputsFirst whether the tensor is [K, C·H·W] rather than [C·H·W, K]
 */
public record DenseWeights(
    String tensor, Optional<String> zeroPoint, CellOrder order, int outputs, boolean outputsFirst) {
  public DenseWeights {
    Objects.requireNonNull(tensor);
    Objects.requireNonNull(zeroPoint);
    Objects.requireNonNull(order);
  }
}
