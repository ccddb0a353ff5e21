package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Change;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerDifferences;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The family means of matched layers, largest change first.
 *
 * @param rows one a layer, family and score
 */
record ChangedLayers(List<Row> rows) {
  private static final int NAMES_SHOWN = 3;

  /** One mean over a family. */
  record Row(LayerInfo before, LayerInfo after, String family, ScoreId score, Change change) {
    double size() {
      return Math.abs(change.difference().orElse(0));
    }
  }

  ChangedLayers {
    rows = List.copyOf(rows);
  }

  /**
   * Collects them.
   *
   * @param patterns names in either result, or op:NAME; empty means all
   */
  static ChangedLayers of(Comparison comparison, List<String> patterns) {
    patterns.forEach(pattern -> requireMatch(comparison, pattern));
    List<Row> rows = new ArrayList<>();
    LayerDifferences differences = comparison.layerDifferences();
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      LayerMatching.Pair layers = comparison.layers().pairs().get(pair);
      LayerInfo before = comparison.before().result().layers().get(layers.before());
      LayerInfo after = comparison.after().result().layers().get(layers.after());
      boolean wanted =
          patterns.isEmpty()
              || patterns.stream()
                  .map(ChangedLayers::matches)
                  .anyMatch(test -> test.test(before) || test.test(after));
      if (!wanted) {
        continue;
      }
      for (String family : differences.families()) {
        for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE)) {
          differences
              .familyChange(pair, family, score)
              .ifPresent(change -> rows.add(new Row(before, after, family, score, change)));
        }
      }
    }
    rows.sort(Comparator.comparingDouble(Row::size).reversed());
    return new ChangedLayers(rows);
  }

  private static Predicate<LayerInfo> matches(String pattern) {
    LayerPattern wanted = LayerPattern.parse(pattern, "--layers");
    // Layers of two results have no common depth.
    return layer -> wanted.matches(layer.name(), layer.op(), -1, 2);
  }

  private static void requireMatch(Comparison comparison, String pattern) {
    List<LayerInfo> all = new ArrayList<>(comparison.before().result().layers());
    all.addAll(comparison.after().result().layers());
    if (all.stream().noneMatch(matches(pattern))) {
      List<String> names = all.stream().map(LayerInfo::name).distinct().toList();
      throw InputException.arguments(
          "--layers " + pattern + " matches no layer of either result.",
          "The closest are: "
              + String.join(", ", Closest.several(pattern, names, NAMES_SHOWN))
              + ".");
    }
  }
}
