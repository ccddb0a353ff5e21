package dev.gimbal.graph;

import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Folds an addition of two maps into the convolution that feeds it, as ONNX Runtime does: the
 * convolution adds onto the other map, so that its own result never exists in memory.
 *
 * <p>Observed in the optimised graphs of ONNX Runtime 1.28 and 1.30 (CPU, blocked layout): a
 * convolution without activation, whose result only the addition reads, takes the addition; of two
 * such, the addition's first operand. Which CPU has which block size does not enter here, so that a
 * model has the same layers on every machine.
 */
final class ResidualFusion {
  private static final Set<String> ADDITIONS = Set.of("Add", "Sum");
  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "FusedConv");
  private static final int MAP_RANK = 4;

  private final GraphView graph;
  private final Map<String, Signal> signals;

  ResidualFusion(GraphView graph, Map<String, Signal> signals) {
    this.graph = graph;
    this.signals = signals;
  }

  /** The chains with additions folded in, in the order in which their last nodes run. */
  List<FusedChain> fold(List<FusedChain> chains) {
    Map<String, FusedChain> byTensor = new HashMap<>();
    chains.forEach(chain -> byTensor.put(chain.tensor(), chain));
    for (FusedChain chain : chains) {
      convolution(chain, byTensor)
          .ifPresent(
              first -> {
                byTensor.remove(first.tensor());
                byTensor.put(chain.tensor(), joined(first, chain));
              });
    }
    Map<String, Integer> positions = new HashMap<>();
    graph.nodes().forEach(n -> n.getOutputList().forEach(o -> positions.put(o, positions.size())));
    return byTensor.values().stream()
        .sorted(Comparator.comparingInt(chain -> positions.getOrDefault(chain.tensor(), 0)))
        .toList();
  }

  /** The chain that takes this one's addition, if it begins with one. */
  private Optional<FusedChain> convolution(FusedChain chain, Map<String, FusedChain> byTensor) {
    NodeProto head = chain.nodes().get(0);
    if (!ADDITIONS.contains(head.getOpType()) || !addsTwoMaps(head)) {
      return Optional.empty();
    }
    return head.getInputList().stream()
        .flatMap(input -> Optional.ofNullable(byTensor.get(input)).stream())
        .filter(this::canTakeAnAddition)
        .findFirst();
  }

  private boolean addsTwoMaps(NodeProto addition) {
    if (addition.getInputCount() != 2 || addition.getInput(0).equals(addition.getInput(1))) {
      return false;
    }
    List<Integer> first = sizes(addition.getInput(0));
    return first.size() == MAP_RANK && first.equals(sizes(addition.getInput(1)));
  }

  private List<Integer> sizes(String tensor) {
    Signal signal = signals.get(tensor);
    return signal == null || signal.constant()
        ? List.of()
        : signal.axes().stream().map(Axis::size).toList();
  }

  private boolean canTakeAnAddition(FusedChain chain) {
    return CONVOLUTIONS.contains(chain.nodes().get(0).getOpType())
        && chain.form() == FusedChain.Form.LINEAR
        && graph.consumers(chain.tensor()).size() == 1
        && !graph.isOutput(chain.tensor())
        && !graph.isCaptured(chain.tensor());
  }

  private static FusedChain joined(FusedChain convolution, FusedChain addition) {
    List<NodeProto> nodes = new ArrayList<>(convolution.nodes());
    nodes.addAll(addition.nodes());
    return new FusedChain(
        addition.tensor(),
        convolution.label() + "+" + addition.label(),
        nodes,
        FusedChain.Form.CLOSED);
  }
}
