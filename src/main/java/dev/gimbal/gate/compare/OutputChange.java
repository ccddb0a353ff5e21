package dev.gimbal.gate.compare;

import java.util.Objects;
import java.util.Optional;

/**
 * A score of an output in both results.
 *
 * @param output name in the first result
 * @param scope id of the probe, or the orbit: a family or "all"
 * @param probe its index; empty for an orbit
 * @param score as results name it, or {@code consistencyWhereBothRight}: over the images whose
 *     reference both models get right
 */
public record OutputChange(
    String output, String scope, Optional<Integer> probe, String score, Change change) {
  /** Consistency over the images that both models get right unprobed. */
  public static final String WHERE_BOTH_RIGHT = "consistencyWhereBothRight";

  public OutputChange {
    Objects.requireNonNull(output);
    Objects.requireNonNull(probe);
    Objects.requireNonNull(change);
  }
}
