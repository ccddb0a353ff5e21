package dev.gimbal.engine;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Chooses the layers whose feature maps are shown: the first map, the middle one, the last, and the
 * one that follows its input worst.
 */
final class PictureLayers {
  private PictureLayers() {}

  /**
   * At most four layers, in their order; the input is not among them.
   *
   * @param layers what is watched, parallel to the measurement's
   */
  static List<Integer> of(List<WatchedLayer> layers, Measurement measurement) {
    List<Integer> known = maps(layers, measurement, true);
    List<Integer> maps = known.isEmpty() ? maps(layers, measurement, false) : known;
    if (maps.isEmpty()) {
      return List.of();
    }
    Set<Integer> chosen = new TreeSet<>();
    chosen.add(maps.get(0));
    chosen.add(maps.get(maps.size() / 2));
    chosen.add(maps.get(maps.size() - 1));
    chosen.add(worst(maps, measurement));
    return List.copyOf(chosen);
  }

  private static List<Integer> maps(
      List<WatchedLayer> layers, Measurement measurement, boolean placed) {
    return IntStream.range(1, layers.size())
        .filter(l -> layers.get(l).shape().cells() > 1)
        .filter(l -> measurement.layers().get(l).scale() instanceof Outcome.Measured)
        .filter(l -> layers.get(l).geometry().isPresent() || !placed)
        .boxed()
        .toList();
  }

  /** The lowest mean equivariance; the first map where none was measured. */
  private static int worst(List<Integer> maps, Measurement measurement) {
    List<LayerInfo> layers = measurement.layers();
    double[] sums = new double[layers.size()];
    int[] counts = new int[layers.size()];
    for (LayerScore score : measurement.scores()) {
      if (score.score() == ScoreId.EQUIVARIANCE
          && score.outcome() instanceof Outcome.Measured measured) {
        sums[score.layer()] += measured.value();
        counts[score.layer()]++;
      }
    }
    int worst = maps.get(0);
    double lowest = Double.POSITIVE_INFINITY;
    for (int layer : maps) {
      if (counts[layer] > 0 && sums[layer] / counts[layer] < lowest) {
        worst = layer;
        lowest = sums[layer] / counts[layer];
      }
    }
    return worst;
  }
}
