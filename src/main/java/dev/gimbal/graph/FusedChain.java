package dev.gimbal.graph;

import dev.gimbal.onnx.NodeProto;
import java.util.List;

/**
 * Nodes that ONNX Runtime turns into one, so that only the last tensor exists in memory.
 *
 * @param tensor the tensor at the end
 * @param label operators, the main one first, such as {@code Conv+Relu}
 * @param nodes in running order
 * @param form whether more could still be folded in
 */
record FusedChain(String tensor, String label, List<NodeProto> nodes, Form form) {

  /** What the chain computes. */
  enum Form {
    /** A linear operator and affine steps with fixed parameters. */
    LINEAR,
    /** Ends in an activation, a quantisation or an addition of two maps. */
    CLOSED
  }

  FusedChain {
    nodes = List.copyOf(nodes);
  }
}
