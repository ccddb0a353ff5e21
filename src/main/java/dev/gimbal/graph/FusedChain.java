package dev.gimbal.graph;

import dev.gimbal.onnx.NodeProto;
import java.util.List;

/**
 * Nodes that ONNX Runtime turns into one, so that only the last tensor exists in memory.
 *
 * @param tensor the tensor at the end
 * @param label operators, the main one first, such as {@code Conv+Relu}
 * @param nodes in running order
 */
record FusedChain(String tensor, String label, List<NodeProto> nodes) {
  FusedChain {
    nodes = List.copyOf(nodes);
  }
}
