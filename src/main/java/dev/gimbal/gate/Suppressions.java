package dev.gimbal.gate;

import dev.gimbal.gate.policy.Suppression;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.result.GateResult.SuppressionState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which violations somebody has accepted, and whether that still holds. */
final class Suppressions {
  private final List<Suppression> all;
  private final LocalDate today;
  private final int[] cases;

  Suppressions(List<Suppression> all, LocalDate today) {
    this.all = List.copyOf(all);
    this.today = today;
    this.cases = new int[all.size()];
  }

  /**
   * The first suppression that holds and covers a case; counts it, also for expired ones.
   *
   * @param name of the layer or output
   * @param op of the layer, empty for outputs
   * @param index of the layer or output
   * @param count of all layers or outputs
   */
  Optional<Integer> covering(String rule, String name, String op, int index, int count) {
    Optional<Integer> found = Optional.empty();
    for (int i = 0; i < all.size(); i++) {
      Suppression suppression = all.get(i);
      boolean expired = suppression.isExpired(today);
      if (!suppression.rule().equals(rule) || found.isPresent() && !expired) {
        continue;
      }
      if (suppression.patterns().stream().anyMatch(p -> p.matches(name, op, index, count))) {
        cases[i]++;
        found = expired ? found : Optional.of(i);
      }
    }
    return found;
  }

  /** What became of each. */
  List<SuppressionState> states() {
    List<SuppressionState> states = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Suppression suppression = all.get(i);
      states.add(
          new SuppressionState(
              suppression.rule(),
              suppression.patterns().stream().map(LayerPattern::text).toList(),
              suppression.reason(),
              suppression.owner(),
              suppression.expires().toString(),
              suppression.isExpired(today) ? "expired" : cases[i] > 0 ? "used" : "unused",
              cases[i]));
    }
    return states;
  }
}
