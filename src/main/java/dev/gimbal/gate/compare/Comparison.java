package dev.gimbal.gate.compare;

import dev.gimbal.result.ScoreTable;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.RecordsReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Two results of the same images and probes, score by score: after − before, with paired intervals
 * where both have records.
 *
 * @param before the first result
 * @param after the second result
 * @param paired whether records were there, so that differences have intervals
 * @param layers which layers are the same
 * @param layerDifferences scores of those
 * @param outputs scores of the outputs, orbits before probes
 * @param outputNames names of matched outputs, in the first result and in the second
 * @param unmatchedOutputs names of outputs without a partner
 */
public record Comparison(
    Measured before,
    Measured after,
    boolean paired,
    LayerMatching layers,
    LayerDifferences layerDifferences,
    List<OutputChange> outputs,
    Map<String, String> outputNames,
    List<String> unmatchedOutputs) {
  public Comparison {
    outputs = List.copyOf(outputs);
    outputNames = Map.copyOf(outputNames);
    unmatchedOutputs = List.copyOf(unmatchedOutputs);
  }

  /**
   * Compares.
   *
   * @throws dev.gimbal.fault.InputException of kind BASELINE where the results cannot be compared,
   *     of kind INPUT where records that a result names are missing, foreign or broken
   */
  public static Comparison of(Measured before, Measured after) {
    Comparability.require(before.result(), after.result());
    return compared(before, after);
  }

  /**
   * Compares the images that both results have measured of the same plan: those of a result that
   * was stopped early are the first ones of the other. Differences are over these alone; what
   * either result says on its own is over its own images.
   *
   * @throws dev.gimbal.fault.InputException as {@link #of}
   */
  public static Comparison ofCommonImages(Measured before, Measured after) {
    Comparability.requireSamePlan(before.result(), after.result());
    return compared(before, after);
  }

  private static Comparison compared(Measured before, Measured after) {
    LayerMatching matching = LayerMatching.of(before.result().layers(), after.result().layers());
    Map<String, List<Integer>> families = LayerDifferences.families(before.result());
    ScoreTable first = new ScoreTable(before.result().scores());
    ScoreTable second = new ScoreTable(after.result().scores());
    boolean paired = before.hasRecords() && after.hasRecords();
    OutputDifferences outputs = new OutputDifferences(before.result(), after.result(), paired);
    Optional<PairedLayers> layers = Optional.empty();
    if (paired) {
      PairedLayers walked =
          new PairedLayers(
              matching.pairs(),
              List.copyOf(families.values()),
              before.result().probes().size(),
              before.result().plan().planned(),
              first,
              second);
      walk(
          before,
          after,
          (one, two) -> {
            walked.sum(one, two);
            outputs.accept(one, two);
          });
      walked.requireScores(before, first, after, second);
      walk(before, after, walked::spread);
      layers = Optional.of(walked);
    }
    LayerDifferences differences = new LayerDifferences(matching, families, first, second, layers);
    return new Comparison(
        before,
        after,
        paired,
        matching,
        differences,
        outputs.all(matching, differences),
        outputs.names(),
        outputs.unmatched());
  }

  private static void walk(Measured before, Measured after, BiConsumer<ImageRow, ImageRow> action) {
    try (RecordsReader first = before.records().orElseThrow();
        RecordsReader second = after.records().orElseThrow()) {
      // Both are in plan order; one may have been stopped before the other.
      while (first.next() & second.next()) {
        action.accept(first.row(), second.row());
      }
    }
  }
}
