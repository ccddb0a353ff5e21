package dev.gimbal.graph;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Influence;
import dev.gimbal.graph.operator.Role;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.graph.operator.Span;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the layers of a model and where each sits in the input image. */
public final class StructureAnalysis {
  private final GraphView graph;
  private final Map<String, TensorFact> facts;
  private final Map<String, Signal> signals;
  private final int height;
  private final int width;
  private final List<Layer> layers = new ArrayList<>();
  private final List<SkippedTensor> skipped = new ArrayList<>();
  private final Map<String, Set<String>> layersAbove = new HashMap<>();

  private StructureAnalysis(
      OnnxModel model, ImageInput input, Map<String, TensorFact> facts, int height, int width) {
    this.graph = new GraphView(model.proto().getGraph());
    this.facts = facts;
    this.height = height;
    this.width = width;
    this.signals = Propagation.run(graph, facts, input, model.facts().opset(), height, width);
  }

  /**
   * Analyses a model.
   *
   * @param facts type and shape at batch 1 of every tensor, by name, and values of small constants
   * @param height of the input, pixels
   * @param width of the input, pixels
   */
  public static Structure analyse(
      OnnxModel model,
      ImageInput input,
      Map<String, TensorFact> facts,
      int height,
      int width,
      Granularity granularity) {
    StructureAnalysis analysis = new StructureAnalysis(model, input, facts, height, width);
    analysis.addInput(input);
    new LayerSelection(analysis.graph, analysis.signals).select(granularity).forEach(analysis::add);
    Set<String> names = new LinkedHashSet<>();
    analysis.layers.forEach(layer -> names.add(layer.name()));
    List<MapCollapse> collapses =
        new CollapseSearch(analysis.graph, analysis.signals, facts, names).find();
    return new Structure(analysis.layers, analysis.skipped, collapses, height, width);
  }

  private void addInput(ImageInput input) {
    Signal signal = Propagation.image(input, height, width);
    layersAbove.put(input.name(), Set.of(input.name()));
    layers.add(layer(input.name(), "Input", input.shape(1, height, width), signal, List.of()));
  }

  private void add(FusedChain chain) {
    String name = chain.tensor();
    Set<String> parents = new LinkedHashSet<>();
    for (NodeProto node : chain.nodes()) {
      for (String input : graph.reads(node)) {
        boolean inside = chain.nodes().stream().anyMatch(n -> n.getOutputList().contains(input));
        if (!inside) {
          parents.addAll(above(input));
        }
      }
    }
    Optional<String> reason = reasonToSkip(name);
    if (reason.isPresent()) {
      skipped.add(new SkippedTensor(name, chain.label(), reason.get()));
      chain.nodes().forEach(n -> n.getOutputList().forEach(o -> layersAbove.put(o, parents)));
      return;
    }
    Signal signal = signals.getOrDefault(name, Signal.opaque("'" + name + "' was not reached"));
    List<Integer> shape =
        Optional.ofNullable(facts.get(name)).flatMap(TensorFact::shape).orElseThrow();
    layers.add(layer(name, chain.label(), shape, signal, List.copyOf(parents)));
    chain.nodes().forEach(n -> n.getOutputList().forEach(o -> layersAbove.put(o, Set.of(name))));
  }

  private Set<String> above(String tensor) {
    Set<String> known = layersAbove.get(tensor);
    if (known != null) {
      return known;
    }
    Set<String> found = new LinkedHashSet<>();
    layersAbove.put(tensor, found);
    graph
        .producer(tensor)
        .ifPresent(node -> graph.reads(node).forEach(i -> found.addAll(above(i))));
    return found;
  }

  private Optional<String> reasonToSkip(String name) {
    TensorFact fact = facts.get(name);
    Signal signal = signals.get(name);
    if (signal != null && signal.constant()) {
      return Optional.of("it does not depend on the image");
    }
    if (fact == null || fact.shape().isEmpty()) {
      return Optional.of("it is no tensor, or its shape is not known");
    }
    if (!fact.type().isFloating()) {
      return Optional.of("its values are " + fact.type().id() + "; only floating point is scored");
    }
    return fact.shape().get().contains(0) ? Optional.of("it is empty") : Optional.empty();
  }

