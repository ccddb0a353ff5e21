package dev.gimbal.gate.compare;

import dev.gimbal.result.LayerInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which layers of two results are the same layer: those of equal name, and where an exporter named
 * them anew, those of equal structure in the same order. Where no operator is the same, because a
 * network was quantised or an exporter writes it otherwise, the same place in the input and the
 * same shape are enough.
 *
 * <p>A name that only numbers a tensor, such as {@code 123} or {@code /Relu_2_output_0}, says
 * nothing: one node more, and it means the next layer. Such names count only where more of the
 * structure agrees with them than without.
 *
 * @param pairs in the order of the first result
 * @param onlyBefore indices of layers that only the first result has
 * @param onlyAfter indices of layers that only the second result has
 */
public record LayerMatching(List<Pair> pairs, List<Integer> onlyBefore, List<Integer> onlyAfter) {
  /** Products of layer counts up to which structures are compared. */
  private static final long MOST_CELLS = 100_000_000L;

  private static final Pattern NUMBERED = Pattern.compile("(.*[:_/.])?\\d+");

  /** What an exporter puts behind the name of a node to name its first tensor. */
  private static final Pattern TENSOR_OF_NODE = Pattern.compile("_output_\\d+$");

  private static final int NAMED_WEIGHT = 3000;

  /** One layer in both results; {@code byName} says that its name is the same. */
  public record Pair(int before, int after, boolean byName) {}

  public LayerMatching {
    pairs = List.copyOf(pairs);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
  }

  /** Matches the layers of two results, both in the order of computation. */
  public static LayerMatching of(List<LayerInfo> before, List<LayerInfo> after) {
    int[] named = new int[before.size()];
    int[] numbered = new int[before.size()];
    Map<String, Integer> names = new HashMap<>();
    for (int layer = 0; layer < after.size(); layer++) {
      names.put(after.get(layer).name(), layer);
    }
    LayerLikeness alike = LayerLikeness.of(before, after);
    for (int layer = 0; layer < before.size(); layer++) {
      int other = names.getOrDefault(before.get(layer).name(), -1);
      boolean found = layer > 0 && other > 0;
      boolean byName =
          found
              && isNamed(before.get(layer))
              && before.get(layer).kind().equals(after.get(other).kind());
      named[layer] = byName ? other : -1;
      numbered[layer] = byName || (found && alike.weight(layer, other) > 0) ? other : -1;
    }
    if (!before.isEmpty() && !after.isEmpty()) {
      // Layer 0 is the input in both, whatever it is called.
      named[0] = 0;
      numbered[0] = 0;
    }
    if ((long) before.size() * after.size() <= MOST_CELLS) {
      align(alike, named, after.size());
      align(alike, numbered, after.size());
    }
    // Numbers are believed only where more is alike with them than without.
    boolean believed = alike.total(numbered) > alike.total(named);
    return assemble(before, after, believed ? numbered : named);
  }

  private static boolean isNamed(LayerInfo layer) {
    String node = TENSOR_OF_NODE.matcher(layer.name()).replaceFirst("");
    return !NUMBERED.matcher(node).matches();
  }

  private static LayerMatching assemble(
      List<LayerInfo> before, List<LayerInfo> after, int[] partner) {
    List<Pair> pairs = new ArrayList<>();
    List<Integer> onlyBefore = new ArrayList<>();
    Set<Integer> rest = new TreeSet<>();
    for (int layer = 0; layer < after.size(); layer++) {
      rest.add(layer);
    }
    for (int layer = 0; layer < before.size(); layer++) {
      int other = partner[layer];
      if (other < 0) {
        onlyBefore.add(layer);
      } else {
        boolean byName = before.get(layer).name().equals(after.get(other).name());
        pairs.add(new Pair(layer, other, byName));
        rest.remove(other);
      }
    }
    return new LayerMatching(pairs, onlyBefore, List.copyOf(rest));
  }

  /**
   * The heaviest pairing that keeps the order (Needleman and Wunsch 1970), in which pairs found by
   * name hold the others in their place.
   */
  private static void align(LayerLikeness alike, int[] partner, int columns) {
    boolean[] taken = new boolean[columns];
    for (int other : partner) {
      if (other >= 0) {
        taken[other] = true;
      }
    }
    int rows = partner.length;
    byte[][] step = new byte[rows + 1][columns + 1];
    int[] above = new int[columns + 1];
    for (int i = 1; i <= rows; i++) {
      int[] row = new int[columns + 1];
      for (int j = 1; j <= columns; j++) {
        int weight = weight(partner[i - 1], j - 1, taken, alike.weight(i - 1, j - 1));
        int paired = weight > 0 ? above[j - 1] + weight : -1;
        row[j] = Math.max(paired, Math.max(above[j], row[j - 1]));
        step[i][j] = (byte) (row[j] == paired ? 2 : row[j] == above[j] ? 1 : 0);
      }
      above = row;
    }
    for (int i = rows, j = columns; i > 0 && j > 0; ) {
      switch (step[i][j]) {
        case 2 -> {
          i--;
          j--;
          partner[i] = j;
        }
        case 1 -> i--;
        default -> j--;
      }
    }
  }

  private static int weight(int partner, int other, boolean[] taken, int likeness) {
    if (partner >= 0) {
      return partner == other ? NAMED_WEIGHT : 0;
    }
    return taken[other] ? 0 : likeness;
  }
}
