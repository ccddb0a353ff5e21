package dev.gimbal.graph;

import dev.gimbal.geometry.CellOrder;
import dev.gimbal.graph.MapCollapse.InputMap;
import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Role;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where maps become vectors: nodes that take places in and give none out, and whose output
 * stays without places up to an output of the model. A squeeze-excite, whose vector goes back into
 * a map, is none.
 */
final class CollapseSearch {
  private static final Set<String> GLOBAL_POOLS =
      Set.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "QLinearGlobalAveragePool");

  private final GraphView graph;
  private final Map<String, Signal> signals;
  private final Map<String, TensorFact> facts;
  private final Set<String> layers;
  private final CutSearch cuts;

  /**
   * @param layers names of the tensors that count as layers
   */
  CollapseSearch(
      GraphView graph,
      Map<String, Signal> signals,
      Map<String, TensorFact> facts,
      Set<String> layers) {
    this.graph = graph;
    this.signals = signals;
    this.facts = facts;
    this.layers = layers;
    this.cuts = new CutSearch(graph, signals, facts);
  }

  /** In running order, one a vector. */
  List<MapCollapse> find() {
    Set<String> vectors = vectorsToTheEnd();
    Map<String, List<NodeProto>> makers = new LinkedHashMap<>();
    for (NodeProto node : graph.nodes()) {
      boolean ends =
          node.getOutputList().stream().anyMatch(vectors::contains)
              && (readsPlaces(node) || poolsOneCell(node));
      if (ends) {
        layerBehind(node, vectors)
            .ifPresent(layer -> makers.computeIfAbsent(layer, k -> new ArrayList<>()).add(node));
      }
    }
    List<MapCollapse> found = new ArrayList<>();
    makers.forEach((vector, nodes) -> found.add(collapse(vector, nodes)));
    return found;
  }

  /** Tensors without places from which an output is reached through such tensors only. */
  private Set<String> vectorsToTheEnd() {
    Set<String> vectors = new HashSet<>();
    List<NodeProto> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      for (String output : nodes.get(i).getOutputList()) {
        boolean leads =
            graph.isOutput(output)
                || graph.consumers(output).stream()
                    .anyMatch(user -> user.getOutputList().stream().anyMatch(vectors::contains));
        if (leads && isVector(output)) {
          vectors.add(output);
        }
      }
    }
    return vectors;
  }

  private boolean isVector(String tensor) {
    Signal signal = signals.get(tensor);
    return signal != null && !signal.constant() && (isOpaque(signal) || !signal.hasPlace());
  }

  private static boolean isOpaque(Signal signal) {
    return signal.opaque().isPresent();
  }

  private boolean readsPlaces(NodeProto node) {
    Signal made = signals.get(node.getOutput(0));
    return made != null
        && !isOpaque(made)
        && node.getInputList().stream()
            .map(signals::get)
            .anyMatch(s -> s != null && !s.constant() && !isOpaque(s) && s.hasPlace());
  }

  /** Pooling a map of one cell: there is nothing to test, which is worth saying. */
  private boolean poolsOneCell(NodeProto node) {
    return GLOBAL_POOLS.contains(node.getOpType()) && shape(node.getInput(0)).size() == 4;
  }

  private List<Integer> shape(String tensor) {
    return Optional.ofNullable(facts.get(tensor)).flatMap(TensorFact::shape).orElse(List.of());
  }

  /** The first layer at or behind a node's output, along vectors only. */
  private Optional<String> layerBehind(NodeProto start, Set<String> vectors) {
    Set<String> reached = new HashSet<>();
    boolean started = false;
    for (NodeProto node : graph.nodes()) {
      started |= node.equals(start);
      boolean follows =
          node.equals(start) || node.getInputList().stream().anyMatch(reached::contains);
      if (!started || !follows) {
        continue;
      }
      for (String output : node.getOutputList()) {
        if (vectors.contains(output) && layers.contains(output)) {
          return Optional.of(output);
        }
        if (vectors.contains(output)) {
          reached.add(output);
        }
      }
    }
    return Optional.empty();
  }

  private MapCollapse collapse(String vector, List<NodeProto> makers) {
    NodeProto first = makers.get(0);
    if (!readsPlaces(first)) {
      List<InputMap> map = oneCell(first.getInput(0)).stream().toList();
      return new MapCollapse(
          vector,
          map,
          Map.of(),
          List.of(),
          0,
          Optional.of("its map has one cell, so that there is nothing to roll"));
    }
    CutSearch.Cut cut = cuts.between(vector, makers);
    DenseWeightsSearch dense = new DenseWeightsSearch(graph, signals, facts);
    List<DenseWeights> weights = makers.stream().map(dense::of).flatMap(Optional::stream).toList();
    long elements = cut.weightElements();
    for (InputMap map : cut.maps()) {
      elements += map.order().elements();
    }
    return new MapCollapse(vector, cut.maps(), cut.constants(), weights, elements, cut.problem());
  }

  private Optional<InputMap> oneCell(String tensor) {
    List<Integer> shape = shape(tensor);
    return Optional.ofNullable(facts.get(tensor))
        .map(
            fact ->
                new InputMap(
                    tensor,
                    fact.type(),
                    shape,
                    CellOrder.planes(shape.stream().reduce(1, Math::multiplyExact), 1, 1)));
  }

  /** The order in which one image's cells lie on some axes; none where they form no grid. */
  static Optional<CellOrder> order(List<Axis> axes) {
    int[] channels = {1, 1, 1};
    int[] sides = {1, 1};
    int places = 0;
    boolean rowsOutside = true;
    for (Axis axis : axes) {
      for (Axis.Factor factor : axis.factors()) {
        boolean side = factor.role() == Role.Y || factor.role() == Role.X;
        if (factor.isPart() || factor.role() == Role.TOKEN || side && places == 2) {
          return Optional.empty();
        }
        if (!side) {
          channels[places] = Math.multiplyExact(channels[places], factor.size());
          continue;
        }
        int which = factor.role() == Role.Y ? 0 : 1;
        if (sides[which] != 1) {
          return Optional.empty();
        }
        sides[which] = factor.size();
        rowsOutside = places == 0 ? which == 0 : rowsOutside;
        places++;
      }
    }
    return places == 0
        ? Optional.empty()
        : Optional.of(ordered(channels, sides, places, rowsOutside));
  }

  /** With one spatial axis the other has one cell, inside of it. */
  private static CellOrder ordered(int[] channels, int[] sides, int places, boolean rowsOutside) {
    return places == 1
        ? new CellOrder(channels[0], 1, channels[1], sides[0], sides[1], rowsOutside)
        : new CellOrder(channels[0], channels[1], channels[2], sides[0], sides[1], rowsOutside);
  }
}
