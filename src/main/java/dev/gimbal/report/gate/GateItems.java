package dev.gimbal.report.gate;

import dev.gimbal.report.gate.GateItem.Kind;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.RuleOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything in a gate that did not pass, one item for each rule, layer or output, and family of
 * probes: each kind of item in the order of the rules, within a rule the worst first.
 */
public final class GateItems {
  /** What the comparisons of one item share. */
  private record Key(String target, String family, Optional<Integer> suppression) {}

  /** Comparisons while they are gathered; the first one met is the gravest. */
  private static final class Gathered {
    private final Key key;
    private final Case worst;
    private int violated;
    private int undecided;

    Gathered(Key key, Case worst) {
      this.key = key;
      this.worst = worst;
    }
  }

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
    Map<Key, Gathered> found = new LinkedHashMap<>();
    rule.violations().forEach(one -> gather(found, one).violated++);
    rule.undecided().forEach(one -> gather(found, one).undecided++);
    items.addAll(toItems(rule, found.values()));
  }

  private Gathered gather(Map<Key, Gathered> found, Case one) {
    Key key = new Key(target(one), family(one), one.suppression());
    return found.computeIfAbsent(key, k -> new Gathered(k, one));
  }

  private String target(Case one) {
    return one.layer().map(i -> result.layers().get(i).name()).or(one::output).orElse("");
  }

  private String family(Case one) {
    return one.probe().map(i -> result.probes().get(i).family()).or(one::orbit).orElse("all");
  }

  private List<GateItem> toItems(RuleOutcome rule, Collection<Gathered> found) {
    return found.stream()
        .map(
            one ->
                new GateItem(
                    rule,
                    one.key.family(),
                    one.key.target(),
                    kind(rule, one),
                    one.worst,
                    one.violated,
                    one.undecided,
                    one.key.suppression().map(i -> gate.suppressions().get(i))))
        .toList();
  }

  private static Kind kind(RuleOutcome rule, Gathered one) {
    if (one.key.suppression().isPresent()) {
      return Kind.SUPPRESSED;
    }
    if (rule.level().equals("error")) {
      return one.violated > 0 ? Kind.FAILURE : Kind.INCONCLUSIVE;
    }
    return one.violated > 0 ? Kind.WARNING : Kind.UNSURE;
  }
}
