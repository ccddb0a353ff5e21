package dev.gimbal.gate;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.Judge.Judgement;
import dev.gimbal.gate.Judge.Ruling;
import dev.gimbal.gate.policy.GatedScore.Scope;
import dev.gimbal.gate.policy.Level;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.gate.policy.RuleTarget;
import dev.gimbal.gate.policy.StatusEffect;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Holds a result against one rule: every score that it matches on its own, never a mean of them.
 */
final class RuleEvaluation {
  private record Ranked(Subject subject, Judgement judgement) {}

  private final AuditResult result;
  private final ScoreGrid grid;
  private final Rule rule;
  private final Suppressions suppressions;
  private final Judge judge;
  private final List<Ranked> violations = new ArrayList<>();
  private final List<Ranked> undecided = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Coverage coverage = new Coverage();
  private int passed;
  private int leftOut;
  private String firstReason = "";

  RuleEvaluation(AuditResult result, ScoreGrid grid, Rule rule, Suppressions suppressions) {
    this.result = result;
    this.grid = grid;
    this.rule = rule;
    this.suppressions = suppressions;
    this.judge = new Judge(rule, Stage.of(result));
  }

  /**
   * The outcome.
   *
   * @throws InputException of kind ARGUMENTS when the rule finds nothing to compare and does not
   *     say that it may
   */
  RuleOutcome evaluate() {
    try {
      visit();
      requireSomething();
    } catch (InputException nothing) {
      if (rule.nothingMatches() == StatusEffect.FAIL) {
        throw nothing;
      }
      notes.add("Nothing to compare: " + nothing.getMessage());
      return outcome(Optional.of(Verdict.SKIPPED));
    }
    return outcome(Optional.empty());
  }

  private void visit() {
    if (rule.target() == RuleTarget.LAYERS) {
      LayerSubjects subjects = new LayerSubjects(result, grid, rule);
      List<Integer> layers = subjects.layers();
      subjects.forEach(layers, probes(), this::accept);
      if (subjects.skipped() > 0) {
        notes.add(subjects.skipped() + " tensors that match could not be scored.");
      }
    } else {
      OutputSubjects subjects = new OutputSubjects(result, rule);
      List<Integer> outputs = subjects.outputs();
      boolean perProbe = rule.score().scope() == Scope.PROBE;
      subjects.forEach(outputs, perProbe ? probes() : List.of(), this::accept);
    }
  }

  private List<Integer> probes() {
    List<ProbeInfo> all = result.probes();
    List<Integer> size = result.plan().size();
    List<Integer> found =
        IntStream.range(0, all.size())
            .filter(probe -> rule.probes().matches(all.get(probe), size))
            .boxed()
            .toList();
    if (found.isEmpty()) {
      throw InputException.arguments(
          "%s: rule %s: none of the %d probes is %s"
              .formatted(rule.place(), rule.id(), all.size(), rule.probes()),
          "The result was measured under "
              + all.stream().map(ProbeInfo::family).distinct().toList()
              + "; its probes are listed in the report. Widen the rule, or audit with more probes.");
    }
    return found;
  }

  private void accept(Subject subject) {
    Judgement judgement = judge.judge(subject.found());
    if (judgement.ruling() != Ruling.LEFT_OUT) {
      cover(subject);
    }
    switch (judgement.ruling()) {
      case PASSED -> passed++;
      case VIOLATED -> violations.add(new Ranked(subject, judgement));
      case UNDECIDED -> undecided.add(new Ranked(subject, judgement));
      case LEFT_OUT -> {
        leftOut++;
        firstReason = firstReason.isEmpty() ? subject.found().reason() : firstReason;
      }
    }
  }

  private void cover(Subject subject) {
    String family =
        subject
            .probe()
            .map(probe -> result.probes().get(probe).family())
            .or(subject::orbit)
            .orElse(CaseGroup.ALL);
    if (rule.target() == RuleTarget.LAYERS) {
      coverage.addLayer(family, subject.target());
    } else {
      coverage.addOutput(family, result.outputs().get(subject.target()).name());
    }
  }

  private void requireSomething() {
    if (passed == 0 && violations.isEmpty() && undecided.isEmpty()) {
      throw InputException.arguments(
          "%s: rule %s: none of the %d scores that it matches is measured: %s"
              .formatted(rule.place(), rule.id(), leftOut, firstReason),
          "Choose layers and probes for which " + rule.score().id() + " exists.");
    }
  }

  private RuleOutcome outcome(Optional<Verdict> given) {
    List<Case> worst =
        violations.stream()
            .sorted(Comparator.comparingDouble((Ranked r) -> r.judgement().excess()).reversed())
            .map(this::toCase)
            .toList();
    List<Case> open =
        undecided.stream()
            .sorted(Comparator.comparingLong(RuleEvaluation::imagesNeeded).reversed())
            .map(this::toCase)
            .toList();
    return new RuleOutcome(
        rule.id(),
        rule.target().id(),
        rule.score().id(),
        rule.probes().toString(),
        rule.level().id(),
        given.orElseGet(() -> verdict(worst, open)),
        rule.expected(),
        rule.compare().id(),
        rule.confidence(),
        passed + violations.size() + undecided.size(),
        passed,
        leftOut,
        worst,
        open,
        coverage.finish(),
        notes);
  }

  /** What no number of images decides comes first. */
  private static long imagesNeeded(Ranked ranked) {
    return ranked.judgement().images().orElse(Long.MAX_VALUE);
  }

  private Verdict verdict(List<Case> worst, List<Case> open) {
    if (worst.stream().anyMatch(found -> found.suppression().isEmpty())) {
      return rule.level() == Level.ERROR ? Verdict.FAIL : Verdict.WARN;
    }
    return open.stream().anyMatch(found -> found.suppression().isEmpty())
        ? Verdict.INCONCLUSIVE
        : Verdict.PASS;
  }

  private Case toCase(Ranked ranked) {
    Subject subject = ranked.subject();
    Judgement judgement = ranked.judgement();
    boolean layer = rule.target() == RuleTarget.LAYERS;
    return new Case(
        layer ? Optional.of(subject.target()) : Optional.empty(),
        layer ? Optional.empty() : Optional.of(result.outputs().get(subject.target()).name()),
        subject.probe(),
        subject.orbit(),
        subject.found(),
        judgement.limit().map(Object::toString).orElse(""),
        judgement.limit().isPresent() && subject.found() instanceof Outcome.Measured measured
            ? judgement.limit().get().shown(measured.value())
            : "",
        judgement.reason(),
        judgement.images(),
        suppression(subject));
  }

  private Optional<Integer> suppression(Subject subject) {
    if (rule.target() == RuleTarget.LAYERS) {
      LayerInfo info = result.layers().get(subject.target());
      int layers = result.layers().size();
      return suppressions.covering(rule.id(), info.name(), info.op(), subject.target(), layers);
    }
    String name = result.outputs().get(subject.target()).name();
    int outputs = result.outputs().size();
    return suppressions.covering(rule.id(), name, "", subject.target(), outputs);
  }
}
