package dev.gimbal.result;

import java.util.Objects;

/** One score of one layer under one probe; layer and probe are indices into the result's lists. */
public record LayerScore(int layer, int probe, ScoreId score, Outcome outcome) {
  public LayerScore {
    Objects.requireNonNull(score);
    Objects.requireNonNull(outcome);
  }
}
