package dev.gimbal.score;

import java.util.Objects;
import java.util.Optional;

/**
 * A model output to be scored.
 *
 * @param name its ONNX tensor name
 * @param scale the form of its rows, when the sidecar says so; detected otherwise
 * @param channels values per position: classes, or the length of an embedding
 * @param positions positions of a map, row by row; 1 for a vector
 * @param channelsLast whether the values of one position lie side by side
 */
public record OutputSpec(
    String name,
    OutputKind kind,
    Optional<RowScale> scale,
    int channels,
    int positions,
    boolean channelsLast) {
  public OutputSpec {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(scale);
    if (channels < 1 || positions < 1) {
      throw new IllegalArgumentException(channels + " channels at " + positions + " positions");
    }
  }

  /** A vector output. */
  public static OutputSpec vector(String name, OutputKind kind, int length) {
    return new OutputSpec(name, kind, Optional.empty(), length, 1, false);
  }

  int elements() {
    return Math.multiplyExact(channels, positions);
  }
}
