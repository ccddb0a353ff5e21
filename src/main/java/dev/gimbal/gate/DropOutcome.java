package dev.gimbal.gate;

import dev.gimbal.gate.BaselineDrops.Compared;
import dev.gimbal.gate.policy.BaselineRule;
import dev.gimbal.gate.policy.Level;
import dev.gimbal.gate.policy.Limit;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import dev.gimbal.stats.AsymptoticSequence;
import dev.gimbal.stats.DropTest.Ruling;
import dev.gimbal.stats.PairedDifference;
import dev.gimbal.stats.SampleSize;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Collects what the comparison with a baseline says of one score, into a rule's outcome. */
final class DropOutcome {
  private static final int LEAST_DECIMALS = 4;
  private static final int TIDY_DECIMALS = 12;

  private record Ranked(double drop, Case found) {}

  private final String score;
  private final boolean onLayers;
  private final BaselineRule rule;
  private final AuditResult result;
  private final Suppressions suppressions;
  private final List<Case> lost = new ArrayList<>();
  private final List<Ranked> violations = new ArrayList<>();
  private final List<Ranked> undecided = new ArrayList<>();
  private final List<Double> detectable = new ArrayList<>();
  private final Coverage coverage = new Coverage();
  private int passed;
  private int same;
  private int better;
  private double largestGain;
  private int leftOut;

  DropOutcome(
      String score,
      Compared first,
      BaselineRule rule,
      AuditResult result,
      Suppressions suppressions) {
    this.score = score;
    this.onLayers = first.layer().isPresent();
    this.rule = rule;
    this.result = result;
    this.suppressions = suppressions;
  }

  /** Takes a number that became none. */
  void lost(Compared compared) {
    cover(compared);
    Outcome now = compared.change().after();
    String state =
        now instanceof Outcome.Failed
            ? "failed: "
            : now instanceof Outcome.Degenerate ? "degenerate: " : "";
    String reason = state + now.reason();
    lost.add(toCase(compared, now, "measured in the baseline, now " + reason, Optional.empty()));
  }

  /** Takes a score that the baseline did not measure. */
  void leaveOut() {
    leftOut++;
  }

  /** Takes a score whose records do not tell its images apart. */
  void unpaired(Compared compared) {
    cover(compared);
    Outcome found = Outcome.measured(drop(compared), images(compared.change().after()));
    String reason = "too few images, or the records do not hold this score";
    undecided.add(new Ranked(drop(compared), toCase(compared, found, reason, Optional.empty())));
  }

  private void cover(Compared compared) {
    String family =
        compared
            .probe()
            .map(probe -> result.probes().get(probe).family())
            .or(compared::orbit)
            .orElse(CaseGroup.ALL);
    compared.layer().ifPresent(layer -> coverage.addLayer(family, layer));
    compared.output().ifPresent(output -> coverage.addOutput(family, output));
  }

  private static int images(Outcome found) {
    return found instanceof Outcome.Measured measured ? measured.n() : 0;
  }

  private static double drop(Compared compared) {
    // 0 − x, so that no difference is 0 and not −0.
    return 0 - compared.change().difference().orElse(0);
  }

  /** Takes a paired drop and what the test says of it. */
  void accept(Compared compared, Ruling ruling) {
    cover(compared);
    PairedDifference paired = compared.change().paired().orElseThrow();
    double drop = drop(compared);
    Outcome found = Outcome.measured(drop, ruling.bounds().lo(), ruling.bounds().hi(), paired.n());
    if (compared.main()) {
      detectable.add(ruling.detectable());
      same += paired.standardError() == 0 && drop == 0 ? 1 : 0;
      if (ruling.bounds().hi() < -limitOfDrop()) {
        better++;
        largestGain = Math.max(largestGain, -drop);
      }
    }
    Limit limit = rule.maxDrop();
    switch (ruling.answer()) {
      case PASSED -> passed++;
      case EXCEEDED ->
          violations.add(
              new Ranked(
                  drop,
                  toCase(
                      compared,
                      found,
                      fell(compared) + "the whole interval of the drop lies above " + limit,
                      Optional.empty())));
      case UNDECIDED -> {
        String reason = fell(compared) + "the interval of the drop holds " + limit;
        Optional<Long> images = imagesToDecide(paired, drop, ruling);
        undecided.add(new Ranked(drop, toCase(compared, found, reason, images)));
      }
    }
  }

