package dev.gimbal.gate.compare;

import dev.gimbal.result.LayerInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How alike the layers of two results are, as weights of their pairs: nothing where they do not lie
 * at the same place in the input with the same shape. Held as numbers that are equal where layers
 * compute alike, lie at the same place, or have one name.
 */
record LayerLikeness(
    int[] firstStructures,
    int[] secondStructures,
    int[] firstPlaces,
    int[] secondPlaces,
    int[] firstNames,
    int[] secondNames) {
  private static final int ALIKE_WEIGHT = 3;
  private static final int SAME_PLACE_WEIGHT = 1;

  /** For an equal name that only counts: it tells layers apart that are otherwise as alike. */
  private static final int EQUAL_NAME_WEIGHT = 1;

  static LayerLikeness of(List<LayerInfo> before, List<LayerInfo> after) {
    Map<List<Object>, Integer> known = new HashMap<>();
    return new LayerLikeness(
        numbers(before, known, LayerLikeness::structure),
        numbers(after, known, LayerLikeness::structure),
        numbers(before, known, LayerLikeness::place),
        numbers(after, known, LayerLikeness::place),
        numbers(before, known, layer -> List.of(layer.name())),
        numbers(after, known, layer -> List.of(layer.name())));
  }

  int weight(int first, int second) {
    if (firstPlaces[first] != secondPlaces[second]) {
      return 0;
    }
    int same = firstNames[first] == secondNames[second] ? EQUAL_NAME_WEIGHT : 0;
    boolean alike = firstStructures[first] == secondStructures[second];
    return same + (alike ? ALIKE_WEIGHT : SAME_PLACE_WEIGHT);
  }

  /** The weight of a whole pairing; −1 stands for no partner. */
  long total(int[] partner) {
    long total = 0;
    for (int layer = 0; layer < partner.length; layer++) {
      total += partner[layer] < 0 ? 0 : weight(layer, partner[layer]);
    }
    return total;
  }

  private static int[] numbers(
      List<LayerInfo> layers,
      Map<List<Object>, Integer> known,
      Function<LayerInfo, List<Object>> key) {
    return layers.stream()
        .mapToInt(layer -> known.computeIfAbsent(key.apply(layer), unused -> known.size()))
        .toArray();
  }

  private static List<Object> structure(LayerInfo layer) {
    return List.of(layer.op(), place(layer));
  }

  private static List<Object> place(LayerInfo layer) {
    return List.of(
        layer.kind(),
        layer.shape(),
        layer.grid().map(g -> List.of(g.jump(), g.startLow(), g.startHigh(), g.period())));
  }
}
