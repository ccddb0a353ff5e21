package dev.gimbal.gate;

import dev.gimbal.gate.policy.Comparison;
import dev.gimbal.gate.policy.GatedScore.IntervalKind;
import dev.gimbal.gate.policy.Limit;
import dev.gimbal.gate.policy.Rule;
import dev.gimbal.gate.policy.RuleTarget;
import dev.gimbal.gate.policy.StatusEffect;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.stats.SampleSize;
import java.util.Optional;
import java.util.OptionalLong;

/** Holds single scores against one rule. */
final class Judge {
  /** What one comparison says. */
  enum Ruling {
    PASSED,
    VIOLATED,
    UNDECIDED,
    LEFT_OUT
  }

  /**
   * A ruling with its grounds.
   *
   * @param limit that decided, if it was a limit
   * @param reason in words; empty for what passed
   * @param excess how far beyond the limit the score lies; states lie beyond every number
   * @param images forecast of the images that would decide
   */
  record Judgement(
      Ruling ruling, Optional<Limit> limit, String reason, double excess, Optional<Long> images) {}

  private static final Judgement PASSED =
      new Judgement(Ruling.PASSED, Optional.empty(), "", 0, Optional.empty());
  private static final Judgement LEFT_OUT =
      new Judgement(Ruling.LEFT_OUT, Optional.empty(), "", 0, Optional.empty());

  private final Rule rule;
  private final Stage stage;

  Judge(Rule rule, Stage stage) {
    this.rule = rule;
    this.stage = stage;
  }

  Judgement judge(Outcome found) {
    if (found instanceof Outcome.Measured measured) {
      return measured(measured);
    }
    if (found instanceof Outcome.Failed state) {
      return state(rule.failed(), "failed: " + state.reason(), 3);
    }
    boolean constant = found instanceof Outcome.Degenerate;
    String reason = (constant ? "degenerate: " : "not applicable: ") + found.reason();
    if (stage.isPartial() && rule.target() == RuleTarget.OUTPUTS) {
      // What is no number after the first images may be one after all; what failed stays failed.
      return new Judgement(
          Ruling.UNDECIDED,
          Optional.empty(),
          reason + ", after " + stage.images() + " of " + stage.planned() + " planned images",
          0,
          Optional.of((long) stage.planned()));
    }
    return constant ? state(rule.degenerate(), reason, 2) : state(rule.notApplicable(), reason, 1);
  }

  /** States come before every number: the gravest first. */
  private static Judgement state(StatusEffect effect, String reason, int gravity) {
    return effect == StatusEffect.IGNORE
        ? LEFT_OUT
        : new Judgement(
            Ruling.VIOLATED,
            Optional.empty(),
            reason,
            Double.MAX_VALUE / 4 * gravity,
            Optional.empty());
  }

  private Judgement measured(Outcome.Measured found) {
    Judgement undecided = PASSED;
    for (Limit limit : rule.limits()) {
      Judgement judgement = against(limit, found);
      if (judgement.ruling() == Ruling.VIOLATED) {
        return judgement;
      }
      if (judgement.ruling() == Ruling.UNDECIDED) {
        undecided = judgement;
      }
    }
    return undecided;
  }

  private Judgement against(Limit limit, Outcome.Measured found) {
    if (found.n() < rule.minImages()) {
      return undecided(
          limit,
          found,
          "too few images: " + found.n() + " of at least " + rule.minImages(),
          Optional.of((long) rule.minImages()));
    }
    boolean wrong = limit.isViolatedBy(found.value());
    if (rule.compare() == Comparison.POINT && stage.isPartial()) {
      return undecided(
          limit,
          found,
          "an estimate without interval needs all " + stage.planned() + " planned images",
          Optional.of((long) stage.planned()));
    }
    if (rule.compare() == Comparison.POINT) {
      return wrong ? violated(limit, found, "beyond " + limit) : PASSED;
    }
    if (found.interval().isEmpty()) {
      return undecided(limit, found, stage.withoutInterval(found.n()), Optional.empty());
    }
    Interval interval = found.interval().get();
    double better = limit.isMinimum() ? interval.hi() : interval.lo();
    double worse = limit.isMinimum() ? interval.lo() : interval.hi();
    if (wrong && limit.isViolatedBy(better)) {
      return violated(limit, found, "the whole interval lies beyond " + limit);
    }
    if (!wrong && !limit.isViolatedBy(worse)) {
      return PASSED;
    }
    Optional<Long> images = forecast(limit, found, wrong ? better : worse);
    String hopeless =
        images.isPresent() ? "" : " and the estimate lies on it: no number of images settles that";
    return undecided(limit, found, "the interval holds " + limit + hopeless, images);
  }

  /** Images that would move the near end of the interval to the limit. */
  private Optional<Long> forecast(Limit limit, Outcome.Measured found, double end) {
    double value = found.value();
    boolean share =
        rule.score().interval() == IntervalKind.WILSON
            && limit.kind() != Limit.Kind.MAX_DROP
            && !stage.isSequential();
    OptionalLong images =
        share
            ? SampleSize.ofShare(found.n(), value, limit.value(), rule.confidence())
            : SampleSize.ofMean(found.n(), end - value, limit.excess(value));
    return images.isPresent() ? Optional.of(images.getAsLong()) : Optional.empty();
  }

  private static Judgement violated(Limit limit, Outcome.Measured found, String reason) {
    return new Judgement(
        Ruling.VIOLATED, Optional.of(limit), reason, limit.excess(found.value()), Optional.empty());
  }

  private static Judgement undecided(
      Limit limit, Outcome.Measured found, String reason, Optional<Long> images) {
    return new Judgement(
        Ruling.UNDECIDED, Optional.of(limit), reason, limit.excess(found.value()), images);
  }
}
