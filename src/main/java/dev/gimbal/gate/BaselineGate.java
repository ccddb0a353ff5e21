package dev.gimbal.gate;

import dev.gimbal.gate.BaselineDrops.Compared;
import dev.gimbal.gate.BaselineDrops.Role;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.gate.policy.BaselineRule;
import dev.gimbal.gate.policy.BaselineRule.LayerEffect;
import dev.gimbal.gate.policy.Level;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import dev.gimbal.stats.AsymptoticSequence;
import dev.gimbal.stats.DropBounds;
import dev.gimbal.stats.DropSequence;
import dev.gimbal.stats.DropTest;
import dev.gimbal.stats.DropTest.Answer;
import dev.gimbal.stats.DropTest.Ruling;
import dev.gimbal.stats.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Holds a result against an earlier one of the same images: structure first, so that what was
 * changed is named before what follows from it, then the drop of every score, tested together.
 */
final class BaselineGate {
  /** What suppressions call all of these rules. */
  static final String ID = BaselineRule.ID;

  private static final double BOUND_STEPS = 10_000;

  private final Comparison comparison;
  private final BaselineRule rule;
  private final Suppressions suppressions;
  private final Stage stage;
  private String tested = "";
  private String bounded = "";

  BaselineGate(Comparison comparison, BaselineRule rule, Suppressions suppressions) {
    this.comparison = comparison;
    this.rule = rule;
    this.suppressions = suppressions;
    this.stage = Stage.of(comparison.after().result());
  }

  /** One outcome a kind of change; their ids start with {@code baseline:}. */
  List<RuleOutcome> evaluate() {
    List<RuleOutcome> outcomes = new ArrayList<>();
    BaselineStructure structure = new BaselineStructure(comparison, suppressions);
    int pairs = comparison.layers().pairs().size();
    if (rule.missingLayers() != LayerEffect.IGNORE) {
      Level level = level(rule.missingLayers());
      outcomes.add(
          structural("changed-layers", "same shape and place", level, pairs, structure.changed()));
      int all = comparison.before().result().layers().size();
      outcomes.add(
          structural("missing-layers", "no layer missing", level, all, structure.missing()));
    }
    if (rule.newLayers() != LayerEffect.IGNORE) {
      int all = comparison.after().result().layers().size();
      Level level = level(rule.newLayers());
      outcomes.add(structural("new-layers", "no layer added", level, all, structure.added()));
    }
    boolean few = comparison.after().result().plan().indicative();
    List<Case> dead = structure.deadChannels(few);
    outcomes.add(structural("channels", "no channel died", Level.ERROR, pairs, dead, !few));
    outcomes.addAll(drops());
    return outcomes;
  }

  private static Level level(LayerEffect effect) {
    return effect == LayerEffect.ERROR ? Level.ERROR : Level.WARN;
  }

  private RuleOutcome structural(
      String id, String expected, Level level, int compared, List<Case> cases) {
    return structural(id, expected, level, compared, cases, true);
  }

  private RuleOutcome structural(
      String id, String expected, Level level, int compared, List<Case> cases, boolean decided) {
    boolean active = cases.stream().anyMatch(found -> found.suppression().isEmpty());
    Verdict wrong = decided ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    Verdict verdict = !active ? Verdict.PASS : level == Level.ERROR ? wrong : Verdict.WARN;
    int all = Math.max(compared, cases.size());
    Coverage coverage = new Coverage();
    comparison.layers().pairs().forEach(p -> coverage.addLayer(CaseGroup.ALL, p.after()));
    cases.forEach(one -> one.layer().ifPresent(i -> coverage.addLayer(CaseGroup.ALL, i)));
    cases.forEach(one -> one.output().ifPresent(o -> coverage.addOutput(CaseGroup.ALL, o)));
    return new RuleOutcome(
        ID + ":" + id,
        "layers",
        "structure",
        "all probes",
        level.id(),
        verdict,
        expected,
        "point",
        1 - rule.alpha(),
        all,
        all - cases.size(),
        0,
        decided ? cases : List.of(),
        decided ? List.of() : cases,
        coverage.finish(),
        List.of());
  }

