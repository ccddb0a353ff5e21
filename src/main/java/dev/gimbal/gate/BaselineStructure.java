package dev.gimbal.gate;

import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerInfo.Grid;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** What of a network's structure is no longer that of its baseline, in the order of computation. */
final class BaselineStructure {
  private final Comparison comparison;
  private final AuditResult before;
  private final AuditResult after;
  private final Suppressions suppressions;

  BaselineStructure(Comparison comparison, Suppressions suppressions) {
    this.comparison = comparison;
    this.before = comparison.before().result();
    this.after = comparison.after().result();
    this.suppressions = suppressions;
  }

  /** Layers of equal name whose maps have another shape or lie elsewhere in the input. */
  List<Case> changed() {
    List<Case> cases = new ArrayList<>();
    for (LayerMatching.Pair pair : comparison.layers().pairs()) {
      LayerInfo one = before.layers().get(pair.before());
      LayerInfo two = after.layers().get(pair.after());
      if (!one.shape().equals(two.shape())) {
        cases.add(layer(pair.after(), "its shape was " + one.shape() + ", is " + two.shape()));
      } else if (one.grid().isPresent()
          && two.grid().isPresent()
          && !isAtSamePlace(one.grid().get(), two.grid().get())) {
        cases.add(
            layer(
                pair.after(),
                "its cells lie elsewhere in the input: jump %s, start %s; was jump %s, start %s"
                    .formatted(
                        two.grid().get().jump(),
                        two.grid().get().startLow(),
                        one.grid().get().jump(),
                        one.grid().get().startLow())));
      }
    }
    return cases;
  }

  private static boolean isAtSamePlace(Grid one, Grid two) {
    return one.jump().equals(two.jump())
        && one.startLow().equals(two.startLow())
        && one.startHigh().equals(two.startHigh());
  }

  /** Layers and outputs that only the baseline has. */
  List<Case> missing() {
    List<Case> cases = new ArrayList<>();
    List<LayerInfo> layers = before.layers();
    for (int index : comparison.layers().onlyBefore()) {
      LayerInfo layer = layers.get(index);
      cases.add(
          missing(
              Optional.empty(),
              "layer " + layer.name() + " (" + layer.op() + ") of the baseline is missing",
              covering(layer, index, layers.size())));
    }
    for (int index = 0; index < before.outputs().size(); index++) {
      String name = before.outputs().get(index).name();
      if (comparison.unmatchedOutputs().contains(name)) {
        cases.add(
            missing(
                Optional.of(name),
                "the output of the baseline is missing, or is of another kind",
                suppressions.covering(BaselineGate.ID, name, "", index, before.outputs().size())));
      }
    }
    return cases;
  }

  /** Layers that the baseline does not have. */
  List<Case> added() {
    return comparison.layers().onlyAfter().stream()
        .map(index -> layer(index, "the baseline has no such layer"))
        .toList();
  }

  /**
   * Channels that answer to images in the baseline and no longer do.
   *
   * @param few whether the images are too few to tell such channels from those that seldom answer
   */
  List<Case> deadChannels(boolean few) {
    List<Case> cases = new ArrayList<>();
    for (LayerMatching.Pair pair : comparison.layers().pairs()) {
      TreeSet<Integer> dead = dead(after, pair.after());
      dead.removeAll(dead(before, pair.before()));
      int known = channels(before, pair.before());
      dead.removeIf(channel -> channel >= known);
      if (!dead.isEmpty()) {
        cases.add(
            layer(
                pair.after(),
                dead.size()
                    + " of "
                    + known
                    + " channels are constant and were not, the first is channel "
                    + dead.first()
                    + (few ? "; with few images so is a channel that seldom answers" : "")));
      }
    }
    return cases;
  }

  private static TreeSet<Integer> dead(AuditResult result, int layer) {
    TreeSet<Integer> dead = new TreeSet<>();
    for (ChannelScores scores : result.channels()) {
      for (int channel = 0;
          scores.layer() == layer && channel < scores.values().size();
          channel++) {
        if (scores.values().get(channel) instanceof Outcome.Degenerate) {
          dead.add(channel);
        }
      }
    }
    return dead;
  }

  private static int channels(AuditResult result, int layer) {
    return result.channels().stream()
        .filter(scores -> scores.layer() == layer)
        .mapToInt(scores -> scores.values().size())
        .max()
        .orElse(0);
  }

  private Case layer(int index, String reason) {
    LayerInfo info = after.layers().get(index);
    return new Case(
        Optional.of(index),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Outcome.notApplicable("another network than the baseline's"),
        "",
        "",
        reason,
        Optional.empty(),
        covering(info, index, after.layers().size()));
  }

  private static Case missing(
      Optional<String> output, String reason, Optional<Integer> suppression) {
    return new Case(
        Optional.empty(),
        output,
        Optional.empty(),
        Optional.empty(),
        Outcome.notApplicable("not in this result"),
        "",
        "",
        Objects.requireNonNull(reason),
        Optional.empty(),
        suppression);
  }

  private Optional<Integer> covering(LayerInfo layer, int index, int count) {
    return suppressions.covering(BaselineGate.ID, layer.name(), layer.op(), index, count);
  }
}
