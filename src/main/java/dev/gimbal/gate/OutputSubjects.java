package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.GatedScore.Scope;
import dev.gimbal.gate.policy.Limit;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The scores of outputs that a rule looks at. */
final class OutputSubjects {
  private static final Outcome MISSING =
      new Outcome.Failed("the result holds no such row for this probe");
  private static final String ALL = "all";
  private static final int NAMES_SHOWN = 3;

  private final AuditResult result;
  private final Rule rule;
  private final String score;

  OutputSubjects(AuditResult result, Rule rule) {
    this.result = result;
    this.rule = rule;
    this.score = rule.score().id();
  }

  /**
   * Indices of the outputs that have the score and that any pattern matches.
   *
   * @throws InputException of kind ARGUMENTS when there is none, or a pattern matches none
   */
  List<Integer> outputs() {
    List<Integer> having =
        IntStream.range(0, result.outputs().size())
            .filter(index -> hasScore(result.outputs().get(index)))
            .boxed()
            .toList();
    if (having.isEmpty()) {
      throw noScore();
    }
    if (rule.patterns().isEmpty()) {
      return having;
    }
    TreeSet<Integer> found = new TreeSet<>();
    for (LayerPattern pattern : rule.patterns()) {
      List<Integer> matched =
          having.stream()
              .filter(i -> pattern.matches(result.outputs().get(i).name(), "", i, 1))
              .toList();
      if (matched.isEmpty()) {
        throw noMatch(pattern, having);
      }
      found.addAll(matched);
    }
    return List.copyOf(found);
  }

  /** Visits every output under every probe, or over every orbit. */
  void forEach(List<Integer> outputs, List<Integer> probes, Consumer<Subject> action) {
    for (int output : outputs) {
      if (rule.score().scope() == Scope.PROBE) {
        perProbe(output, probes, action);
      } else {
        overall(output, action);
      }
    }
  }

  private void perProbe(int index, List<Integer> probes, Consumer<Subject> action) {
    OutputResult output = result.outputs().get(index);
    Map<Integer, Outcome> own = rows(output, score);
    Map<Integer, Outcome> consistent = rows(output, "consistencyWhereRight");
    boolean drop = rule.limits().get(0).kind() == Limit.Kind.MAX_DROP;
    Intervals level = Intervals.of(result, rule);
    AccuracyDrop drops =
        new AccuracyDrop(whole(output, "referenceAccuracy").orElse(MISSING), level);
    OptionalDouble chance =
        whole(output, "chanceAgreement").orElse(MISSING) instanceof Outcome.Measured measured
            ? OptionalDouble.of(measured.value())
            : OptionalDouble.empty();
    for (int probe : probes) {
      Outcome found = own.getOrDefault(probe, MISSING);
      Outcome compared =
          drop
              ? drops.under(found, consistent.getOrDefault(probe, MISSING))
              : level.at(found, chance);
      action.accept(new Subject(index, Optional.of(probe), Optional.empty(), compared));
    }
  }

  private static Map<Integer, Outcome> rows(OutputResult output, String score) {
    Map<Integer, Outcome> rows = new HashMap<>();
    for (ProbeScore row : output.perProbe()) {
      if (row.score().equals(score)) {
        rows.put(row.probe(), row.outcome());
      }
    }
    return rows;
  }

  private static Optional<Outcome> whole(OutputResult output, String score) {
    return output.overall().stream()
        .filter(row -> row.score().equals(score) && row.orbit().equals(ALL))
        .map(OrbitScore::outcome)
        .findFirst();
  }

  private void overall(int index, Consumer<Subject> action) {
    Intervals level = Intervals.of(result, rule);
    for (OrbitScore row : orbits(result.outputs().get(index))) {
      action.accept(
          new Subject(
              index,
              Optional.empty(),
              Optional.of(row.orbit()),
              level.at(row.outcome(), OptionalDouble.empty())));
    }
  }

  /** The orbit of the rule's family; without one every orbit, since none stands for another. */
  private List<OrbitScore> orbits(OutputResult output) {
    Optional<String> family = rule.probes().family();
    return output.overall().stream()
        .filter(row -> row.score().equals(score))
        .filter(row -> family.isEmpty() || family.get().equals(row.orbit()))
        .toList();
  }

  private boolean hasScore(OutputResult output) {
    return rule.score().scope() == Scope.PROBE
        ? output.perProbe().stream().anyMatch(row -> row.score().equals(score))
        : !orbits(output).isEmpty();
  }

  private InputException noScore() {
    List<String> there =
        result.outputs().stream()
            .flatMap(
                output ->
                    Stream.concat(
                        output.perProbe().stream().map(ProbeScore::score),
                        output.overall().stream().map(OrbitScore::score)))
            .distinct()
            .toList();
    boolean labels = score.equals("accuracy") || score.equals("consistencyWhereRight");
    return InputException.arguments(
        "%s: rule %s: no output has %s over %s; there are: %s"
            .formatted(
                rule.place(),
                rule.id(),
                score,
                rule.probes(),
                there.isEmpty() ? "no scores of outputs" : String.join(", ", there)),
        labels && !result.plan().labelled()
            ? "Audit with --labels, or remove the rule."
            : "Choose another score, or add nothing-matches: ignore to the rule.");
  }

  private InputException noMatch(LayerPattern pattern, List<Integer> having) {
    List<String> names =
        new ArrayList<>(having.stream().map(i -> result.outputs().get(i).name()).toList());
    return InputException.arguments(
        "%s: rule %s: outputs %s matches none of the outputs that have %s"
            .formatted(rule.place(), rule.id(), pattern.text(), score),
        "The closest are: "
            + String.join(", ", Closest.several(pattern.text(), names, NAMES_SHOWN)));
  }
}
