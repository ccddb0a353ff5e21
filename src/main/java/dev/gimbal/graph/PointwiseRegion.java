package dev.gimbal.graph;

import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pointwise nodes between one tensor and the next one through which everything passes.
 *
 * @param end the tensor at which all paths have met again
 */
record PointwiseRegion(List<NodeProto> nodes, String end) {
  private static final int MOST_NODES = 10;
  private static final Set<String> POINTWISE =
      Set.of(
          "Sigmoid",
          "HardSigmoid",
          "Mul",
          "Add",
          "Sub",
          "Div",
          "Clip",
          "Erf",
          "Tanh",
          "Softplus",
          "Pow",
          "Relu",
          "Exp",
          "Neg",
          "Max",
          "Min");

  PointwiseRegion {
    nodes = List.copyOf(nodes);
  }

  /** The smallest region behind {@code start}, if there is one. */
  static Optional<PointwiseRegion> from(GraphView graph, Predicate<String> constant, String start) {
    List<NodeProto> nodes = new ArrayList<>();
    List<String> inside = new ArrayList<>(List.of(start));
    while (nodes.size() < MOST_NODES) {
      Optional<NodeProto> next =
          inside.stream()
              .flatMap(t -> graph.consumers(t).stream())
              .filter(n -> !nodes.contains(n) && POINTWISE.contains(n.getOpType()))
              .filter(n -> n.getInputList().stream().allMatch(in(inside, constant)))
              .findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      nodes.add(next.get());
      inside.add(next.get().getOutput(0));
      List<String> open = inside.stream().filter(t -> isOpen(graph, nodes, t)).toList();
      if (open.size() == 1 && !open.get(0).equals(start)) {
        return Optional.of(new PointwiseRegion(nodes, open.get(0)).withHalf(graph, constant));
      }
    }
    return Optional.empty();
  }

  /** The ½ of a Gelu stands inside or behind x·(1 + erf x); behind, it belongs to it as well. */
  private PointwiseRegion withHalf(GraphView graph, Predicate<String> constant) {
    List<NodeProto> users = graph.consumers(end);
    boolean closed = users.size() != 1 || graph.isOutput(end) || graph.isCaptured(end);
    if (closed || !isScaling(users.get(0), constant) || !lacksHalf(constant)) {
      return this;
    }
    List<NodeProto> all = new ArrayList<>(nodes);
    all.add(users.get(0));
    return new PointwiseRegion(all, users.get(0).getOutput(0));
  }

  /** A Gelu in which nothing but the argument of erf is scaled by a constant. */
  private boolean lacksHalf(Predicate<String> constant) {
    List<String> arguments =
        nodes.stream().filter(n -> n.getOpType().equals("Erf")).map(n -> n.getInput(0)).toList();
    return !arguments.isEmpty()
        && nodes.stream()
            .noneMatch(n -> isScaling(n, constant) && !arguments.contains(n.getOutput(0)));
  }

  private static boolean isScaling(NodeProto node, Predicate<String> constant) {
    return node.getOpType().equals("Mul") && node.getInputList().stream().anyMatch(constant);
  }

  private static Predicate<String> in(List<String> inside, Predicate<String> constant) {
    return name -> name.isEmpty() || inside.contains(name) || constant.test(name);
  }

  private static boolean isOpen(GraphView graph, List<NodeProto> nodes, String tensor) {
    List<NodeProto> users = graph.consumers(tensor);
    boolean closed = !users.isEmpty() && nodes.containsAll(users);
    return !closed || graph.isOutput(tensor) || graph.isCaptured(tensor);
  }

  /** The activation's usual name, or its operators. */
  String label() {
    List<String> ops = nodes.stream().map(NodeProto::getOpType).toList();
    if (ops.contains("Erf") || ops.contains("Tanh") && ops.contains("Pow")) {
      return "Gelu";
    }
    if (ops.containsAll(List.of("Softplus", "Tanh"))) {
      return "Mish";
    }
    if (ops.size() == 2 && ops.contains("Mul")) {
      return ops.contains("Sigmoid")
          ? "Silu"
          : ops.contains("HardSigmoid") ? "HardSwish" : joined(ops);
    }
    return ops.containsAll(List.of("Add", "Mul"))
            && Stream.of("Clip", "Relu").anyMatch(ops::contains)
        ? "HardSwish"
        : joined(ops);
  }

  private static String joined(List<String> ops) {
    return String.join("+", ops);
  }
}
