package dev.gimbal.result;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a rule compared under some families of probes, whatever came of it: enough to say of every
 * layer and output whether the rule looked at it.
 *
 * @param families of probes, or orbits; {@code all} for what is no matter of probes
 * @param layers runs of layer indices, each its first and its last, ascending and apart
 * @param outputs names of outputs
 */
public record Covered(List<String> families, List<List<Integer>> layers, List<String> outputs) {
  public Covered {
    families = List.copyOf(families);
    layers = layers.stream().map(List::copyOf).toList();
    outputs = List.copyOf(outputs);
    int next = 0;
    for (List<Integer> run : layers) {
      if (run.size() != 2 || run.get(0) < next || run.get(1) < run.get(0)) {
        throw new IllegalArgumentException(
            "runs of layers are their first and last index, ascending, not " + run);
      }
      next = run.get(1) + 1;
    }
  }

  /** The same from a set of layer indices. */
  public static Covered of(List<String> families, BitSet layers, List<String> outputs) {
    List<List<Integer>> runs = new ArrayList<>();
    for (int first = layers.nextSetBit(0); first >= 0; ) {
      int after = layers.nextClearBit(first);
      runs.add(List.of(first, after - 1));
      first = layers.nextSetBit(after);
    }
    return new Covered(families, runs, outputs);
  }

  /** The layers' indices, ascending. */
  public IntStream layerIndices() {
    return layers.stream().flatMapToInt(run -> IntStream.rangeClosed(run.get(0), run.get(1)));
  }

  /** How many layers and outputs, once for each family. */
  public long size() {
    long layerCount = layers.stream().mapToLong(run -> run.get(1) - run.get(0) + 1L).sum();
    return families.size() * (layerCount + outputs.size());
  }

  /** Whether a layer is among them. */
  public boolean hasLayer(int index) {
    return layers.stream().anyMatch(run -> run.get(0) <= index && index <= run.get(1));
  }
}
