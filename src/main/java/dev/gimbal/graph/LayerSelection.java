package dev.gimbal.graph;

import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which tensors are candidates for layers. */
final class LayerSelection {
  private static final Set<String> WINDOWS =
      Set.of("Conv", "MaxPool", "AveragePool", "ConvInteger", "QLinearConv", "LpPool");

  private final GraphView graph;
  private final Map<String, Signal> signals;
  private final ViewNodes views;

  LayerSelection(GraphView graph, Map<String, Signal> signals) {
    this.graph = graph;
    this.signals = signals;
    this.views = new ViewNodes(graph, signals);
  }

  /** In running order, one per layer; with the node that ends each. */
  List<FusedChain> select(Granularity granularity) {
    return granularity == Granularity.EVERY_NODE ? everyNode() : materialised();
  }

  private List<FusedChain> everyNode() {
    List<FusedChain> all = new ArrayList<>();
    for (NodeProto node : graph.nodes()) {
      if (node.getOutputCount() > 0 && dependsOnImage(node.getOutput(0))) {
        all.add(
            new FusedChain(
                node.getOutput(0), node.getOpType(), List.of(node), FusedChain.Form.CLOSED));
      }
    }
    return all;
  }

  private List<FusedChain> materialised() {
    ChainBuilder builder = new ChainBuilder(graph, signals);
    List<FusedChain> chains = new ArrayList<>();
    Set<String> owned = new HashSet<>();
    for (NodeProto node : graph.nodes()) {
      if (node.getOutputCount() == 0
          || owned.contains(node.getOutput(0))
          || !dependsOnImage(node.getOutput(0))) {
        continue;
      }
      Optional<FusedChain> chain = chain(builder, node);
      chain.ifPresent(
          c -> {
            chains.add(c);
            c.nodes().forEach(n -> owned.addAll(n.getOutputList()));
          });
    }
    return new ResidualFusion(graph, signals).fold(chains);
  }

  private Optional<FusedChain> chain(ChainBuilder builder, NodeProto node) {
    FusedChain chain = builder.follow(node);
    if (graph.isOutput(chain.tensor())) {
      return Optional.of(chain);
    }
    boolean quantises = node.getOpType().equals("QuantizeLinear") && chain.nodes().size() > 1;
    boolean view = views.contains(node) && !quantises;
    return view || isPlumbing(chain.tensor()) || isPadding(node)
        ? Optional.empty()
        : Optional.of(chain);
  }

  private boolean dependsOnImage(String tensor) {
    Signal signal = signals.get(tensor);
    return graph.isOutput(tensor) || signal != null && !signal.constant();
  }

  /** Scales and zero points that are computed from the image. */
  private boolean isPlumbing(String tensor) {
    Signal signal = signals.get(tensor);
    return signal != null && signal.opaque().isEmpty() && signal.isScalar();
  }

  /** Padding belongs to the window behind it. */
  private boolean isPadding(NodeProto node) {
    List<NodeProto> users = graph.consumers(node.getOutput(0));
    return node.getOpType().equals("Pad")
        && users.size() == 1
        && WINDOWS.contains(users.get(0).getOpType());
  }
}
