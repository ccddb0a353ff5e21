package dev.gimbal.graph;

import dev.gimbal.geometry.CellOrder;
import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the weights with which a node sums over all positions of a map. */
final class DenseWeightsSearch {
  private final GraphView graph;
  private final Map<String, Signal> signals;
  private final Map<String, TensorFact> facts;

  DenseWeightsSearch(GraphView graph, Map<String, Signal> signals, Map<String, TensorFact> facts) {
    this.graph = graph;
    this.signals = signals;
    this.facts = facts;
  }

  /** Where a node's data and weights are among its inputs. */
  private record Operands(int left, int right, int zeroPoint) {}

  Optional<DenseWeights> of(NodeProto node) {
    return switch (node.getOpType()) {
      case "Gemm", "FusedGemm", "MatMul", "FusedMatMul" -> product(node, new Operands(0, 1, -1));
      case "MatMulInteger", "MatMulIntegerToFloat" ->
          product(node, new Operands(0, 1, node.getOpType().equals("MatMulInteger") ? 3 : 5));
      case "QLinearMatMul", "QGemm" -> product(node, new Operands(0, 3, 5));
      case "Conv", "FusedConv" -> kernel(node, new Operands(0, 1, -1));
      case "ConvInteger" -> kernel(node, new Operands(0, 1, 3));
      case "QLinearConv" -> kernel(node, new Operands(0, 3, 5));
      default -> Optional.empty();
    };
  }

  private Optional<DenseWeights> product(NodeProto node, Operands operands) {
    String left = input(node, operands.left());
    String right = input(node, operands.right());
    Optional<List<Axis>> leftAxes = placedAxes(left);
    if (leftAxes.isPresent() && isMatrix(right)) {
      boolean turned = integer(node, "transB") != 0;
      int axis = integer(node, "transA") != 0 ? 0 : leftAxes.get().size() - 1;
      return dense(node, operands, right, leftAxes.get().get(axis), turned);
    }
    boolean plain = integer(node, "transA") == 0 && integer(node, "transB") == 0;
    Optional<List<Axis>> rightAxes = placedAxes(right).filter(axes -> axes.size() > 1);
    return plain && isMatrix(left) && rightAxes.isPresent()
        ? dense(
            node,
            new Operands(1, 0, -1),
            left,
            rightAxes.get().get(rightAxes.get().size() - 2),
            true)
        : Optional.empty();
  }

  private Optional<DenseWeights> dense(
      NodeProto node, Operands operands, String weights, Axis summed, boolean outputsFirst) {
    List<Integer> sizes = shape(weights);
    int outputs = sizes.get(outputsFirst ? 0 : 1);
    int positions = sizes.get(outputsFirst ? 1 : 0);
    return CollapseSearch.order(List.of(summed))
        .filter(order -> order.elements() == positions)
        .map(
            order ->
                new DenseWeights(weights, zeroPoint(node, operands), order, outputs, outputsFirst));
  }

  /** A convolution whose only window is the whole map. */
  private Optional<DenseWeights> kernel(NodeProto node, Operands operands) {
    List<Integer> weights = shape(input(node, operands.right()));
    List<Integer> map = shape(input(node, operands.left()));
    boolean covers =
        weights.size() == 4
            && map.size() == 4
            && weights.subList(1, 4).equals(map.subList(1, 4))
            && node.getAttributeList().stream()
                .filter(a -> a.getName().equals("pads"))
                .flatMap(a -> a.getIntsList().stream())
                .allMatch(pad -> pad == 0)
            && !isSamePadded(node);
    return covers && isFixed(input(node, operands.right()))
        ? Optional.of(
            new DenseWeights(
                input(node, operands.right()),
                zeroPoint(node, operands),
                CellOrder.planes(weights.get(1), weights.get(2), weights.get(3)),
                weights.get(0),
                true))
        : Optional.empty();
  }

  private static boolean isSamePadded(NodeProto node) {
    return node.getAttributeList().stream()
        .anyMatch(
            a -> a.getName().equals("auto_pad") && a.getS().toStringUtf8().startsWith("SAME"));
  }

  private Optional<String> zeroPoint(NodeProto node, Operands operands) {
    String name = operands.zeroPoint() < 0 ? "" : input(node, operands.zeroPoint());
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static String input(NodeProto node, int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }

  /** The axes of a tensor that holds places. */
  private Optional<List<Axis>> placedAxes(String tensor) {
    return Optional.ofNullable(signals.get(tensor))
        .filter(signal -> !signal.constant() && signal.opaque().isEmpty() && signal.hasPlace())
        .map(Signal::axes);
  }

  private boolean isFixed(String tensor) {
    Signal signal = signals.get(tensor);
    return graph.constant(tensor).isPresent() || signal != null && signal.constant();
  }

  private boolean isMatrix(String tensor) {
    return isFixed(tensor) && shape(tensor).size() == 2;
  }

  private List<Integer> shape(String tensor) {
    return graph
        .constantShape(tensor)
        .or(() -> Optional.ofNullable(facts.get(tensor)).flatMap(TensorFact::shape))
        .orElse(List.of());
  }

  private static long integer(NodeProto node, String attribute) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(attribute))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }
}
