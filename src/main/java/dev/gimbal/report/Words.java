package dev.gimbal.report;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.Map;

/** What reports call scores, causes and states; the words of the design. */
public final class Words {
  private static final Map<String, String> OUTPUT_SCORES =
      Map.ofEntries(
          Map.entry("consistency", "consistency"),
          Map.entry("topFive", "still in top 5"),
          Map.entry("chanceCorrectedConsistency", "consistency above chance"),
          Map.entry("probabilityDropMean", "probability drop, mean"),
          Map.entry("probabilityDropWorst", "probability drop, worst"),
          Map.entry("jensenShannonBits", "Jensen–Shannon, bits"),
          Map.entry("accuracy", "accuracy"),
          Map.entry("consistencyWhereRight", "consistency where right"),
          Map.entry("consistencyWhereBothRight", "consistency where both right"),
          Map.entry("argmaxAgreement", "argmax agreement"),
          Map.entry("argmaxAgreementBalanced", "argmax agreement, class-balanced"),
          Map.entry("invariance", "invariance"),
          Map.entry("cosine", "cosine"),
          Map.entry("consistencyMean", "consistency, mean"),
          Map.entry("consistencyWorst", "consistency, worst of orbit"),
          Map.entry("flipRate", "flip rate at 1 px"),
          Map.entry("referenceAccuracy", "accuracy of the references"),
          Map.entry("chanceAgreement", "chance agreement"),
          Map.entry("ties", "ties"));

  private Words() {}

  /** Name of an output score; an unknown one keeps its own. */
  public static String outputScore(String id) {
    return OUTPUT_SCORES.getOrDefault(id, SafeText.of(id));
  }

  /** Name of a layer score or cause. */
  public static String score(ScoreId score) {
    return switch (score) {
      case INVARIANCE -> "invariance";
      case INVARIANCE_BALANCED -> "invariance, channel-balanced";
      case EQUIVARIANCE -> "equivariance";
      case EQUIVARIANCE_BALANCED -> "equivariance, channel-balanced";
      case VISIBLE_SHARE -> "visible share";
      case LOSS -> "loss";
      case LOSS_CLEAN -> "clean loss";
      case LOSS_UNCLEAN -> "unclean loss";
      case NOISE_FLOOR -> "noise floor";
      case INTERPOLATION_FLOOR -> "interpolation floor";
      case BORDER -> "border";
      case SAMPLING -> "sampling";
      case POSITION_DEPENDENCE -> "position dependence";
      case GLOBAL_CONTEXT -> "global context";
      case POSITION_OR_CONTEXT -> "position or context";
      case RESAMPLING -> "resampling";
      case FILTER_GEOMETRY -> "filter geometry";
    };
  }

  /** The state of an outcome. */
  public static String status(Outcome outcome) {
    if (outcome instanceof Outcome.NotApplicable) {
      return "not applicable";
    }
    if (outcome instanceof Outcome.Degenerate) {
      return "degenerate";
    }
    return outcome instanceof Outcome.Failed ? "failed" : "measured";
  }

  /** Why there is no number; empty for a measured outcome. */
  public static String reason(Outcome outcome) {
    return SafeText.of(outcome.reason());
  }
}
