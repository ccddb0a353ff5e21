package dev.gimbal.graph;

import dev.gimbal.graph.ImageInput.Layout;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the first operators behind an input say about its layout. */
record InputConsumers(Optional<Layout> layout, OptionalInt channels) {
  private static final Set<String> PASSING =
      Set.of(
          "Identity",
          "Cast",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Relu",
          "Clip",
          "Dropout",
          "Pad",
          "BatchNormalization",
          "ImageScaler",
          "QuantizeLinear",
          "DequantizeLinear",
          "Slice",
          "DynamicQuantizeLinear",
          "Sigmoid",
          "Tanh");
  private static final Set<String> SPATIAL =
      Set.of(
          "Conv",
          "ConvInteger",
          "QLinearConv",
          "ConvTranspose",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "Resize",
          "Upsample",
          "SpaceToDepth",
          "InstanceNormalization");

  static InputConsumers of(GraphProto graph, String input) {
    Deque<String> open = new ArrayDeque<>(List.of(input));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String tensor = open.removeFirst();
      if (!seen.add(tensor)) {
        continue;
      }
      for (NodeProto node : graph.getNodeList()) {
        if (node.getInputCount() == 0 || !node.getInputList().contains(tensor)) {
          continue;
        }
        Optional<InputConsumers> answer = answer(graph, node);
        if (answer.isPresent()) {
          return answer.get();
        }
        if (PASSING.contains(node.getOpType())) {
          open.addLast(node.getOutput(0));
        }
      }
    }
    return new InputConsumers(Optional.empty(), OptionalInt.empty());
  }

  private static Optional<InputConsumers> answer(GraphProto graph, NodeProto node) {
    if (SPATIAL.contains(node.getOpType())) {
      return Optional.of(new InputConsumers(Optional.of(Layout.NCHW), channels(graph, node)));
    }
    if (!node.getOpType().equals("Transpose")) {
      return Optional.empty();
    }
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getIntsList().equals(List.of(0L, 3L, 1L, 2L))) {
        return Optional.of(new InputConsumers(Optional.of(Layout.NHWC), OptionalInt.empty()));
      }
      if (attribute.getIntsList().equals(List.of(0L, 2L, 3L, 1L))) {
        return Optional.of(new InputConsumers(Optional.of(Layout.NCHW), OptionalInt.empty()));
      }
    }
    return Optional.empty();
  }

  private static OptionalInt channels(GraphProto graph, NodeProto node) {
    if (!node.getOpType().equals("Conv") || node.getInputCount() < 2) {
      return OptionalInt.empty();
    }
    long groups =
        node.getAttributeList().stream()
            .filter(a -> a.getName().equals("group"))
            .mapToLong(AttributeProto::getI)
            .findFirst()
            .orElse(1);
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getName().equals(node.getInput(1)) && tensor.getDimsCount() >= 2) {
        return OptionalInt.of((int) (tensor.getDims(1) * groups));
      }
    }
    return OptionalInt.empty();
  }
}
