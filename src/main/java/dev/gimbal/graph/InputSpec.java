package dev.gimbal.graph;

import dev.gimbal.onnx.TensorShapeProto.Dimension;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model declares of one of its inputs.
 *
 * @param type its element type; undefined where it is no tensor
 * @param ranked whether it declares how many axes there are
 * @param sizes of its axes, -1 where any is taken; empty where not ranked
 * @param text in words, such as {@code mask float32 [N,1,28,28]}
 */
public record InputSpec(
    String name, ElementType type, boolean ranked, List<Long> sizes, String text) {
  public InputSpec {
    sizes = List.copyOf(sizes);
  }

  static InputSpec of(ValueInfoProto value) {
    List<Long> sizes = new ArrayList<>();
    for (Dimension dim : value.getType().getTensorType().getShape().getDimList()) {
      sizes.add(dim.hasDimValue() && dim.getDimValue() > 0 ? dim.getDimValue() : -1);
    }
    return new InputSpec(
        value.getName(),
        ElementType.of(value.getType().getTensorType().getElemType()),
        value.getType().getTensorType().hasShape(),
        sizes,
        ValueTypes.describe(value));
  }
}
