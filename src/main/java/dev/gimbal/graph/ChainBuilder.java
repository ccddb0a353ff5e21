package dev.gimbal.graph;

import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows a node to the tensor that is still materialised after ONNX Runtime's fusing. */
final class ChainBuilder {
  private static final Set<String> INTEGER = Set.of("ConvInteger", "MatMulInteger");
  private static final Set<String> FUSING =
      Set.of(
          "Conv",
          "FusedConv",
          "ConvTranspose",
          "Gemm",
          "MatMul",
          "FusedMatMul",
          "ConvInteger",
          "MatMulInteger",
          "Add",
          "Sum",
          "Sub",
          "BatchNormalization",
          "InstanceNormalization",
          "GroupNormalization",
          "LayerNormalization");
  private static final Set<String> AFFINE =
      Set.of("Add", "Sub", "Mul", "Div", "BatchNormalization");
  private static final Set<String> ACTIVATIONS =
      Set.of(
          "Relu",
          "Clip",
          "LeakyRelu",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Tanh",
          "PRelu",
          "Elu",
          "Selu",
          "Celu",
          "Gelu",
          "Mish",
          "Softplus",
          "ThresholdedRelu",
          "QuickGelu",
          "FastGelu",
          "BiasGelu");
  private static final Set<String> SILENT = Set.of("Cast", "Identity", "Dropout");

  private final GraphView graph;
  private final Map<String, Signal> signals;

  ChainBuilder(GraphView graph, Map<String, Signal> signals) {
    this.graph = graph;
    this.signals = signals;
  }

  /** State while following one chain. */
  private static final class Walk {
    final NodeProto head;
    final List<NodeProto> nodes = new ArrayList<>();
    final List<String> labels = new ArrayList<>();
    String tensor;
    boolean activated;
    boolean region;
    boolean quantised;

    Walk(NodeProto head, String tensor) {
      this.head = head;
      this.tensor = tensor;
      nodes.add(head);
      labels.add(head.getOpType());
      quantised = head.getOpType().equals("QuantizeLinear");
    }

    boolean fuses() {
      return FUSING.contains(head.getOpType());
    }

    FusedChain.Form form() {
      return activated || quantised ? FusedChain.Form.CLOSED : FusedChain.Form.LINEAR;
    }

    void take(NodeProto node, String label) {
      nodes.add(node);
      if (!label.isEmpty()) {
        labels.add(label);
      }
      tensor = node.getOutput(0);
    }
  }

  FusedChain follow(NodeProto head) {
    Walk walk = new Walk(head, head.getOutput(0));
    boolean going = true;
    while (going && !graph.isOutput(walk.tensor) && !graph.isCaptured(walk.tensor)) {
      List<NodeProto> users = graph.consumers(walk.tensor);
      if (users.size() == 1) {
        going = step(walk, users.get(0));
      } else {
        going = dequantised(walk, users) || region(walk);
      }
    }
    String label = String.join("+", walk.labels) + (walk.quantised ? "+QDQ" : "");
    return new FusedChain(walk.tensor, label, walk.nodes, walk.form());
  }

  private boolean step(Walk walk, NodeProto next) {
    String op = next.getOpType();
    if (next.getOutputCount() == 0
        || !next.getInput(0).equals(walk.tensor) && !AFFINE.contains(op)) {
      return false;
    }
    if (SILENT.contains(op)) {
      walk.take(next, "");
      return true;
    }
    if (op.equals("QuantizeLinear") && !walk.quantised) {
      walk.quantised = true;
      walk.take(next, "");
      return true;
    }
    if (op.equals("DequantizeLinear")
        && (walk.quantised || walk.head.getOpType().startsWith("Q"))) {
      walk.take(next, "");
      return false;
    }
    if (!walk.fuses() || walk.quantised) {
      return false;
    }
    if (AFFINE.contains(op) && parametersFixed(walk, next)) {
      boolean scalar = next.getInputCount() == 2 && otherIsScalar(walk, next);
      if (!walk.activated || walk.region && scalar) {
        walk.take(next, op);
        return true;
      }
    }
    if (ACTIVATIONS.contains(op) && !walk.activated && parametersFixed(walk, next)) {
      walk.activated = true;
      walk.take(next, op);
      return true;
    }
    return false;
  }

  private boolean parametersFixed(Walk walk, NodeProto next) {
    boolean integer = INTEGER.contains(walk.head.getOpType());
    for (String input : next.getInputList()) {
      if (input.isEmpty() || input.equals(walk.tensor) || isConstant(input)) {
        continue;
      }
      Signal signal = signals.get(input);
      if (!integer || signal == null || !signal.isScalar()) {
        return false;
      }
    }
    return next.getInputList().stream().filter(walk.tensor::equals).count() == 1;
  }

  private boolean otherIsScalar(Walk walk, NodeProto next) {
    String other = next.getInput(next.getInput(0).equals(walk.tensor) ? 1 : 0);
    return graph
        .constant(other)
        .map(t -> t.getDimsList().stream().allMatch(d -> d == 1))
        .orElse(false);
  }

  private boolean isConstant(String tensor) {
    Signal signal = signals.get(tensor);
    return graph.constant(tensor).isPresent() || signal != null && signal.constant();
  }

  /** A code that several consumers read each through their own DequantizeLinear. */
  private boolean dequantised(Walk walk, List<NodeProto> users) {
    boolean all =
        walk.quantised
            && !users.isEmpty()
            && users.stream().allMatch(u -> u.getOpType().equals("DequantizeLinear"));
    if (all) {
      String first = users.get(0).getOutput(0);
      users.forEach(u -> walk.take(u, ""));
      walk.tensor = first;
    }
    return false;
  }

  /** An activation written as several nodes, such as x·sigmoid(x). */
  private boolean region(Walk walk) {
    if (!walk.fuses() || walk.activated || walk.quantised) {
      return false;
    }
    Optional<PointwiseRegion> found = PointwiseRegion.from(graph, this::isConstant, walk.tensor);
    if (found.isEmpty()) {
      return false;
    }
    walk.nodes.addAll(found.get().nodes());
    walk.labels.add(found.get().label());
    walk.tensor = found.get().end();
    walk.activated = true;
    walk.region = true;
    return true;
  }
}
