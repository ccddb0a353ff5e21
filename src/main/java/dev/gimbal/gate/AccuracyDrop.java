package dev.gimbal.gate;

import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.PairedShares;
import java.util.Optional;

/**
 * How much accuracy a probe costs: the reference's accuracy minus the accuracy under the probe,
 * over the same images. A result tells the whole fourfold table: how many are right without the
 * probe, with it, and (consistency where the reference is right) both times.
 */
final class AccuracyDrop {
  private final Outcome reference;
  private final Intervals intervals;

  /**
   * @param reference the accuracy without a probe
   * @param intervals gives the drop's
   */
  AccuracyDrop(Outcome reference, Intervals intervals) {
    this.reference = reference;
    this.intervals = intervals;
  }

  /**
   * The drop under one probe; without an interval where the counts do not speak of the same images.
   *
   * @param accuracy under the probe
   * @param consistent consistency under the probe where the reference is right
   */
  Outcome under(Outcome accuracy, Outcome consistent) {
    if (!(reference instanceof Outcome.Measured before)) {
      return reference;
    }
    if (!(accuracy instanceof Outcome.Measured after)) {
      return accuracy;
    }
    double drop = before.value() - after.value();
    Optional<Interval> interval =
        table(before, after, consistent).map(table -> intervals.ofDrop(table));
    return new Outcome.Measured(drop, interval, after.n());
  }

  private static Optional<PairedShares> table(
      Outcome.Measured before, Outcome.Measured after, Outcome consistent) {
    int right = count(before);
    int both = consistent instanceof Outcome.Measured measured ? count(measured) : 0;
    boolean told =
        consistent instanceof Outcome.Measured measured ? measured.n() == right : right == 0;
    int lost = right - both;
    int gained = count(after) - both;
    int neither = after.n() - both - lost - gained;
    boolean sound = both >= 0 && lost >= 0 && gained >= 0 && neither >= 0;
    return told && sound && before.n() == after.n() && after.n() > 0
        ? Optional.of(new PairedShares(both, lost, gained, neither))
        : Optional.empty();
  }

  private static int count(Outcome.Measured share) {
    return (int) Math.rint(share.value() * share.n());
  }
}
