package dev.gimbal.report;

import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One score over several probes: its mean, or why there is none. */
public sealed interface Summary {

  /**
   * Mean over the probes that were measured.
   *
   * @param value the mean
   * @param interval mean of the probes' interval ends. All probes share their images, so the spread
   *     of a mean is at most the mean of the spreads: this interval is never too narrow
   * @param lowest lowest of the values
   * @param highest highest of the values
   * @param probes how many were measured
   * @param unmeasured how many were asked and not measured
   * @param images smallest number of images behind one of them
   */
  record Mean(
      double value,
      Optional<Interval> interval,
      double lowest,
      double highest,
      int probes,
      int unmeasured,
      int images)
      implements Summary {}

  /**
   * Nothing was measured.
   *
   * @param status not measured, not applicable, degenerate or failed
   * @param reason the most frequent one; empty where the score was not asked
   */
  record None(String status, String reason) implements Summary {}

  /** Sums up outcomes; the order does not matter but for rounding. */
  static Summary of(Collection<Outcome> outcomes) {
    double value = 0;
    double lo = 0;
    double hi = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    int count = 0;
    int intervals = 0;
    int images = Integer.MAX_VALUE;
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Measured measured) {
        count++;
        value += measured.value();
        lowest = Math.min(lowest, measured.value());
        highest = Math.max(highest, measured.value());
        images = Math.min(images, measured.n());
        if (measured.interval().isPresent()) {
          intervals++;
          lo += measured.interval().get().lo();
          hi += measured.interval().get().hi();
        }
      }
    }
    if (count == 0) {
      return none(outcomes);
    }
    Optional<Interval> interval =
        intervals == count ? Optional.of(new Interval(lo / count, hi / count)) : Optional.empty();
    int unmeasured = outcomes.size() - count;
    return new Mean(value / count, interval, lowest, highest, count, unmeasured, images);
  }

  private static Summary none(Collection<Outcome> outcomes) {
    Map<None, Integer> votes = new HashMap<>();
    None best = new None("not measured", "");
    for (Outcome outcome : outcomes) {
      None vote = new None(Words.status(outcome), Words.reason(outcome));
      int count = votes.merge(vote, 1, Integer::sum);
      if (count > votes.getOrDefault(best, 0) || best.reason().isEmpty()) {
        best = vote;
      }
    }
    return best;
  }
}
