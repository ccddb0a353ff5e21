package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * Scores of one model output.
 *
 * @param name ONNX tensor name
 * @param kind classes, dense, embedding, detections, other
 * @param scale probabilities, logProbabilities, logits, none
 * @param classes number of classes, 0 where there are none
 * @param perProbe scores under one probe
 * @param overall scores over an orbit ("translation", "rotation", "crop") or over everything
 *     ("all")
 */
public record OutputResult(
    String name,
    String kind,
    String scale,
    int classes,
    List<ProbeScore> perProbe,
    List<OrbitScore> overall) {
  /**
   * A score under one probe: consistency, topFive, chanceCorrectedConsistency, probabilityDropMean,
   * probabilityDropWorst, jensenShannonBits, accuracy, consistencyWhereRight, argmaxAgreement,
   * argmaxAgreementBalanced, invariance, cosine.
   */
  public record ProbeScore(int probe, String score, Outcome outcome) {
    public ProbeScore {
      Objects.requireNonNull(outcome);
    }
  }

  /**
   * A score over an orbit: consistencyMean, consistencyWorst, flipRate, referenceAccuracy,
   * chanceAgreement, ties.
   */
  public record OrbitScore(String orbit, String score, Outcome outcome, String note) {
    public OrbitScore {
      Objects.requireNonNull(outcome);
    }
  }

  public OutputResult {
    perProbe = List.copyOf(perProbe);
    overall = List.copyOf(overall);
  }
}
