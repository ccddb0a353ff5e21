package dev.gimbal.graph;

import java.util.Locale;

/** What a layer's output looks like. */
public enum LayerKind {
  /** Spatial axes larger than 1×1. */
  MAP,
  /** No spatial axes, or 1×1. */
  VECTOR,
  /** A token sequence [N, T, C]. */
  TOKENS,
  /** Anything else. */
  OTHER;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
