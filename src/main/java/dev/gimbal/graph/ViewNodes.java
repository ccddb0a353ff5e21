package dev.gimbal.graph;

import dev.gimbal.graph.operator.Axis;
import dev.gimbal.graph.operator.Signal;
import dev.gimbal.onnx.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that compute nothing: they hand on values of one tensor that is a layer already, in another
 * order, another shape or another type, or only some of its channels. Exporters write the same step
 * as Split or Slice, as Reshape or Gather, so such nodes are not layers.
 */
final class ViewNodes {
  private static final Set<String> ALWAYS =
      Set.of(
          "Reshape",
          "Transpose",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Identity",
          "Dropout",
          "Cast",
          "CastLike",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "QuantizeLinear");
  private static final Set<String> PICKING = Set.of("Slice", "Split", "Gather", "Expand", "Pad");
  private static final Set<String> CUTTING = Set.of("Slice", "Split", "Gather");
  private static final Set<String> PUTTING = Set.of("Slice", "Concat");
  private static final Set<String> JOINING = Set.of("Concat", "Sum", "Max", "Min", "Mean");

  private final GraphView graph;
  private final Map<String, Signal> signals;

  ViewNodes(GraphView graph, Map<String, Signal> signals) {
    this.graph = graph;
    this.signals = signals;
  }

  /** Whether the node's outputs hold nothing that its input does not hold. */
  boolean contains(NodeProto node) {
    String op = node.getOpType();
    if (ALWAYS.contains(op)) {
      return true;
    }
    if (JOINING.contains(op)) {
      return node.getInputCount() == 1 || op.equals("Concat") && goesIntoLargerConcat(node);
    }
    return PICKING.contains(op) && (keepsPlaces(node) || isPiece(node));
  }

  /** A piece that is cut further or put together with others: cyclic shifts, circular padding. */
  private boolean isPiece(NodeProto node) {
    return CUTTING.contains(node.getOpType())
        && node.getOutputList().stream()
            .flatMap(output -> graph.consumers(output).stream())
            .allMatch(user -> PUTTING.contains(user.getOpType()));
  }

  /** Concat of Concat: only the last one is where the branches meet. */
  private boolean goesIntoLargerConcat(NodeProto node) {
    Signal signal = signals.get(node.getOutput(0));
    List<NodeProto> users = graph.consumers(node.getOutput(0));
    return signal != null
        && users.size() == 1
        && users.get(0).getOpType().equals("Concat")
        && users.get(0).getAttributeList().equals(node.getAttributeList());
  }

  /** Channels may go, rows, columns and tokens must stay as they are. */
  private boolean keepsPlaces(NodeProto node) {
    Signal in = signals.get(node.getInput(0));
    Signal out = signals.get(node.getOutput(0));
    return in != null
        && out != null
        && !in.constant()
        && in.opaque().isEmpty()
        && out.opaque().isEmpty()
        && in.influence().equals(out.influence())
        && in.y().equals(out.y())
        && in.x().equals(out.x())
        && places(in).equals(places(out));
  }

  private static List<Axis.Factor> places(Signal signal) {
    return signal.axes().stream()
        .flatMap(axis -> axis.factors().stream())
        .filter(factor -> factor.role().isPlace())
        .toList();
  }
}
