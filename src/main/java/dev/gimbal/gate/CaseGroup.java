package dev.gimbal.gate;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.RuleOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What did not pass of one rule on one layer or output under one family of probes: a finding.
 *
 * @param target name of the layer or output, as the model says it: hostile text
 * @param family of the probes, or the orbit
 * @param suppression index of the suppression that covers it
 * @param worst the gravest of its comparisons; the first violation, else the first undecided
 * @param violated comparisons that are violated
 * @param undecided comparisons that are undecided
 */
public record CaseGroup(
    String target,
    String family,
    Optional<Integer> suppression,
    Case worst,
    int violated,
    int undecided) {
  /** What the comparisons of one finding share. */
  private record Key(String target, String family, Optional<Integer> suppression) {}

  /** The findings of a rule, the worst first. */
  public static List<CaseGroup> of(RuleOutcome rule, AuditResult result) {
    Map<Key, CaseGroup> groups = new LinkedHashMap<>();
    rule.violations().forEach(one -> add(groups, one, result, 1, 0));
    rule.undecided().forEach(one -> add(groups, one, result, 0, 1));
    return List.copyOf(groups.values());
  }

  private static void add(
      Map<Key, CaseGroup> groups, Case one, AuditResult result, int violated, int undecided) {
    Key key = new Key(target(one, result), family(one, result), one.suppression());
    groups.merge(
        key,
        new CaseGroup(key.target, key.family, key.suppression, one, violated, undecided),
        (known, more) -> known.and(more));
  }

  private CaseGroup and(CaseGroup more) {
    return new CaseGroup(
        target, family, suppression, worst, violated + more.violated, undecided + more.undecided);
  }

  private static String target(Case one, AuditResult result) {
    return one.layer().map(i -> result.layers().get(i).name()).or(one::output).orElse("");
  }

  private static String family(Case one, AuditResult result) {
    return one.probe().map(i -> result.probes().get(i).family()).or(one::orbit).orElse(ALL);
  }

  /** Stands for a family where probes play no part. */
  static final String ALL = "all";
}
