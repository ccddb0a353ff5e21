package dev.gimbal.gate;

import dev.gimbal.gate.policy.Rule;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.PairedShares;
import java.util.OptionalDouble;

/** Gives scores the intervals that a rule compares. */
interface Intervals {
  /**
   * The same score with the rule's interval; without one where it cannot be had.
   *
   * @param chance the chance agreement, for the score that corrects for it
   */
  Outcome at(Outcome found, OptionalDouble chance);

  /** The interval of a drop from one share of images to another of the same images. */
  Interval ofDrop(PairedShares table);

  /** Sequences where the result may have ended because of its numbers, else fixed intervals. */
  static Intervals of(AuditResult result, Rule rule) {
    return result.plan().earlyStopping().isPresent()
        ? new SequenceLevel(rule.score(), rule.confidence())
        : new IntervalLevel(rule.score(), rule.confidence());
  }
}
