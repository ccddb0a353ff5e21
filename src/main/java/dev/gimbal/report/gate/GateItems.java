package dev.gimbal.report.gate;

import dev.gimbal.gate.CaseGroup;
import dev.gimbal.report.gate.GateItem.Kind;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.RuleOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Everything in a gate that did not pass, one item for each rule, layer or output, and family of
 * probes: each kind of item in the order of the rules, within a rule the worst first.
 */
public final class GateItems {
  private final AuditResult result;
  private final GateResult gate;
  private final List<GateItem> items = new ArrayList<>();

  private GateItems(AuditResult result) {
    this.result = result;
    this.gate = result.gate().orElseThrow();
  }

  /** The items of a result that was held against a policy. */
  public static List<GateItem> of(AuditResult result) {
    GateItems all = new GateItems(result);
    all.gate.rules().forEach(all::add);
    all.items.sort(Comparator.comparing(GateItem::kind));
    return all.items;
  }

  private void add(RuleOutcome rule) {
    for (CaseGroup one : CaseGroup.of(rule, result)) {
      items.add(
          new GateItem(
              rule,
              one.family(),
              one.target(),
              kind(rule, one),
              one.worst(),
              one.violated(),
              one.undecided(),
              one.suppression().map(i -> gate.suppressions().get(i))));
    }
  }

  private static Kind kind(RuleOutcome rule, CaseGroup one) {
    if (one.suppression().isPresent()) {
      return Kind.SUPPRESSED;
    }
    if (rule.level().equals("error")) {
      return one.violated() > 0 ? Kind.FAILURE : Kind.INCONCLUSIVE;
    }
    return one.violated() > 0 ? Kind.WARNING : Kind.UNSURE;
  }
}
