package dev.gimbal.report.gate;

import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.GateResult.SuppressionState;
import dev.gimbal.result.RuleOutcome;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that one rule holds against one layer or output under one family of probes.
 *
 * @param rule that it belongs to
 * @param family of the probes, or the orbit
 * @param target name of the layer or output, as the model says it: hostile text
 * @param kind what it means for the verdict
 * @param worst the gravest of its comparisons; the first violation, else the first undecided
 * @param violated comparisons that are violated
 * @param undecided comparisons that are undecided
 * @param suppression that covers it
 */
public record GateItem(
    RuleOutcome rule,
    String family,
    String target,
    Kind kind,
    Case worst,
    int violated,
    int undecided,
    Optional<SuppressionState> suppression) {

  /** What an item means for the verdict, the gravest first. */
  public enum Kind {
    /** A violation of a rule of level error. */
    FAILURE("FAIL"),
    /** An undecided comparison of a rule of level error. */
    INCONCLUSIVE("INCONCLUSIVE"),
    /** A violation of a rule of level warn. */
    WARNING("WARN"),
    /** An undecided comparison of a rule of level warn. */
    UNSURE("WARN, undecided"),
    /** Covered by a suppression: shown, and without effect on the verdict. */
    SUPPRESSED("suppressed");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As reports say it. */
    public String word() {
      return word;
    }
  }

  public GateItem {
    Objects.requireNonNull(rule);
    Objects.requireNonNull(family);
    Objects.requireNonNull(target);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(worst);
    Objects.requireNonNull(suppression);
  }
}