  private List<RuleOutcome> drops() {
    List<Compared> main = new ArrayList<>();
    List<Compared> single = new ArrayList<>();
    Map<String, DropOutcome> rules = new LinkedHashMap<>();
    AuditResult result = comparison.after().result();
    for (Compared compared : BaselineDrops.of(comparison)) {
      DropOutcome outcome =
          rules.computeIfAbsent(
              compared.score(),
              score -> new DropOutcome(score, compared, rule, result, suppressions));
      switch (role(compared)) {
        case LOST -> outcome.lost(compared);
        case NEVER_MEASURED -> outcome.leaveOut();
        case MAIN -> main.add(compared);
        case SINGLE -> single.add(compared);
        case UNPAIRED -> outcome.unpaired(compared);
        case UNTESTED -> {}
      }
    }
    List<Ruling> rulings =
        new DropTest(rule.maxDrop().value(), rule.alpha()).of(paired(main), paired(single));
    for (int i = 0; i < rulings.size(); i++) {
      boolean isMain = i < main.size();
      Compared compared = isMain ? main.get(i) : single.get(i - main.size());
      if (isMain || rulings.get(i).answer() == Answer.EXCEEDED) {
        Objects.requireNonNull(rules.get(compared.score())).accept(compared, rulings.get(i));
      }
    }
    tested =
        "Tested together at alpha %s: %d means over families and whole scores, %d single probes."
            .formatted(rule.alpha(), main.size(), single.size());
    rulings.stream()
        .limit(main.size())
        .mapToDouble(ruling -> ruling.bounds().hi())
        .filter(bound -> bound > 0)
        .max()
        .ifPresent(
            bound ->
                bounded =
                    String.format(
                        Locale.ROOT,
                        "With these images no mean's drop is above %.4f, each at confidence %s.",
                        Math.ceil(bound * BOUND_STEPS) / BOUND_STEPS,
                        1 - rule.alpha()));
    return rules.values().stream().filter(DropOutcome::isAsked).map(DropOutcome::finish).toList();
  }

  /**
   * What a score is good for so far: what is no number after the first images may be one after all
   * (what failed stays failed), and few images have no bounds that hold while looking.
   */
  private Role role(Compared compared) {
    Role role = compared.role();
    if (role == Role.LOST) {
      boolean mayComeYet =
          stage.isPartial()
              && compared.output().isPresent()
              && !(compared.change().after() instanceof Outcome.Failed);
      return mayComeYet ? Role.UNPAIRED : role;
    }
    boolean tested = role == Role.MAIN || role == Role.SINGLE;
    if (tested && stage.isSequential()) {
      int images = compared.change().paired().orElseThrow().n();
      boolean few = images < AsymptoticSequence.LEAST_IMAGES;
      return !few ? role : role == Role.MAIN ? Role.UNPAIRED : Role.UNTESTED;
    }
    return role;
  }

  private List<DropBounds> paired(List<Compared> compared) {
    return compared.stream().map(found -> bounds(found.change().paired().orElseThrow())).toList();
  }

  private DropBounds bounds(PairedDifference found) {
    return stage.isSequential() ? new DropSequence(found, !stage.isPartial()) : found;
  }

  /** What readers should know of the comparison as a whole, after {@link #evaluate}. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    AuditResult before = comparison.before().result();
    AuditResult after = comparison.after().result();
    int comparable = Math.min(before.plan().images(), after.plan().images());
    notes.add(
        "Baseline: "
            + comparison.before().file().getFileName()
            + ", model "
            + before.model().file()
            + ", "
            + before.plan().images()
            + " images, paired"
            + (comparable < before.plan().images() ? "; the first " + comparable + " here." : "."));
    notes.add(tested);
    if (!bounded.isEmpty()) {
      notes.add(bounded);
    }
    notes.addAll(matching());
    if (!place(before).equals(place(after))) {
      notes.add("Measured on " + place(after) + ", the baseline on " + place(before) + ".");
    }
    return notes;
  }

  /** Which layers are taken for the same though they are called or computed otherwise. */
  private List<String> matching() {
    List<LayerMatching.Pair> pairs = comparison.layers().pairs();
    List<String> notes = new ArrayList<>();
    long renamed = pairs.stream().filter(pair -> !pair.byName()).count();
    if (renamed > 0) {
      notes.add(
          renamed
              + " of "
              + pairs.size()
              + " layers have another name than in the baseline and were matched by structure.");
    }
    List<String> rewritten = new ArrayList<>();
    for (LayerMatching.Pair pair : pairs) {
      LayerInfo now = comparison.after().result().layers().get(pair.after());
      String was = comparison.before().result().layers().get(pair.before()).op();
      if (!now.op().equals(was)) {
        rewritten.add(now.name() + ", was " + was + ", is " + now.op());
      }
    }
    if (!rewritten.isEmpty()) {
      notes.add(
          "%d of %d layers are computed by other operators than in the baseline, the first is %s."
              .formatted(rewritten.size(), pairs.size(), rewritten.get(0)));
    }
    return notes;
  }

  private static String place(AuditResult result) {
    return "ONNX Runtime "
        + result.environment().onnxRuntime()
        + ", "
        + result.environment().provider()
        + ", "
        + result.environment().scorer();
  }
}
