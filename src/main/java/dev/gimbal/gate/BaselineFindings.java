package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlierFinding;
import dev.gimbal.result.RuleOutcome;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy's rules find in the baseline itself, so that readers can tell what is new from what
 * was there before. Suppressions play no part: what somebody has accepted is there all the same.
 */
final class BaselineFindings {
  private final Policy policy;
  private final AuditResult baseline;
  private final Map<String, String> names = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  BaselineFindings(Policy policy, Comparison comparison) {
    this.policy = policy;
    this.baseline = comparison.before().result();
    AuditResult now = comparison.after().result();
    for (LayerMatching.Pair pair : comparison.layers().pairs()) {
      names.put(baseline.layers().get(pair.before()).name(), now.layers().get(pair.after()).name());
    }
    comparison.outputNames().forEach(names::putIfAbsent);
  }

  List<EarlierFinding> evaluate(LocalDate today) {
    ScoreGrid grid = new ScoreGrid(baseline);
    List<EarlierFinding> found = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Suppressions none = new Suppressions(List.of(), today);
      try {
        add(new RuleEvaluation(baseline, grid, rule, none).evaluate(), found);
      } catch (InputException nothing) {
        notes.add(
            "Rule "
                + rule.id()
                + " finds nothing to compare in the baseline; all it finds is new.");
      }
    }
    return found;
  }

  private void add(RuleOutcome outcome, List<EarlierFinding> found) {
    for (CaseGroup one : CaseGroup.of(outcome, baseline)) {
      found.add(
          new EarlierFinding(
              outcome.id(),
              one.family(),
              one.target(),
              Optional.ofNullable(names.get(one.target())),
              one.violated(),
              one.undecided(),
              one.worst().reading()));
    }
  }

  /** What readers should know, after {@link #evaluate}. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
