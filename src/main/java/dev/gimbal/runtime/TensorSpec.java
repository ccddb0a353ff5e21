package dev.gimbal.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Name, element type and shape of a tensor that goes into or comes out of a session.
 *
 * @param name ONNX tensor name
 * @param type element type in lower case, such as {@code float} or {@code uint8}
 * @param shape axes in the model's order; −1 marks an axis whose length ONNX Runtime does not know
 */
public record TensorSpec(String name, String type, long[] shape) {
  public TensorSpec {
    Objects.requireNonNull(name);
    type = type.toLowerCase(Locale.ROOT);
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements; only for fixed shapes. */
  public int elements() {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return Math.toIntExact(product);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec spec
        && name.equals(spec.name)
        && type.equals(spec.type)
        && Arrays.equals(shape, spec.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape));
  }
}
