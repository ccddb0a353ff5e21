package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The scores of layers that a rule looks at. */
final class LayerSubjects {
  private static final int NAMES_SHOWN = 3;
  private static final String PLACE = "layers";

  private final AuditResult result;
  private final ScoreGrid grid;
  private final Rule rule;

  LayerSubjects(AuditResult result, ScoreGrid grid, Rule rule) {
    this.result = result;
    this.grid = grid;
    this.rule = rule;
  }

  /** Visits every layer under every probe, layers first. */
  void forEach(List<Integer> layers, List<Integer> probes, Consumer<Subject> action) {
    ScoreId score =
        Arrays.stream(ScoreId.values())
            .filter(id -> id.id().equals(rule.score().id()))
            .findFirst()
            .orElseThrow();
    Intervals level = Intervals.of(result, rule);
    List<Optional<Integer>> indices = probes.stream().map(Optional::of).toList();
    for (int layer : layers) {
      for (int i = 0; i < probes.size(); i++) {
        action.accept(
            new Subject(
                layer,
                indices.get(i),
                Optional.empty(),
                level.at(grid.outcome(layer, probes.get(i), score), OptionalDouble.empty())));
      }
    }
  }

  /**
   * Indices of the layers that any pattern matches. The input is a layer only by its full name: its
   * scores say what the probes do to the images.
   *
   * @throws InputException of kind ARGUMENTS when a pattern matches nothing, which a renamed layer
   *     would cause
   */
  List<Integer> layers() {
    TreeSet<Integer> found = new TreeSet<>();
    if (rule.patterns().isEmpty()) {
      for (int layer = 1; layer < result.layers().size(); layer++) {
        found.add(layer);
      }
    }
    for (LayerPattern pattern : rule.patterns()) {
      TreeSet<Integer> matched = matched(pattern);
      if (matched.isEmpty()) {
        throw noMatch(pattern);
      }
      found.addAll(matched);
    }
    return List.copyOf(found);
  }

  /** Tensors that a pattern asks for but that could not be scored. */
  long skipped() {
    return result.skipped().stream()
        .filter(
            skipped ->
                rule.patterns().stream()
                    .anyMatch(pattern -> pattern.matches(skipped.name(), skipped.op(), -1, 2)))
        .count();
  }

  private TreeSet<Integer> matched(LayerPattern pattern) {
    TreeSet<Integer> matched = new TreeSet<>();
    int count = result.layers().size();
    for (int layer = 0; layer < count; layer++) {
      LayerInfo info = result.layers().get(layer);
      boolean named = layer > 0 || info.name().equals(pattern.text());
      if (named && pattern.matches(info.name(), info.op(), layer, count)) {
        matched.add(layer);
      }
    }
    return matched;
  }

  private InputException noMatch(LayerPattern pattern) {
    String wanted = pattern.operator().orElse(pattern.text());
    List<String> names =
        result.layers().stream()
            .flatMap(
                layer ->
                    pattern.operator().isPresent()
                        ? LayerPattern.operators(layer.op()).stream()
                        : Stream.of(layer.name()))
            .toList();
    long skipped =
        result.skipped().stream()
            .filter(layer -> pattern.matches(layer.name(), layer.op(), -1, 2))
            .count();
    return InputException.arguments(
        "%s: rule %s: %s %s matches none of the %d layers%s"
            .formatted(
                rule.place(),
                rule.id(),
                PLACE,
                pattern.text(),
                result.layers().size(),
                skipped > 0 ? "; " + skipped + " that match could not be scored" : ""),
        names.isEmpty()
            ? "Audit the model again."
            : "The closest are: " + String.join(", ", Closest.several(wanted, names, NAMES_SHOWN)));
  }
}
