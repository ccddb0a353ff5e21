package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Change;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerDifferences;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The family means of matched layers, largest change first.
 *
 * @param rows one a layer, family and score
 */
record ChangedLayers(List<Row> rows) {
  private static final int NAMES_SHOWN = 3;

  /** One mean over a family; the index is the layer's in the second result. */
  record Row(LayerInfo before, int afterIndex, String family, ScoreId score, Change change) {
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
   * @param patterns names in either result, op:NAME or depth:A..B; empty means all
   */
  static ChangedLayers of(Comparison comparison, List<String> patterns) {
    List<LayerPattern> wanted =
        patterns.stream().map(pattern -> requireMatch(comparison, pattern)).toList();
    List<Row> rows = new ArrayList<>();
    LayerDifferences differences = comparison.layerDifferences();
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      LayerMatching.Pair layers = comparison.layers().pairs().get(pair);
      LayerInfo before = comparison.before().result().layers().get(layers.before());
      boolean left =
          wanted.stream()
              .noneMatch(
                  pattern ->
                      matches(pattern, comparison.before().result(), layers.before())
                          || matches(pattern, comparison.after().result(), layers.after()));
      if (left && !wanted.isEmpty()) {
        continue;
      }
      for (String family : differences.families()) {
        for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE)) {
          differences
              .familyChange(pair, family, score)
              .ifPresent(
                  change -> rows.add(new Row(before, layers.after(), family, score, change)));
        }
      }
    }
    rows.sort(Comparator.comparingDouble(Row::size).reversed());
    return new ChangedLayers(rows);
  }

  private static boolean matches(LayerPattern pattern, AuditResult result, int index) {
    LayerInfo layer = result.layers().get(index);
    return pattern.matches(layer.name(), layer.op(), index, result.layers().size());
  }

  private static boolean matchesAny(LayerPattern pattern, AuditResult result) {
    return IntStream.range(0, result.layers().size())
        .anyMatch(index -> matches(pattern, result, index));
  }

  private static LayerPattern requireMatch(Comparison comparison, String text) {
    LayerPattern pattern = LayerPattern.parse(text, "--layers");
    AuditResult before = comparison.before().result();
    AuditResult after = comparison.after().result();
    if (!matchesAny(pattern, before) && !matchesAny(pattern, after)) {
      List<LayerInfo> all = new ArrayList<>(before.layers());
      all.addAll(after.layers());
      List<String> names = all.stream().map(LayerInfo::name).distinct().toList();
      throw InputException.arguments(
          "--layers " + text + " matches no layer of either result.",
          "The closest are: " + String.join(", ", Closest.several(text, names, NAMES_SHOWN)) + ".");
    }
    return pattern;
  }
}
