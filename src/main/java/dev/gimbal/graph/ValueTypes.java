package dev.gimbal.graph;

import dev.gimbal.onnx.TensorShapeProto.Dimension;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/** Declared types of graph inputs and outputs, in words. */
final class ValueTypes {
  private ValueTypes() {}

  /** Such as {@code image float32 [N,1,28,28]}. */
  static String describe(ValueInfoProto value) {
    return value.getName() + " " + type(value.getType());
  }

  static String type(TypeProto type) {
    return switch (type.getValueCase()) {
      case TENSOR_TYPE -> ElementType.of(type.getTensorType().getElemType()).id() + shape(type);
      case SEQUENCE_TYPE -> "sequence";
      case MAP_TYPE -> "map";
      case OPTIONAL_TYPE -> "optional";
      case SPARSE_TENSOR_TYPE -> "sparse tensor";
      case OPAQUE_TYPE -> "opaque";
      case VALUE_NOT_SET -> "untyped";
    };
  }

  private static String shape(TypeProto type) {
    if (!type.getTensorType().hasShape()) {
      return " of any shape";
    }
    List<String> dims = new ArrayList<>();
    for (Dimension dim : type.getTensorType().getShape().getDimList()) {
      dims.add(dim.hasDimValue() ? Long.toString(dim.getDimValue()) : symbol(dim));
    }
    return " [" + String.join(",", dims) + "]";
  }

  private static String symbol(Dimension dim) {
    return dim.getDimParam().isEmpty() ? "?" : dim.getDimParam();
  }
}
