package dev.gimbal.score;

import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.Wilson;
import java.util.Optional;

/** Turns statistics into outcomes. */
final class OutputOutcomes {
  private OutputOutcomes() {}

  static Outcome of(double value, Optional<Bounds> bounds, int n) {
    if (!Double.isFinite(value)) {
      return new Outcome.Failed("overflow");
    }
    return new Outcome.Measured(value, bounds.map(b -> new Interval(b.lo(), b.hi())), n);
  }

  /** A proportion with Wilson's interval; {@code trials} at least 1. */
  static Outcome share(int successes, int trials) {
    return of((double) successes / trials, Optional.of(Wilson.interval(successes, trials)), trials);
  }
}
