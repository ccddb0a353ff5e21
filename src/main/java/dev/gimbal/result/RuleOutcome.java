package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * What became of one rule of a policy.
 *
 * @param id unique in the policy
 * @param on layers or outputs
 * @param score that was compared
 * @param probes which probes, in words
 * @param level error or warn
 * @param verdict of this rule
 * @param expected its limits in words, such as {@code min 0.95}
 * @param compare bound (of the interval) or point
 * @param confidence of the intervals that were compared
 * @param compared comparisons made; passed, violations and undecided add up to it
 * @param passed comparisons that passed
 * @param notApplicable scores without meaning here, which were left out
 * @param violations all of them, worst first, suppressed ones among them
 * @param undecided all of them, the ones that need the most images first
 * @param covered which layers and outputs were compared, passed ones among them
 * @param notes what else there is to say
 */
public record RuleOutcome(
    String id,
    String on,
    String score,
    String probes,
    String level,
    Verdict verdict,
    String expected,
    String compare,
    double confidence,
    int compared,
    int passed,
    int notApplicable,
    List<GateResult.Case> violations,
    List<GateResult.Case> undecided,
    List<Covered> covered,
    List<String> notes) {
  public RuleOutcome {
    violations = List.copyOf(violations);
    undecided = List.copyOf(undecided);
    covered = List.copyOf(covered);
    notes = List.copyOf(notes);
    Objects.requireNonNull(id);
    Objects.requireNonNull(verdict);
    if (compared != passed + violations.size() + undecided.size()) {
      throw new IllegalArgumentException("rule " + id + ": its comparisons do not add up");
    }
  }

  /** Violations that no suppression covers. */
  public long activeViolations() {
    return violations.stream().filter(found -> found.suppression().isEmpty()).count();
  }

  /** Undecided comparisons that no suppression covers. */
  public long activeUndecided() {
    return undecided.stream().filter(found -> found.suppression().isEmpty()).count();
  }

  /** Violations and undecided comparisons that a suppression covers. */
  public long suppressed() {
    return violations.size() + undecided.size() - activeViolations() - activeUndecided();
  }
}
