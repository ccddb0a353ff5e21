package dev.gimbal.result;

import java.util.Objects;
import java.util.Optional;

/** What became of one score: a number with its sample size, or the reason why there is none. */
public sealed interface Outcome {
  /**
   * A number.
   *
   * @param value the score; finite
   * @param interval its 95 % interval over images, where one is defined
   * @param n images (or pairs, where the score says so) behind it
   */
  record Measured(double value, Optional<Interval> interval, int n) implements Outcome {
    public Measured {
      Objects.requireNonNull(interval);
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a measured score must be finite: " + value);
      }
    }
  }

  /** The score has no meaning here. */
  record NotApplicable(String reason) implements Outcome {
    public NotApplicable {
      Objects.requireNonNull(reason);
    }
  }

  /** The layer is dead or constant: trivially invariant, which must not look good. */
  record Degenerate(String reason) implements Outcome {
    public Degenerate {
      Objects.requireNonNull(reason);
    }
  }

  /** The layer produced NaN or infinity, or the measurement failed. */
  record Failed(String reason) implements Outcome {
    public Failed {
      Objects.requireNonNull(reason);
    }
  }

  /** Why there is no number; empty for a measured one. */
  default String reason() {
    return "";
  }

  static Outcome measured(double value, int n) {
    return new Measured(value, Optional.empty(), n);
  }

  static Outcome measured(double value, double lo, double hi, int n) {
    return new Measured(value, Optional.of(new Interval(lo, hi)), n);
  }

  static Outcome notApplicable(String reason) {
    return new NotApplicable(reason);
  }
}
