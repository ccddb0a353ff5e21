package dev.gimbal.graph;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The main graph with its nodes in an order in which they can run, and who uses which tensor. */
public final class GraphView {
  private static final Set<String> NO_TENSOR =
      Set.of(
          "Optional",
          "SequenceConstruct",
          "SequenceEmpty",
          "SequenceInsert",
          "SequenceErase",
          "SplitToSequence",
          "ZipMap",
          "SequenceMap",
          "Constant");

  private final List<NodeProto> nodes;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Set<String> captured = new HashSet<>();

  /** The view of a whole model, for packages that may not touch its protobufs. */
  public static GraphView of(OnnxModel model) {
    return new GraphView(model.proto().getGraph());
  }

  public GraphView(GraphProto graph) {
    graph.getInitializerList().forEach(t -> constants.put(t.getName(), t));
    graph.getInputList().forEach(i -> inputs.add(i.getName()));
    graph.getOutputList().forEach(o -> outputs.add(o.getName()));
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(o -> producers.put(o, node));
      if (node.getOpType().equals("Constant") && node.getAttributeCount() > 0) {
        constants.putAll(ConstantValues.of(node));
      }
    }
    nodes = ordered(graph.getNodeList());
    for (NodeProto node : nodes) {
      for (String input : new LinkedHashSet<>(node.getInputList())) {
        consumers.computeIfAbsent(input, k -> new ArrayList<>()).add(node);
      }
      captured.addAll(inBodies(node));
    }
  }

  /** Names that the bodies of an If, Loop or Scan use, their own among them. */
  private static Set<String> inBodies(NodeProto node) {
    Set<String> names = new LinkedHashSet<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> bodies = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        bodies.add(attribute.getG());
      }
      for (GraphProto body : bodies) {
        body.getOutputList().forEach(o -> names.add(o.getName()));
        for (NodeProto inner : body.getNodeList()) {
          names.addAll(inner.getInputList());
          names.addAll(inBodies(inner));
        }
      }
    }
    return names;
  }

  /** All tensors that a node reads, through its bodies too. */
  Set<String> reads(NodeProto node) {
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    if (node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0)) {
      inBodies(node).stream()
          .filter(name -> producers.containsKey(name) || inputs.contains(name))
          .forEach(names::add);
    }
    return names;
  }

  /** Files whose nodes are out of order work too; nodes on a cycle are left out. */
  private List<NodeProto> ordered(List<NodeProto> given) {
    Set<String> ready = new HashSet<>();
    List<NodeProto> result = new ArrayList<>();
    List<NodeProto> waiting = new ArrayList<>(given);
    boolean moved = true;
    while (moved && !waiting.isEmpty()) {
      List<NodeProto> still = new ArrayList<>();
      for (NodeProto node : waiting) {
        boolean can =
            reads(node).stream().allMatch(i -> ready.contains(i) || !producers.containsKey(i));
        if (can) {
          result.add(node);
          ready.addAll(node.getOutputList());
        } else {
          still.add(node);
        }
      }
      moved = still.size() < waiting.size();
      waiting = still;
    }
    return result;
  }

  /** Nodes in running order. */
  public List<NodeProto> nodes() {
    return List.copyOf(nodes);
  }

  Optional<NodeProto> producer(String tensor) {
    return Optional.ofNullable(producers.get(tensor));
  }

  List<NodeProto> consumers(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  Optional<TensorProto> constant(String tensor) {
    return Optional.ofNullable(constants.get(tensor));
  }

  /** Sizes of an initialiser or of a Constant node's tensor. */
  public Optional<List<Integer>> constantShape(String tensor) {
    return constant(tensor).map(ConstantValues::shape);
  }

  /** Numbers of a small initialiser or Constant node of float32, int32 or int64. */
  public Optional<List<Double>> constantValues(String tensor) {
    return constant(tensor).flatMap(ConstantValues::of);
  }

  boolean isOutput(String tensor) {
    return outputs.contains(tensor);
  }

  Set<String> outputs() {
    return outputs;
  }

  /** Whether an If, Loop or Scan body reads it. */
  boolean isCaptured(String tensor) {
    return captured.contains(tensor);
  }

  /** Names of all tensors that can be added to the graph's outputs. */
  public List<String> exposable() {
    List<String> names = new ArrayList<>();
    for (NodeProto node : nodes) {
      if (!NO_TENSOR.contains(node.getOpType())) {
        node.getOutputList().stream().filter(o -> !o.isEmpty()).forEach(names::add);
      }
    }
    return names;
  }

  /** Exposable tensors that depend on shapes and constants only, not on the image. */
  public Set<String> independentOfImage(String imageInput) {
    Set<String> dependent = new HashSet<>(Set.of(imageInput));
    Set<String> free = new LinkedHashSet<>();
    for (NodeProto node : nodes) {
      boolean shapeOnly = node.getOpType().equals("Shape") || node.getOpType().equals("Size");
      boolean opaque = node.getAttributeList().stream().anyMatch(a -> a.hasG());
      boolean depends =
          !shapeOnly && (opaque || node.getInputList().stream().anyMatch(dependent::contains));
      if (depends) {
        dependent.addAll(node.getOutputList());
      } else {
        free.addAll(node.getOutputList());
      }
    }
    free.retainAll(new HashSet<>(exposable()));
    return free;
  }
}
