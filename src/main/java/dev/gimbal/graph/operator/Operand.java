package dev.gimbal.graph.operator;

import java.util.List;
import java.util.Optional;

/**
 * One input of an operator.
 *
 * @param shape at batch 1
 * @param values of a small constant tensor, where known
 */
public record Operand(
    String name, Signal signal, List<Integer> shape, Optional<List<Double>> values) {
  public Operand {
    shape = List.copyOf(shape);
  }

  boolean isConstant() {
    return signal.constant();
  }
}
