package dev.gimbal.plan;

import dev.gimbal.graph.Layer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts tensors that are normally fused away between the layers that hold them. */
final class MixedLayers {
  private final Map<String, Layer> layers = new HashMap<>();
  private final Map<String, Layer> every = new HashMap<>();
  private final List<Layer> order;
  private final Set<String> visible;

  /**
   * A mixture.
   *
   * @param every one layer a node, in running order; among them all of {@code layers}
   * @param finer names of those that are wanted beside {@code layers}
   */
  MixedLayers(List<Layer> layers, List<Layer> every, Set<String> finer) {
    layers.forEach(layer -> this.layers.put(layer.name(), layer));
    every.forEach(layer -> this.every.put(layer.name(), layer));
    order = every;
    visible = new HashSet<>(finer);
    visible.addAll(this.layers.keySet());
  }

  /** All of them in running order, each with the nearest ones above it as its parents. */
  List<Layer> all() {
    return order.stream()
        .filter(layer -> visible.contains(layer.name()))
        .map(layer -> withParents(layers.getOrDefault(layer.name(), layer)))
        .toList();
  }

  private Layer withParents(Layer layer) {
    Set<String> parents = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(parentsOf(layer.name()));
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (visible.contains(name)) {
        parents.add(name);
      } else if (seen.add(name)) {
        open.addAll(parentsOf(name));
      }
    }
    return layer.withParents(List.copyOf(parents));
  }

  private List<String> parentsOf(String name) {
    Layer layer = every.get(name);
    return layer == null ? List.of() : layer.parents();
  }
}
