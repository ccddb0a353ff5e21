package dev.gimbal.diagnose;

import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a map that moves with the picture becomes a vector that does not keep still: the first
 * vector with a positional operator above it, against the map it is made of, under the translations
 * that move that map by whole cells.
 *
 * <p>What stays visible of the map then only moves, so the vector's change has two sources: where
 * things are, and what left or entered at the map's edge. These numbers cannot tell them apart; the
 * finding says so, and gives what the layer does alone on rolled maps where that was tested.
 */
final class MapToVector {
  /** A map below this mean equivariance does not simply move with the picture. */
  private static final double MOVES_ALONG = 0.9;

  private static final double WORTH_SAYING = 0.05;
  private static final double MEDIUM = 0.2;

  /** Both scores over the same probes, and the probe under which the vector changes most. */
  private record Comparison(
      int probes, double equivariance, double invariance, int worstProbe, Outcome.Measured worst) {}

  private final Evidence evidence;
  private final Map<String, Integer> layersByName = new HashMap<>();

  private MapToVector(Evidence evidence) {
    this.evidence = evidence;
    for (int layer = 0; layer < evidence.result().layers().size(); layer++) {
      layersByName.put(evidence.layer(layer).name(), layer);
    }
  }

  static List<Finding> of(Evidence evidence) {
    MapToVector step = new MapToVector(evidence);
    for (int vector = 0; vector < evidence.result().layers().size(); vector++) {
      Optional<Integer> map = step.onlyMapAbove(vector);
      if (map.isPresent()) {
        int layer = vector;
        return step.compare(map.get(), vector).stream()
            .map(c -> step.finding(map.get(), layer, c))
            .toList();
      }
    }
    return List.of();
  }

  /** The one map that a positional vector is made of, if no positional layer lies between. */
  private Optional<Integer> onlyMapAbove(int vector) {
    LayerInfo info = evidence.layer(vector);
    boolean positionalVector = info.kind().equals("vector") && info.ancestry().equals("positional");
    if (!positionalVector || info.parents().size() != 1) {
      return Optional.empty();
    }
    return Optional.ofNullable(layersByName.get(info.parents().get(0)))
        .filter(parent -> evidence.layer(parent).grid().isPresent())
        .filter(parent -> evidence.layer(parent).ancestry().equals("local"));
  }

  private Optional<Comparison> compare(int map, int vector) {
    double equivariance = 0;
    double invariance = 0;
    int probes = 0;
    int worstProbe = -1;
    Optional<Outcome.Measured> worst = Optional.empty();
    for (int probe = 0; probe < evidence.result().probes().size(); probe++) {
      Optional<Outcome.Measured> moved = evidence.measured(map, probe, ScoreId.EQUIVARIANCE);
      Optional<Outcome.Measured> kept = evidence.measured(vector, probe, ScoreId.INVARIANCE);
      if (!Evidence.isTranslation(evidence.probe(probe)) || moved.isEmpty() || kept.isEmpty()) {
        continue;
      }
      equivariance += moved.get().value();
      invariance += kept.get().value();
      probes++;
      if (worst.isEmpty() || kept.get().value() < worst.get().value()) {
        worst = kept;
        worstProbe = probe;
      }
    }
    if (worst.isEmpty()
        || equivariance / probes < MOVES_ALONG
        || 1 - invariance / probes < WORTH_SAYING
        || highEnd(worst.get()) > 1 - WORTH_SAYING) {
      return Optional.empty();
    }
    return Optional.of(
        new Comparison(
            probes, equivariance / probes, invariance / probes, worstProbe, worst.get()));
  }

  private static double highEnd(Outcome.Measured score) {
    return score.interval().map(bounds -> bounds.hi()).orElse(score.value());
  }

  /** The part that is position and nothing else, where the layer was tested alone. */
  private String position(int vector) {
    return CollapseFindings.measured(evidence, vector)
        .map(
            loss ->
                "alone on its own map rolled by whole cells, where nothing does, the layer changes"
                    + " by "
                    + Phrase.number(loss.value())
                    + " of the distance between two images.")
        .orElse("it is not separated here.");
  }

  private Finding finding(int map, int vector, Comparison scores) {
    String name = evidence.layer(vector).name();
    String evidenceText =
        "Under the "
            + scores.probes()
            + (scores.probes() == 1 ? " translation that moves" : " translations that move")
            + " map "
            + evidence.layer(map).name()
            + " by whole cells, its visible part moves along: mean equivariance "
            + Phrase.number(scores.equivariance())
            + ". Under the same translations layer "
            + name
            + ", made from it by an operator that knows positions, such as a dense layer on the"
            + " flattened map, keeps a mean invariance of "
            + Phrase.number(scores.invariance())
            + " (1: unchanged, 0: like another image), lowest under "
            + evidence.probe(scores.worstProbe()).id()
            + ": "
            + Phrase.measured(scores.worst())
            + ". What left or entered at the edge has a part in that; "
            + position(vector);
    return new Finding(
        "map-to-vector",
        1 - scores.invariance() >= MEDIUM ? "medium" : "low",
        "The map still moves with the picture; layer " + name + " after it does not keep still",
        evidenceText,
        Remedy.POSITION,
        Optional.of(vector),
        List.of(scores.worstProbe()));
  }
}
