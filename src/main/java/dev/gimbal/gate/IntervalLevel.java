package dev.gimbal.gate;

import dev.gimbal.gate.policy.GatedScore;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.PairedShares;
import dev.gimbal.stats.StudentT;
import dev.gimbal.stats.Wilson;
import java.util.Optional;
import java.util.OptionalDouble;

/** Gives scores of a result, whose intervals are at 95 %, intervals at a rule's confidence. */
final class IntervalLevel implements Intervals {
  /** How far a share times n may lie from a whole number of images. */
  private static final double TOLERANCE = 1e-6;

  private final GatedScore score;
  private final double confidence;

  IntervalLevel(GatedScore score, double confidence) {
    this.score = score;
    this.confidence = confidence;
  }

  @Override
  public Outcome at(Outcome found, OptionalDouble chance) {
    if (confidence == Bounds.CONFIDENCE || !(found instanceof Outcome.Measured measured)) {
      return found;
    }
    Optional<Interval> interval =
        switch (score.interval()) {
          case STUDENT -> student(measured);
          case WILSON -> wilson(measured.value(), measured.n(), 0);
          case CHANCE_CORRECTED ->
              chance.isEmpty()
                  ? Optional.empty()
                  : wilson(measured.value(), measured.n(), chance.getAsDouble());
          case BOOTSTRAP, NONE -> Optional.empty();
        };
    return new Outcome.Measured(measured.value(), interval, measured.n());
  }

  @Override
  public Interval ofDrop(PairedShares table) {
    Bounds bounds = table.interval(confidence);
    return new Interval(bounds.lo(), bounds.hi());
  }

  /**
   * Half widths grow as t's quantiles do. An interval that was cut at an end of the score's range
   * has its true half width on the other side; cut at both, it stays the whole range.
   */
  private Optional<Interval> student(Outcome.Measured measured) {
    if (measured.interval().isEmpty() || measured.n() < 2) {
      return Optional.empty();
    }
    Interval interval = measured.interval().get();
    if (interval.lo() <= score.least() && interval.hi() >= score.most()) {
      return Optional.of(interval);
    }
    double value = measured.value();
    double half = Math.max(value - interval.lo(), interval.hi() - value);
    int freedom = measured.n() - 1;
    double wanted =
        half
            * StudentT.critical(freedom, confidence)
            / StudentT.critical(freedom, Bounds.CONFIDENCE);
    boolean cut = interval.lo() == score.least() || interval.hi() == score.most();
    return Optional.of(
        cut
            ? new Interval(
                Math.max(score.least(), value - wanted), Math.min(score.most(), value + wanted))
            : new Interval(value - wanted, value + wanted));
  }

  /** For v = (p − c)/(1 − c) with the share p of n images; c is 0 for a plain share. */
  private Optional<Interval> wilson(double value, int n, double chance) {
    double share = value * (1 - chance) + chance;
    double successes = Math.rint(share * n);
    boolean whole = Math.abs(share * n - successes) <= TOLERANCE * Math.max(1, n);
    if (n < 1 || chance == 1 || !whole || successes < 0 || successes > n) {
      return Optional.empty();
    }
    Bounds bounds = Wilson.interval((int) successes, n, confidence);
    return Optional.of(
        new Interval((bounds.lo() - chance) / (1 - chance), (bounds.hi() - chance) / (1 - chance)));
  }
}
