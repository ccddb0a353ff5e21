package dev.gimbal.result;

import java.util.Objects;
import java.util.Optional;

/**
 * What a rule of the policy holds against one layer or output of the baseline, under one family of
 * probes.
 *
 * @param rule id
 * @param family of the probes, or the orbit
 * @param target name of the layer or output in the baseline
 * @param now name of its counterpart in this result, where it has one
 * @param violated comparisons that are violated there
 * @param undecided comparisons that are undecided there
 * @param worst what the gravest of them reads: {@link GateResult.Case#reading}
 */
public record EarlierFinding(
    String rule,
    String family,
    String target,
    Optional<String> now,
    int violated,
    int undecided,
    String worst) {
  public EarlierFinding {
    Objects.requireNonNull(rule);
    Objects.requireNonNull(family);
    Objects.requireNonNull(target);
    Objects.requireNonNull(now);
    Objects.requireNonNull(worst);
  }
}
