package dev.gimbal.weave;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model that ONNX Runtime has optimised for the CPU, with its layers taken where they lie.
 *
 * <p>On x86 ONNX Runtime computes convolutions and pooling in blocks of 8 or 16 channels (NCHWc),
 * and puts a node ReorderOutput before every output, which copies the map to channel planes.
 * Without those nodes exposing a layer costs next to nothing: MobileNetV2 with 52 layers exposed
 * took 10.7 ms with and 7.7 ms without them, 7.7 ms with no layer exposed.
 *
 * @param bytes the model; its weights may lie in a file beside the optimised one
 * @param tensors the name of the blocked tensor of each layer that has one
 */
public record BlockedModel(byte[] bytes, Map<String, String> tensors) {
  private static final String DOMAIN = "com.microsoft.nchwc";

  public BlockedModel {
    tensors = Map.copyOf(tensors);
  }

  /**
   * Rewrites an optimised model.
   *
   * @param optimised what ONNX Runtime saved
   * @param layers outputs that may be given out in blocks; the others stay as they are
   * @return none where no layer is computed in blocks
   */
  public static Optional<BlockedModel> of(byte[] optimised, Set<String> layers) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(optimised);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    Map<String, String> tensors = blocked(model.getGraph(), layers);
    if (tensors.isEmpty()) {
      return Optional.empty();
    }
    ModelProto.Builder copy = model.toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    rename(graph, tensors);
    removeUnused(graph, tensors.keySet());
    return Optional.of(new BlockedModel(copy.build().toByteArray(), tensors));
  }

  /** Layers that a ReorderOutput node makes, and what it makes them from. */
  private static Map<String, String> blocked(GraphProto graph, Set<String> layers) {
    Map<String, String> tensors = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      boolean reorders =
          node.getDomain().equals(DOMAIN) && node.getOpType().equals("ReorderOutput");
      if (reorders && !isChannelsLast(node) && layers.contains(node.getOutput(0))) {
        tensors.put(node.getOutput(0), node.getInput(0));
      }
    }
    return tensors;
  }

  private static boolean isChannelsLast(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("channels_last"))
        .mapToLong(AttributeProto::getI)
        .anyMatch(value -> value != 0);
  }

  private static void rename(GraphProto.Builder graph, Map<String, String> tensors) {
    List<ValueInfoProto> outputs = new ArrayList<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      String blocked = tensors.get(output.getName());
      outputs.add(blocked == null ? output : ValueInfoProto.newBuilder().setName(blocked).build());
    }
    graph.clearOutput().addAllOutput(outputs);
  }

  private static void removeUnused(GraphProto.Builder graph, Set<String> layers) {
    Set<String> used = new java.util.HashSet<>();
    graph.getNodeList().forEach(node -> used.addAll(node.getInputList()));
    List<NodeProto> kept =
        graph.getNodeList().stream()
            .filter(
                node ->
                    !node.getDomain().equals(DOMAIN)
                        || !layers.contains(node.getOutput(0))
                        || used.contains(node.getOutput(0)))
            .toList();
    graph.clearNode().addAllNode(kept);
  }
}
