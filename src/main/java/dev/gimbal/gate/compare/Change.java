package dev.gimbal.gate.compare;

import dev.gimbal.result.Outcome;
import dev.gimbal.stats.PairedDifference;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A score in two results.
 *
 * @param before in the first one
 * @param after in the second one
 * @param paired after − before over the images, where records were there and both are measured
 */
public record Change(Outcome before, Outcome after, Optional<PairedDifference> paired) {
  public Change {
    Objects.requireNonNull(before);
    Objects.requireNonNull(after);
    Objects.requireNonNull(paired);
  }

  /** After − before, where both are measured. */
  public OptionalDouble difference() {
    if (paired.isPresent()) {
      return OptionalDouble.of(paired.get().value());
    }
    return before instanceof Outcome.Measured first && after instanceof Outcome.Measured second
        ? OptionalDouble.of(second.value() - first.value())
        : OptionalDouble.empty();
  }

  /** Whether one of the two is a number and the other none. */
  public boolean changesState() {
    return before instanceof Outcome.Measured != after instanceof Outcome.Measured;
  }
}
