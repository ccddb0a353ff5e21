package dev.gimbal.graph;

import dev.gimbal.geometry.CellOrder;
import dev.gimbal.graph.MapCollapse.InputMap;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Cuts the part of a graph out that makes a vector of maps: from the vector upwards to the nearest
 * maps.
 */
final class CutSearch {
  /** A part with more operators is a network of its own, not the step from map to vector. */
  static final int MOST_NODES = 64;

  /**
   * A part of the graph.
   *
   * @param weightElements values of the constants that it reads
   */
  record Cut(
      List<InputMap> maps,
      Map<String, TensorFact> constants,
      long weightElements,
      Optional<String> problem) {}

  private final GraphView graph;
  private final Map<String, Signal> signals;
  private final Map<String, TensorFact> facts;

  CutSearch(GraphView graph, Map<String, Signal> signals, Map<String, TensorFact> facts) {
    this.graph = graph;
    this.signals = signals;
    this.facts = facts;
  }

  /**
   * The part between a vector and the nearest maps.
   *
   * @param makers the nodes that lose the places
   */
  Cut between(String vector, List<NodeProto> makers) {
    return new Walk(this::isMap, this::isStep)
        .from(vector)
        .or(() -> directly(vector, makers))
        .or(() -> new Walk(this::isMap, node -> true).from(vector))
        .map(this::checked)
        .orElseGet(
            () ->
                problem(
                    "no map with rows and columns lies within "
                        + MOST_NODES
                        + " operators above it"));
  }

  private static Cut problem(String reason) {
    return new Cut(List.of(), Map.of(), 0, Optional.of(reason));
  }

  /** One operator on one sequence whose tokens are still the cells of a grid. */
  private Optional<Cut> directly(String vector, List<NodeProto> makers) {
    Set<String> inputs = new HashSet<>();
    for (NodeProto maker : makers) {
      maker.getInputList().stream().filter(this::dependsOnImage).forEach(inputs::add);
    }
    boolean grids = inputs.stream().allMatch(input -> order(input).isPresent());
    return inputs.size() == 1 && grids
        ? new Walk(inputs::contains, this::isStep).from(vector)
        : Optional.empty();
  }

  private boolean dependsOnImage(String tensor) {
    Signal signal = signals.get(tensor);
    return signal != null && !signal.constant();
  }

  private Optional<CellOrder> order(String tensor) {
    Signal signal = signals.get(tensor);
    return signal == null || signal.constant() || signal.opaque().isPresent()
        ? Optional.empty()
        : CollapseSearch.order(signal.axes());
  }

  /** A map as the audit watches them: rows and columns are axes of their own. */
  private boolean isMap(String tensor) {
    return order(tensor).isPresent()
        && Optional.ofNullable(signals.get(tensor))
            .filter(signal -> StructureAnalysis.isMap(signal.axes()))
            .isPresent()
        && type(tensor).filter(CutSearch::canBeFed).isPresent();
  }

  private Optional<ElementType> type(String tensor) {
    return Optional.ofNullable(facts.get(tensor)).map(TensorFact::type);
  }

  /** Types whose every value float32 holds, but for float64, which it rounds. */
  private static boolean canBeFed(ElementType type) {
    return type.isFloating() || type == ElementType.UINT8 || type == ElementType.INT8;
  }

  /**
   * Whether a node belongs to the step from map to vector: it has lost places already, or it only
   * loses some, or neither place nor picture matters to it.
   */
  private boolean isStep(NodeProto node) {
    Signal made = signals.get(node.getOutput(0));
    if (made == null || made.opaque().isPresent() || !made.hasPlace()) {
      return true;
    }
    return node.getOpType().startsWith("Reduce")
        || node.getOpType().equals("DynamicQuantizeLinear")
        || node.getInputList().stream()
            .filter(this::dependsOnImage)
            .map(signals::get)
            .allMatch(in -> in.influence().equals(made.influence()));
  }

  private Cut checked(Cut cut) {
    Set<List<Integer>> grids = new LinkedHashSet<>();
    cut.maps().forEach(map -> grids.add(List.of(map.order().height(), map.order().width())));
    if (grids.size() > 1) {
      return new Cut(
          cut.maps(),
          cut.constants(),
          cut.weightElements(),
          Optional.of("its maps have different numbers of rows or columns"));
    }
    return cut;
  }

  /** One walk upwards; stops at tensors that go in. */
  private final class Walk {
    private final Predicate<String> stop;
    private final Predicate<NodeProto> passable;
    private final Set<String> maps = new LinkedHashSet<>();
    private final Map<String, TensorFact> constants = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> nodes = new HashSet<>();
    private long weightElements;

    Walk(Predicate<String> stop, Predicate<NodeProto> passable) {
      this.stop = stop;
      this.passable = passable;
    }

    /** Empty where something on the way is not passable, or the way is too long. */
    Optional<Cut> from(String vector) {
      open.add(vector);
      while (!open.isEmpty()) {
        String tensor = open.remove();
        boolean goesIn = !tensor.equals(vector) && stop.test(tensor);
        if (goesIn) {
          maps.add(tensor);
        } else if (seen.add(tensor) && !tensor.isEmpty() && !up(tensor)) {
          return Optional.empty();
        }
      }
      List<InputMap> found = new ArrayList<>();
      for (String map : maps) {
        TensorFact fact = facts.get(map);
        if (fact == null || fact.shape().isEmpty() || !canBeFed(fact.type())) {
          return Optional.empty();
        }
        found.add(new InputMap(map, fact.type(), fact.shape().get(), order(map).orElseThrow()));
      }
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(new Cut(found, constants, weightElements, Optional.empty()));
    }

    private boolean up(String tensor) {
      Optional<List<Integer>> constant = graph.constantShape(tensor);
      if (constant.isPresent()) {
        weightElements += constant.get().stream().mapToLong(i -> i).reduce(1, (a, b) -> a * b);
        return true;
      }
      Optional<NodeProto> producer = graph.producer(tensor);
      if (!dependsOnImage(tensor)) {
        TensorFact fact = facts.get(tensor);
        if (fact != null && fact.values().isPresent() && fact.shape().isPresent()) {
          constants.put(tensor, fact);
        } else {
          producer.ifPresent(node -> open.addAll(graph.reads(node)));
        }
        return true;
      }
      if (producer.isEmpty() || !passable.test(producer.get())) {
        return false;
      }
      nodes.add(producer.get().getOutput(0));
      open.addAll(graph.reads(producer.get()));
      return nodes.size() <= MOST_NODES;
    }
  }
}
