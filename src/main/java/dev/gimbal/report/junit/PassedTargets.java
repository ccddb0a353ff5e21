package dev.gimbal.report.junit;

import dev.gimbal.report.gate.GateItem;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Covered;
import dev.gimbal.result.RuleOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The layers and outputs on which a rule compared something and has no finding, by family. */
final class PassedTargets {
  /** What is done with one of them. */
  interface Action {
    void accept(RuleOutcome rule, String family, String target);
  }

  /**
   * How many of a rule and family passed.
   *
   * @param count at least one
   */
  record Group(RuleOutcome rule, String family, long count) {
    /** Such as {@code 12 layers}. */
    String inWords() {
      return count + " " + (count == 1 ? rule.on().replaceFirst("s$", "") : rule.on());
    }
  }

  /** A rule under a family of probes. */
  private record Place(String rule, String family) {}

  private final AuditResult result;
  private final List<RuleOutcome> rules;
  private final Map<Place, Set<String>> findings = new HashMap<>();
  private final List<Group> groups;

  PassedTargets(AuditResult result, List<GateItem> items) {
    this.result = result;
    this.rules = result.gate().orElseThrow().rules();
    for (GateItem item : items) {
      findings
          .computeIfAbsent(new Place(item.rule().id(), item.family()), place -> new HashSet<>())
          .add(item.target());
    }
    this.groups = List.copyOf(grouped());
  }

  /** How many there are, without listing them. */
  long size() {
    return groups.stream().mapToLong(Group::count).sum();
  }

  /** Visits them in the order of rules, families, outputs and layers. */
  void forEach(Action action) {
    for (RuleOutcome rule : rules) {
      for (Covered covered : rule.covered()) {
        for (String family : covered.families()) {
          Set<String> found = found(rule, family);
          targets(covered)
              .filter(target -> !found.contains(target))
              .forEach(target -> action.accept(rule, family, target));
        }
      }
    }
  }

  /** Those of each rule and family, where there are any. */
  List<Group> groups() {
    return groups;
  }

  private List<Group> grouped() {
    List<Group> all = new ArrayList<>();
    for (RuleOutcome rule : rules) {
      for (Covered covered : rule.covered()) {
        long targets = covered.size() / covered.families().size();
        for (String family : covered.families()) {
          Set<String> found = found(rule, family);
          long failing = found.isEmpty() ? 0 : targets(covered).filter(found::contains).count();
          if (targets > failing) {
            all.add(new Group(rule, family, targets - failing));
          }
        }
      }
    }
    return all;
  }

  private Set<String> found(RuleOutcome rule, String family) {
    return Objects.requireNonNullElse(findings.get(new Place(rule.id(), family)), Set.of());
  }

  private Stream<String> targets(Covered covered) {
    return Stream.concat(
        covered.outputs().stream(),
        covered.layerIndices().mapToObj(index -> result.layers().get(index).name()));
  }
}
