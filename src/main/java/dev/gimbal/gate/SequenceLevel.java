package dev.gimbal.gate;

import dev.gimbal.gate.policy.GatedScore;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.AsymptoticSequence;
import dev.gimbal.stats.BoundedMeanSequence;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.PairedShares;
import dev.gimbal.stats.ShareSequence;
import dev.gimbal.stats.StudentT;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gives scores intervals that hold at all looks together, for results whose number of images was
 * chosen while looking: shares of images, means of bounded numbers, and asymptotic ones for ratios.
 */
final class SequenceLevel implements Intervals {
  private final GatedScore score;
  private final double confidence;
  private final Map<Integer, Double> factors = new HashMap<>();

  SequenceLevel(GatedScore score, double confidence) {
    this.score = score;
    this.confidence = confidence;
  }

  @Override
  public Outcome at(Outcome found, OptionalDouble chance) {
    if (!(found instanceof Outcome.Measured measured)) {
      return found;
    }
    Optional<Interval> interval =
        switch (score.interval()) {
          case WILSON, BOOTSTRAP -> share(measured, 0);
          case CHANCE_CORRECTED ->
              chance.isEmpty() ? Optional.empty() : share(measured, chance.getAsDouble());
          case STUDENT ->
              Double.isFinite(score.most() - score.least())
                  ? boundedMean(measured)
                  : ratio(measured);
          case NONE -> Optional.empty();
        };
    return new Outcome.Measured(measured.value(), interval, measured.n());
  }

  /**
   * Lost and gained images each with half of the error: the drop lies between their differences.
   */
  @Override
  public Interval ofDrop(PairedShares table) {
    double half = 1 - (1 - confidence) / 2;
    Bounds lost = ShareSequence.interval(table.lost(), table.images(), half);
    Bounds gained = ShareSequence.interval(table.gained(), table.images(), half);
    return new Interval(lost.lo() - gained.hi(), lost.hi() - gained.lo());
  }

  /** For v = (p − c)/(1 − c) with the share p of n images; c is 0 for a plain share. */
  private Optional<Interval> share(Outcome.Measured found, double chance) {
    if (found.n() < 1 || chance >= 1) {
      return Optional.empty();
    }
    double share = Math.max(0, Math.min(1, found.value() * (1 - chance) + chance));
    Bounds bounds = ShareSequence.interval(share * found.n(), found.n(), confidence);
    return Optional.of(
        new Interval((bounds.lo() - chance) / (1 - chance), (bounds.hi() - chance) / (1 - chance)));
  }

  private Optional<Interval> boundedMean(Outcome.Measured found) {
    if (found.n() < 2) {
      return Optional.empty();
    }
    double range = score.most() - score.least();
    double mean = Math.max(0, Math.min(1, (found.value() - score.least()) / range));
    // No numbers of this mean vary more than those at the ends of the range.
    double most = mean * (1 - mean) * found.n() / (found.n() - 1);
    double error = standardError(found) / range;
    double variance = Math.min(most, error * error * found.n());
    Bounds bounds = BoundedMeanSequence.interval(mean, variance, found.n(), confidence);
    return Optional.of(
        new Interval(score.least() + range * bounds.lo(), score.least() + range * bounds.hi()));
  }

  private Optional<Interval> ratio(Outcome.Measured found) {
    double error = standardError(found);
    if (found.n() < AsymptoticSequence.LEAST_IMAGES || Double.isInfinite(error)) {
      return Optional.empty();
    }
    double half =
        error * factors.computeIfAbsent(found.n(), n -> AsymptoticSequence.factor(n, confidence));
    return Optional.of(new Interval(found.value() - half, found.value() + half));
  }

  /** From the result's 95 % interval; infinite where that does not tell. */
  private double standardError(Outcome.Measured found) {
    if (found.interval().isEmpty() || found.n() < 2) {
      return Double.POSITIVE_INFINITY;
    }
    Interval interval = found.interval().get();
    if (interval.lo() <= score.least() && interval.hi() >= score.most()) {
      return Double.POSITIVE_INFINITY;
    }
    // An interval that was cut at an end of the range has its true half width on the other side.
    double half = Math.max(found.value() - interval.lo(), interval.hi() - found.value());
    return half / StudentT.critical(found.n() - 1, Bounds.CONFIDENCE);
  }
}
