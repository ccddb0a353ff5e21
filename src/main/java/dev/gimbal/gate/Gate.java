package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.Level;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.SuppressionState;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a result against a policy. Reads the result only: the same result and day, the same answer.
 */
public final class Gate {
  private Gate() {}

  /**
   * What the policy makes of the result; its own gate, if it has one, plays no part.
   *
   * @param today decides which suppressions still hold
   * @throws InputException of kind ARGUMENTS when a rule, or the whole policy, finds nothing to
   *     compare
   */
  public static GateResult evaluate(Policy policy, AuditResult result, LocalDate today) {
    requireNoBaseline(policy);
    ScoreGrid grid = new ScoreGrid(result);
    Suppressions suppressions = new Suppressions(policy.suppressions(), today);
    List<RuleOutcome> outcomes = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      outcomes.add(new RuleEvaluation(result, grid, rule, suppressions).evaluate());
    }
    if (outcomes.stream().allMatch(outcome -> outcome.verdict() == Verdict.SKIPPED)) {
      throw InputException.arguments(
          policy.name() + ": no rule of the policy finds anything to compare in this result",
          "Add a rule on scores that the result has.");
    }
    List<SuppressionState> states = suppressions.states();
    List<String> notes = new ArrayList<>(policy.notes());
    if (result.plan().indicative()) {
      notes.add("The result is indicative: few or drawn images.");
    }
    states.forEach(state -> note(state, notes));
    return new GateResult(
        policy.name(), policy.sha256(), verdict(outcomes), outcomes, states, notes);
  }

  private static void requireNoBaseline(Policy policy) {
    if (policy.baseline().isPresent()) {
      throw InputException.arguments(
          policy.name() + ": this version reads the section baseline but cannot evaluate it",
          "Remove the section; a policy must not pass on what was not looked at.");
    }
  }

  private static void note(SuppressionState state, List<String> notes) {
    String what =
        "The suppression of rule "
            + state.rule()
            + " for "
            + String.join(", ", state.layers())
            + " (owner "
            + state.owner()
            + ")";
    if (state.state().equals("expired")) {
      notes.add(
          what
              + " expired on "
              + state.expires()
              + "; "
              + state.cases()
              + " cases are active again.");
    } else if (state.state().equals("unused")) {
      notes.add("Warning: " + what + " covers nothing; remove it.");
    }
  }

  private static Verdict verdict(List<RuleOutcome> outcomes) {
    if (outcomes.stream().anyMatch(rule -> rule.verdict() == Verdict.FAIL)) {
      return Verdict.FAIL;
    }
    if (outcomes.stream()
        .anyMatch(rule -> isError(rule) && rule.verdict() == Verdict.INCONCLUSIVE)) {
      return Verdict.INCONCLUSIVE;
    }
    boolean clean =
        outcomes.stream()
            .allMatch(rule -> rule.verdict() == Verdict.PASS || rule.verdict() == Verdict.SKIPPED);
    return clean ? Verdict.PASS : Verdict.WARN;
  }

  private static boolean isError(RuleOutcome rule) {
    return rule.level().equals(Level.ERROR.id());
  }
}