  private Layer layer(
      String name, String op, List<Integer> shape, Signal signal, List<String> parents) {
    boolean batch =
        signal.opaque().isPresent()
            ? shape.size() > 1 && shape.get(0) == 1
            : !shape.isEmpty() && signal.axes().get(0).is(Role.BATCH);
    LayerKind kind = signal.opaque().isPresent() ? LayerKind.OTHER : kind(signal, batch);
    boolean last = kind == LayerKind.MAP && isChannelsLast(signal.axes());
    return new Layer(
        name, op, kind, shape, batch, last, geometry(signal, kind), ancestry(signal), parents);
  }

  private static LayerKind kind(Signal signal, boolean batch) {
    List<Axis> axes = signal.axes();
    if (!signal.hasPlace() || axes.stream().filter(a -> !a.isTrivial()).count() <= 1) {
      boolean map = axes.size() == 4 && (axes.get(2).hasPlace() || axes.get(3).hasPlace());
      if (!map) {
        return LayerKind.VECTOR;
      }
    }
    if (!batch) {
      return LayerKind.OTHER;
    }
    if (isMap(axes)) {
      return LayerKind.MAP;
    }
    boolean tokens = axes.size() == 3 && axes.get(1).isFlattenedSpace() && !axes.get(2).hasPlace();
    return tokens ? LayerKind.TOKENS : axes.size() == 2 ? LayerKind.VECTOR : LayerKind.OTHER;
  }

  /** Whether axes are those of [N,C,H,W], [N,H,W,C] or [N,H,W]. */
  static boolean isMap(List<Axis> axes) {
    if (axes.size() == 3) {
      return axes.get(1).is(Role.Y) && axes.get(2).is(Role.X);
    }
    return axes.size() == 4 && (isChannelsLast(axes) || isGrid(axes, 1, 2, 3));
  }

  private static boolean isChannelsLast(List<Axis> axes) {
    return axes.size() == 4 && !isGrid(axes, 1, 2, 3) && isGrid(axes, 3, 1, 2);
  }

  private static boolean isGrid(List<Axis> axes, int channel, int rows, int columns) {
    Axis y = axes.get(rows);
    Axis x = axes.get(columns);
    boolean grid = y.is(Role.Y) && (x.is(Role.X) || x.isTrivial()) || y.isTrivial() && x.is(Role.X);
    return grid && !axes.get(channel).hasPlace();
  }

  private Layer.Geometry geometry(Signal signal, LayerKind kind) {
    if (signal.opaque().isPresent()) {
      return new Layer.Geometry.Unknown(signal.opaque().get());
    }
    if (kind != LayerKind.MAP) {
      return new Layer.Geometry.Unknown(
          signal.hasPlace()
              ? "its rows and columns do not form a map in the order [N,C,H,W] or [N,H,W,C]"
              : "it has no rows and columns");
    }
    if (signal.y() instanceof Span.Known y && signal.x() instanceof Span.Known x) {
      return new Layer.Geometry.Known(new LayerGeometry(y.geometry(), x.geometry(), height, width));
    }
    for (Span span : List.of(signal.y(), signal.x())) {
      if (span instanceof Span.Unknown unknown) {
        return new Layer.Geometry.Unknown(unknown.reason());
      }
    }
    return new Layer.Geometry.Unknown("it holds one value for a whole axis");
  }

  private static Ancestry ancestry(Signal signal) {
    Influence influence = signal.influence();
    if (signal.opaque().isPresent()) {
      return Ancestry.UNKNOWN;
    }
    if (influence.global() && influence.positional()) {
      return Ancestry.MIXED;
    }
    return influence.global()
        ? Ancestry.GLOBAL
        : influence.positional() ? Ancestry.POSITIONAL : Ancestry.LOCAL;
  }
}