  private Optional<Long> imagesToDecide(PairedDifference paired, double drop, Ruling ruling) {
    double limit = limitOfDrop();
    Stage stage = Stage.of(result);
    if (stage.isPartial() && paired.standardError() == 0) {
      // All images the same so far: that of the rest decides.
      return Optional.of((long) stage.planned());
    }
    OptionalLong needed =
        drop > limit
            ? SampleSize.ofMean(paired.n(), drop - ruling.bounds().lo(), drop - limit)
            : SampleSize.ofPass(paired, limit, level(paired));
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    // Some scores count only some images, such as those that both networks get right.
    double shareCounted = Math.min(1, (double) paired.n() / result.plan().images());
    return Optional.of((long) Math.ceil(needed.getAsLong() / shareCounted));
  }

  /** Of a bound for one look that is as wide as the one that was compared. */
  private double level(PairedDifference paired) {
    boolean looking =
        Stage.of(result).isSequential() && paired.n() >= AsymptoticSequence.LEAST_IMAGES;
    return looking ? AsymptoticSequence.tail(paired.n(), rule.alpha()) : rule.alpha();
  }

  private double limitOfDrop() {
    return rule.maxDrop().value();
  }

  /** A drop with two decimals more than its limit, which tell small ones apart; rounded up. */
  private String shown(double drop) {
    // Differences of decimal shares end in the noise of binary fractions.
    BigDecimal tidy = BigDecimal.valueOf(drop).setScale(TIDY_DECIMALS, RoundingMode.HALF_EVEN);
    int decimals = Math.max(LEAST_DECIMALS, rule.maxDrop().number().scale() + 2);
    return tidy.setScale(decimals, RoundingMode.CEILING).toPlainString();
  }

  /** The two scores behind a drop, which alone does not say how good the network was or is. */
  private static String fell(Compared compared) {
    return compared.change().before() instanceof Outcome.Measured before
            && compared.change().after() instanceof Outcome.Measured after
        ? String.format(Locale.ROOT, "was %.4f, is %.4f; ", before.value(), after.value())
        : "";
  }

  /** Whether there is anything to say. */
  boolean isAsked() {
    return passed + lost.size() + violations.size() + undecided.size() > 0;
  }

  RuleOutcome finish() {
    List<Case> worst = Stream.concat(lost.stream(), sorted(violations)).toList();
    List<Case> open = sorted(undecided).toList();
    return new RuleOutcome(
        BaselineRule.ID + ":" + score,
        onLayers ? "layers" : "outputs",
        score,
        "all probes",
        Level.ERROR.id(),
        verdict(worst, open),
        rule.maxDrop().toString(),
        "bound",
        1 - rule.alpha(),
        passed + worst.size() + open.size(),
        passed,
        leftOut,
        worst,
        open,
        coverage.finish(),
        notes());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    detectable.sort(Comparator.naturalOrder());
    if (same == detectable.size() && same > 0) {
      notes.add(
          onLayers
              ? "Every image is exactly as in the baseline."
              : "Every image is answered as in the baseline; probabilities differ by rounding"
                  + " at most.");
    } else if (!detectable.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "This sample shows drops of %.4f or more (median of the scores; %.4f for all).",
              detectable.get(detectable.size() / 2),
              detectable.get(detectable.size() - 1)));
    }
    if (better > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d rose by more than %s, by up to %.4f.",
              better,
              detectable.size(),
              rule.maxDrop().number().toPlainString(),
              largestGain));
    }
    return notes;
  }

  private static Stream<Case> sorted(List<Ranked> cases) {
    return cases.stream()
        .sorted(Comparator.comparingDouble(Ranked::drop).reversed())
        .map(Ranked::found);
  }

  private static Verdict verdict(List<Case> worst, List<Case> open) {
    if (worst.stream().anyMatch(found -> found.suppression().isEmpty())) {
      return Verdict.FAIL;
    }
    return open.stream().anyMatch(found -> found.suppression().isEmpty())
        ? Verdict.INCONCLUSIVE
        : Verdict.PASS;
  }

  private Case toCase(Compared compared, Outcome found, String reason, Optional<Long> images) {
    boolean number = found instanceof Outcome.Measured;
    return new Case(
        compared.layer(),
        compared.output(),
        compared.probe(),
        compared.orbit(),
        found,
        number ? rule.maxDrop().toString() : "",
        found instanceof Outcome.Measured measured ? shown(measured.value()) : "",
        reason,
        images,
        suppression(compared));
  }

  private Optional<Integer> suppression(Compared compared) {
    if (compared.layer().isPresent()) {
      int layer = compared.layer().get();
      LayerInfo info = result.layers().get(layer);
      return suppressions.covering(
          BaselineRule.ID, info.name(), info.op(), layer, result.layers().size());
    }
    String name = compared.output().orElseThrow();
    return suppressions.covering(BaselineRule.ID, name, "", -1, 2);
  }
}
