package dev.gimbal.report.sarif;

import dev.gimbal.report.gate.GateItem;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Covered;
import dev.gimbal.result.EarlierFinding;
import dev.gimbal.result.RuleOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SARIF's {@code baselineState} of findings: {@code new}, {@code unchanged}, {@code updated} where
 * the kind, the counts or the printed number of the worst comparison differ, and {@code absent} for
 * what only the baseline has.
 */
final class BaselineStates {
  /** What makes a finding of two results the same one. */
  private record Key(String rule, String family, String target) {}

  private final List<EarlierFinding> earlier;
  private final Map<String, Integer> layers = new HashMap<>();
  private final Map<Key, EarlierFinding> known = new HashMap<>();

  BaselineStates(AuditResult result, List<EarlierFinding> earlier) {
    Set<String> rules = new HashSet<>();
    result.gate().orElseThrow().rules().forEach(rule -> rules.add(rule.id()));
    this.earlier = earlier.stream().filter(one -> rules.contains(one.rule())).toList();
    for (int layer = 0; layer < result.layers().size(); layer++) {
      layers.put(result.layers().get(layer).name(), layer);
    }
    for (EarlierFinding one : this.earlier) {
      one.now().ifPresent(name -> known.put(new Key(one.rule(), one.family(), name), one));
    }
  }

  String of(GateItem item) {
    EarlierFinding before = known.get(key(item));
    if (before == null) {
      return "new";
    }
    boolean same =
        before.violated() == item.violated()
            && before.undecided() == item.undecided()
            && before.worst().equals(item.worst().reading());
    return same ? "unchanged" : "updated";
  }

  /** What the baseline has and none of the items is, in the order of the rules. */
  List<EarlierFinding> absent(List<GateItem> items) {
    Set<Key> present = new HashSet<>();
    items.forEach(item -> present.add(key(item)));
    return earlier.stream()
        .filter(
            one ->
                one.now()
                    .map(name -> !present.contains(new Key(one.rule(), one.family(), name)))
                    .orElse(true))
        .toList();
  }

  private static Key key(GateItem item) {
    return new Key(item.rule().id(), item.family(), item.target());
  }

  /** Whether its rule compared the counterpart of a finding that is absent. */
  boolean isComparedNow(RuleOutcome rule, EarlierFinding absent) {
    return absent
        .now()
        .map(
            name ->
                rule.covered().stream()
                    .filter(covered -> covered.families().contains(absent.family()))
                    .anyMatch(covered -> covered.outputs().contains(name) || has(covered, name)))
        .orElse(false);
  }

  private boolean has(Covered covered, String name) {
    Integer layer = layers.get(name);
    return layer != null && covered.hasLayer(layer);
  }
}
