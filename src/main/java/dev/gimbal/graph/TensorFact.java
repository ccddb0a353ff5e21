package dev.gimbal.graph;

import java.util.List;
import java.util.Optional;

/**
 * What running the model once told about a tensor.
 *
 * @param shape at batch 1, or empty if it is no tensor
 * @param values of a small tensor that does not depend on the image
 */
public record TensorFact(
    ElementType type, Optional<List<Integer>> shape, Optional<List<Double>> values) {
  public TensorFact {
    shape = shape.map(List::copyOf);
    values = values.map(List::copyOf);
  }
}
