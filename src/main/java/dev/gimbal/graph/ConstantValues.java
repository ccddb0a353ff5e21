package dev.gimbal.graph;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers of small constant tensors. */
final class ConstantValues {
  /** Larger constants are weights, not arguments. */
  static final int MOST_ELEMENTS = 64;

  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int FLOAT = 1;

  private ConstantValues() {}

  static List<Integer> shape(TensorProto tensor) {
    return tensor.getDimsList().stream().map(Math::toIntExact).toList();
  }

  /** The values, if they are few, inside the file, and float32, int32 or int64. */
  static Optional<List<Double>> of(TensorProto tensor) {
    long count = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    if (count > MOST_ELEMENTS || tensor.getDataLocation() != 0) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    if (tensor.hasRawData() && !tensor.getRawData().isEmpty()) {
      ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      int width = tensor.getDataType() == INT64 ? Long.BYTES : Integer.BYTES;
      while (isNumber(tensor.getDataType()) && raw.remaining() >= width) {
        values.add(next(raw, tensor.getDataType()));
      }
    } else {
      tensor.getFloatDataList().forEach(v -> values.add(v.doubleValue()));
      tensor.getInt64DataList().forEach(v -> values.add(v.doubleValue()));
      if (tensor.getDataType() == INT32) {
        tensor.getInt32DataList().forEach(v -> values.add(v.doubleValue()));
      }
    }
    return values.size() == count ? Optional.of(values) : Optional.empty();
  }

  private static boolean isNumber(int type) {
    return type == INT64 || type == INT32 || type == FLOAT;
  }

  private static double next(ByteBuffer raw, int type) {
    return switch (type) {
      case INT64 -> (double) raw.getLong();
      case INT32 -> raw.getInt();
      default -> raw.getFloat();
    };
  }

  /** The tensor of a Constant node, by the node's output name. */
  static Map<String, TensorProto> of(NodeProto constant) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    for (AttributeProto a : constant.getAttributeList()) {
      switch (a.getName()) {
        case "value" -> tensor.mergeFrom(a.getT());
        case "value_int" -> tensor.setDataType(INT64).addInt64Data(a.getI());
        case "value_float" -> tensor.setDataType(FLOAT).addFloatData(a.getF());
        case "value_ints" ->
            tensor.setDataType(INT64).addDims(a.getIntsCount()).addAllInt64Data(a.getIntsList());
        case "value_floats" ->
            tensor
                .setDataType(FLOAT)
                .addDims(a.getFloatsCount())
                .addAllFloatData(a.getFloatsList());
        default -> {
          return Map.of();
        }
      }
    }
    return Map.of(constant.getOutput(0), tensor.build());
  }
}
