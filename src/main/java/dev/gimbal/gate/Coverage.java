package dev.gimbal.gate;

import dev.gimbal.result.Covered;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Gathers which layers and outputs a rule compared, by family of probes. */
final class Coverage {
  /** Layers and outputs of one family; a value, so that equal families are written once. */
  private record Reach(BitSet layers, TreeSet<String> outputs) {}

  private final Map<String, Reach> families = new LinkedHashMap<>();

  void addLayer(String family, int layer) {
    reach(family).layers().set(layer);
  }

  void addOutput(String family, String output) {
    reach(family).outputs().add(output);
  }

  private Reach reach(String family) {
    return families.computeIfAbsent(family, name -> new Reach(new BitSet(), new TreeSet<>()));
  }

  /** One entry for all families that reach the same. */
  List<Covered> finish() {
    Map<Reach, List<String>> alike = new LinkedHashMap<>();
    families.forEach(
        (family, reach) -> alike.computeIfAbsent(reach, key -> new ArrayList<>()).add(family));
    return alike.entrySet().stream()
        .map(
            one ->
                Covered.of(
                    one.getValue(), one.getKey().layers(), List.copyOf(one.getKey().outputs())))
        .toList();
  }
}
