package dev.gimbal.graph;

/** Which tensors count as layers. */
public enum Granularity {
  /** Those that ONNX Runtime still materialises after fusing; the default. */
  MATERIALISED,
  /** The first output of every node. */
  EVERY_NODE
}
