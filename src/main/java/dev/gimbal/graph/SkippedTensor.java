package dev.gimbal.graph;

import java.util.Objects;

/** A layer that cannot be scored, and why, as a clause. */
public record SkippedTensor(String name, String op, String reason) {
  public SkippedTensor {
    Objects.requireNonNull(name);
    Objects.requireNonNull(op);
    Objects.requireNonNull(reason);
  }
}
