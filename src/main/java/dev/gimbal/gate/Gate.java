package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.policy.Level;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlierFinding;
import dev.gimbal.result.EarlyStopping;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.SuppressionState;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    return evaluate(policy, result, today, Optional.empty());
  }

  /**
   * As {@link #evaluate(Policy, AuditResult, LocalDate)}, and holds the result against a baseline.
   *
   * @param baseline the earlier result before this one, compared image by image
   * @throws InputException also, of kind BASELINE, where the policy asks for a baseline and there
   *     is none
   */
  public static GateResult evaluate(
      Policy policy, AuditResult result, LocalDate today, Optional<Comparison> baseline) {
    if (policy.baseline().isPresent() && baseline.isEmpty()) {
      throw InputException.baseline(
          policy.name() + ": the policy names a baseline, and none was compared",
          "Use gimbal audit or gimbal check with --policy, which read it.");
    }
    ScoreGrid grid = new ScoreGrid(result);
    Suppressions suppressions = new Suppressions(policy.suppressions(), today);
    List<RuleOutcome> outcomes = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      outcomes.add(new RuleEvaluation(result, grid, rule, suppressions).evaluate());
    }
    List<String> notes = new ArrayList<>(policy.notes());
    Optional<List<EarlierFinding>> inBaseline = Optional.empty();
    if (baseline.isPresent()) {
      BaselineGate gate =
          new BaselineGate(baseline.get(), policy.baseline().orElseThrow(), suppressions);
      outcomes.addAll(gate.evaluate());
      notes.addAll(gate.notes());
      BaselineFindings findings = new BaselineFindings(policy, baseline.get());
      inBaseline = Optional.of(findings.evaluate(today));
      notes.addAll(findings.notes());
    }
    if (outcomes.stream().allMatch(outcome -> outcome.verdict() == Verdict.SKIPPED)) {
      throw InputException.arguments(
          policy.name() + ": no rule of the policy finds anything to compare in this result",
          "Add a rule on scores that the result has.");
    }
    List<SuppressionState> states = suppressions.states();
    if (result.plan().indicative()) {
      notes.add("The result is indicative: few or drawn images.");
    }
    result.plan().earlyStopping().ifPresent(stop -> notes.add(looked(stop, result)));
    states.forEach(state -> note(state, notes));
    return new GateResult(
        policy.name(), policy.sha256(), verdict(outcomes), outcomes, states, inBaseline, notes);
  }

  private static String looked(EarlyStopping stop, AuditResult result) {
    return ("Looked %s while measuring %d of %d planned images; intervals are %s,"
            + " which hold at all looks together.")
        .formatted(
            stop.looks() == 1 ? "once" : stop.looks() + " times",
            result.plan().images(),
            stop.plannedImages(),
            stop.method());
  }

  /** Whether every rule has its answer, so that more images need not be measured. */
  public static boolean isDecided(GateResult gate) {
    return gate.rules().stream().noneMatch(rule -> rule.verdict() == Verdict.INCONCLUSIVE);
  }

  /**
   * Rules of a policy that only all images can answer: those on single estimates, which have no
   * intervals that hold while looking.
   */
  public static List<String> needingAllImages(Policy policy) {
    return policy.rules().stream().filter(Rule::needsAllImages).map(Rule::id).toList();
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
