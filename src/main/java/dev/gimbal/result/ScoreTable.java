package dev.gimbal.result;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks scores up by layer, probe and score. */
public final class ScoreTable {
  private record Key(int layer, int probe, ScoreId score) {}

  private final Map<Key, Outcome> outcomes;

  public ScoreTable(List<LayerScore> scores) {
    outcomes = new HashMap<>(scores.size() * 2);
    for (LayerScore score : scores) {
      outcomes.put(new Key(score.layer(), score.probe(), score.score()), score.outcome());
    }
  }

  /** What became of a score, if it was asked at all. */
  public Optional<Outcome> outcome(int layer, int probe, ScoreId score) {
    return Optional.ofNullable(outcomes.get(new Key(layer, probe, score)));
  }

  /** The number, where there is one. */
  public OptionalDouble value(int layer, int probe, ScoreId score) {
    return outcomes.get(new Key(layer, probe, score)) instanceof Outcome.Measured measured
        ? OptionalDouble.of(measured.value())
        : OptionalDouble.empty();
  }
}
