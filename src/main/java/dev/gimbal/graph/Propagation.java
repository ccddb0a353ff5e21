package dev.gimbal.graph;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Influence;
import dev.gimbal.graph.operator.Operand;
import dev.gimbal.graph.operator.OperatorCall;
import dev.gimbal.graph.operator.OperatorCatalogue;
import dev.gimbal.graph.operator.Role;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.graph.operator.Span;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries axes, geometry and ancestry from the image through all nodes. */
final class Propagation {
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "com.microsoft");

  private final GraphView graph;
  private final Map<String, TensorFact> facts;
  private final int opset;
  private final int height;
  private final int width;
  private final OperatorCatalogue catalogue = new OperatorCatalogue();
  private final Map<String, Signal> signals = new HashMap<>();

  private Propagation(
      GraphView graph, Map<String, TensorFact> facts, int opset, int height, int width) {
    this.graph = graph;
    this.facts = facts;
    this.opset = opset;
    this.height = height;
    this.width = width;
  }

  /** Signals of all tensors that the image reaches, and of computed constants. */
  static Map<String, Signal> run(
      GraphView graph,
      Map<String, TensorFact> facts,
      ImageInput input,
      int opset,
      int height,
      int width) {
    Propagation run = new Propagation(graph, facts, opset, height, width);
    run.signals.put(input.name(), image(input, height, width));
    graph.nodes().forEach(run::node);
    return run.signals;
  }

  static Signal image(ImageInput input, int height, int width) {
    Axis batch = Axis.of(Role.BATCH, 1);
    Axis rows = Axis.of(Role.Y, height);
    Axis columns = Axis.of(Role.X, width);
    Axis channels = Axis.of(Role.CHANNEL, input.channels());
    List<Axis> axes =
        switch (input.layout()) {
          case NCHW -> List.of(batch, channels, rows, columns);
          case NHWC -> List.of(batch, rows, columns, channels);
          case NHW -> List.of(batch, rows, columns);
        };
    return Signal.of(
        axes,
        new Span.Known(AxisGeometry.input(height)),
        new Span.Known(AxisGeometry.input(width)),
        Influence.LOCAL);
  }

  private void node(NodeProto node) {
    List<Optional<Operand>> operands = new ArrayList<>();
    for (String input : node.getInputList()) {
      operands.add(input.isEmpty() ? Optional.empty() : Optional.of(operand(input)));
    }
    List<List<Integer>> shapes = new ArrayList<>();
    for (String output : node.getOutputList()) {
      shapes.add(shape(output).orElse(List.of()));
    }
    OperatorCall call = new OperatorCall(node, operands, shapes, opset, height, width);
    for (int i = 0; i < node.getOutputCount(); i++) {
      signals.put(node.getOutput(i), derive(node, call, i));
    }
  }

  private Signal derive(NodeProto node, OperatorCall call, int output) {
    String name = node.getOutput(output);
    boolean body = node.getAttributeList().stream().anyMatch(a -> a.hasG());
    if (body) {
      return Signal.opaque(node.getOpType() + " hides a graph of its own");
    }
    if (!DOMAINS.contains(node.getDomain())) {
      return Signal.opaque("what " + node.getOpType() + " does to positions is not known");
    }
    boolean constant =
        call.operands().stream().flatMap(Optional::stream).allMatch(o -> o.signal().constant());
    if (!constant && shape(name).isEmpty()) {
      return Signal.opaque("the shape of '" + name + "' is not known");
    }
    return catalogue.derive(call, output);
  }

  private Operand operand(String name) {
    Optional<TensorProto> constant = graph.constant(name);
    Signal signal = signals.get(name);
    if (constant.isPresent()) {
      List<Integer> shape = ConstantValues.shape(constant.get());
      return new Operand(name, Signal.constant(shape), shape, ConstantValues.of(constant.get()));
    }
    if (signal == null) {
      // sparse weights, or a tensor of a node that could not be ordered
      List<Integer> shape = shape(name).orElse(List.of());
      boolean made = graph.producer(name).isPresent();
      Signal unknown =
          made ? Signal.opaque("'" + name + "' lies on a cycle") : Signal.constant(shape);
      return new Operand(name, unknown, shape, Optional.empty());
    }
    Optional<List<Double>> values =
        signal.constant()
            ? Optional.ofNullable(facts.get(name)).flatMap(TensorFact::values)
            : Optional.empty();
    return new Operand(name, signal, shape(name).orElseGet(() -> sizes(signal)), values);
  }

  private static List<Integer> sizes(Signal signal) {
    return signal.axes().stream().map(Axis::size).toList();
  }

  private Optional<List<Integer>> shape(String name) {
    Signal signal = signals.get(name);
    if (signal != null && signal.opaque().isEmpty() && !facts.containsKey(name)) {
      return Optional.of(sizes(signal));
    }
    return Optional.ofNullable(facts.get(name)).flatMap(TensorFact::shape);
  }
}
