package dev.gimbal.gate.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a result must hold, read and checked, with everything it inherits.
 *
 * @param name of the file, without folders
 * @param sha256 of its bytes
 * @param rules at least one, or a baseline; inherited ones first
 * @param notes what readers should know, such as inherited rules that were replaced
 */
public record Policy(
    String name,
    String sha256,
    List<Rule> rules,
    Optional<BaselineRule> baseline,
    List<Suppression> suppressions,
    List<String> notes) {
  public Policy {
    rules = List.copyOf(rules);
    suppressions = List.copyOf(suppressions);
    notes = List.copyOf(notes);
  }

  /** A policy that asks for nothing but a comparison with a baseline. */
  public static Policy ofBaseline(Path path) {
    return new Policy(
        "baseline only", "", List.of(), Optional.of(BaselineRule.of(path)), List.of(), List.of());
  }

  /** The same policy with this baseline in place of its own. */
  public Policy withBaseline(Path path) {
    BaselineRule rule = baseline.map(own -> own.at(path)).orElse(BaselineRule.of(path));
    return new Policy(name, sha256, rules, Optional.of(rule), suppressions, notes);
  }
}
