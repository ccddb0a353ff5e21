package dev.gimbal.graph.operator;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.NodeProto;
import java.util.List;
import java.util.Optional;

/**
 * One node of the graph with what is known about its inputs and the shapes of its outputs.
 *
 * @param operands one per input; an omitted input is empty
 * @param outputShapes at batch 1, one per output
 * @param opset version of the node's operator set
 */
public record OperatorCall(
    NodeProto node,
    List<Optional<Operand>> operands,
    List<List<Integer>> outputShapes,
    int opset,
    int frameHeight,
    int frameWidth) {

  public OperatorCall {
    operands = List.copyOf(operands);
    outputShapes = List.copyOf(outputShapes);
  }

  String op() {
    return node.getOpType();
  }

  List<Integer> outputShape() {
    return outputShapes.get(0);
  }

  Optional<Operand> operand(int index) {
    return index < operands.size() ? operands.get(index) : Optional.empty();
  }

  Operand required(int index) {
    return operand(index).orElseThrow(() -> new NotDerivable(op() + " lacks input " + index));
  }

  Signal signal(int index) {
    return required(index).signal();
  }

  /** Values of a constant input, or empty if it was omitted; unknown values are not derivable. */
  Optional<List<Double>> values(int index) {
    Optional<Operand> operand = operand(index);
    if (operand.isEmpty()) {
      return Optional.empty();
    }
    Operand present = operand.get();
    if (present.values().isEmpty() && present.shape().contains(0)) {
      return Optional.empty();
    }
    if (present.values().isEmpty()) {
      throw new NotDerivable(op() + " takes '" + present.name() + "' from inside the graph");
    }
    return present.values().get().isEmpty() ? Optional.empty() : present.values();
  }

  /** Whole numbers of a constant input. */
  Optional<List<Integer>> integers(int index) {
    return values(index).map(list -> list.stream().map(OperatorCall::toInt).toList());
  }

  private static Integer toInt(double value) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  int integer(String name, int fallback) {
    return attribute(name).map(a -> toInt(a.getI())).orElse(fallback);
  }

  String text(String name, String fallback) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(fallback);
  }

  Optional<List<Integer>> integerList(String name) {
    return attribute(name)
        .map(a -> a.getIntsList().stream().map(v -> toInt(v.doubleValue())).toList())
        .filter(list -> !list.isEmpty());
  }

  Optional<List<Double>> floatList(String name) {
    return attribute(name)
        .map(a -> a.getFloatsList().stream().map(Float::doubleValue).toList())
        .filter(list -> !list.isEmpty());
  }

  /** An axis number with negative ones counted from the end. */
  static int axis(int axis, int rank) {
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw new NotDerivable("axis " + axis + " of a tensor of rank " + rank);
    }
    return index;
  }
}
