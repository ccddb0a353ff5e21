package dev.gimbal.gate.policy;

import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A score that rules may name: where it is found, what values it can take, and what kind of
 * interval it has.
 *
 * @param id the name in results
 * @param target layers or outputs
 * @param scope one probe, one orbit, or the result as a whole
 * @param least lowest possible value
 * @param most highest possible value
 * @param interval how its interval was made
 */
public record GatedScore(
    String id, RuleTarget target, Scope scope, double least, double most, IntervalKind interval) {
  /** What one number of the score speaks about. */
  public enum Scope {
    PROBE,
    ORBIT,
    WHOLE
  }

  /** How a score's interval was made, which says how it can be had at another confidence. */
  public enum IntervalKind {
    /** Value ± t(n − 1)·standard error, perhaps cut at the ends of the range. */
    STUDENT,
    /** Wilson's, of a share of n images. */
    WILSON,
    /** Wilson's of consistency, moved and stretched by the chance agreement. */
    CHANCE_CORRECTED,
    /** Bootstrap over images, at one level only. */
    BOOTSTRAP,
    /** The result holds none. */
    NONE
  }

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static final List<GatedScore> CATALOGUE = catalogue();

  private static List<GatedScore> catalogue() {
    List<GatedScore> scores = new ArrayList<>();
    for (ScoreId score : ScoreId.values()) {
      scores.add(
          switch (score) {
            case INVARIANCE, INVARIANCE_BALANCED, EQUIVARIANCE, EQUIVARIANCE_BALANCED ->
                layer(score, -INFINITE, 1, IntervalKind.STUDENT);
            case VISIBLE_SHARE -> layer(score, 0, 1, IntervalKind.NONE);
            case SAMPLING, FILTER_GEOMETRY -> layer(score, -INFINITE, INFINITE, IntervalKind.NONE);
            case LOSS,
                LOSS_CLEAN,
                LOSS_UNCLEAN,
                NOISE_FLOOR,
                INTERPOLATION_FLOOR,
                BORDER,
                POSITION_DEPENDENCE,
                GLOBAL_CONTEXT,
                POSITION_OR_CONTEXT,
                RESAMPLING ->
                layer(score, 0, INFINITE, IntervalKind.NONE);
          });
    }
    for (String share : List.of("consistency", "topFive", "accuracy", "consistencyWhereRight")) {
      scores.add(output(share, Scope.PROBE, 0, 1, IntervalKind.WILSON));
    }
    scores.add(
        output(
            "chanceCorrectedConsistency",
            Scope.PROBE,
            -INFINITE,
            1,
            IntervalKind.CHANCE_CORRECTED));
    scores.add(output("probabilityDropMean", Scope.PROBE, -1, 1, IntervalKind.STUDENT));
    scores.add(output("probabilityDropWorst", Scope.PROBE, -1, 1, IntervalKind.NONE));
    scores.add(output("jensenShannonBits", Scope.PROBE, 0, 1, IntervalKind.STUDENT));
    scores.add(output("argmaxAgreement", Scope.PROBE, 0, 1, IntervalKind.STUDENT));
    scores.add(output("argmaxAgreementBalanced", Scope.PROBE, 0, 1, IntervalKind.STUDENT));
    scores.add(output("invariance", Scope.PROBE, -INFINITE, 1, IntervalKind.STUDENT));
    scores.add(output("cosine", Scope.PROBE, -1, 1, IntervalKind.STUDENT));
    scores.add(output("consistencyMean", Scope.ORBIT, 0, 1, IntervalKind.BOOTSTRAP));
    scores.add(output("consistencyWorst", Scope.ORBIT, 0, 1, IntervalKind.WILSON));
    scores.add(output("flipRate", Scope.ORBIT, 0, 1, IntervalKind.BOOTSTRAP));
    scores.add(output("referenceAccuracy", Scope.WHOLE, 0, 1, IntervalKind.WILSON));
    return List.copyOf(scores);
  }

  private static GatedScore layer(ScoreId score, double least, double most, IntervalKind kind) {
    return new GatedScore(score.id(), RuleTarget.LAYERS, Scope.PROBE, least, most, kind);
  }

  private static GatedScore output(
      String id, Scope scope, double least, double most, IntervalKind kind) {
    return new GatedScore(id, RuleTarget.OUTPUTS, scope, least, most, kind);
  }

  /** The score of that name on that target. */
  public static Optional<GatedScore> of(RuleTarget target, String id) {
    return CATALOGUE.stream()
        .filter(score -> score.target() == target && score.id().equals(id))
        .findFirst();
  }

  /** Names of all scores on a target. */
  public static List<String> names(RuleTarget target) {
    return CATALOGUE.stream().filter(s -> s.target() == target).map(GatedScore::id).toList();
  }

  /** True when the result can hold an interval of it. */
  public boolean hasInterval() {
    return interval != IntervalKind.NONE;
  }

  /** True for shares of images, whose interval never reaches the ends of the range. */
  public boolean isShareOfImages() {
    return interval == IntervalKind.WILSON || interval == IntervalKind.BOOTSTRAP;
  }
}
