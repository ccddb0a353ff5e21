package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.LayerGeometry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The alignments of all layers under all probes. Layers with equal geometry share them; large ones
 * are worked out anew once a memory budget is spent.
 */
final class AlignmentTable {
  private static final long BUDGET_BYTES = 128L << 20;
  private static final long BYTES_PER_CELL = 16;

  private final List<MeasuredProbe> probes;
  private final List<Optional<LayerGeometry>> geometries;
  private final Map<LayerGeometry, AtomicReferenceArray<Alignment>> known = new HashMap<>();
  private final AtomicLong spent = new AtomicLong();

  AlignmentTable(List<WatchedLayer> layers, List<MeasuredProbe> probes) {
    this.probes = probes;
    geometries = layers.stream().map(WatchedLayer::geometry).toList();
    for (Optional<LayerGeometry> geometry : geometries) {
      geometry.ifPresent(
          value -> known.computeIfAbsent(value, key -> new AtomicReferenceArray<>(probes.size())));
    }
  }

  /** The alignment, for maps with a known geometry. */
  Optional<Alignment> of(int layer, int probe) {
    return geometries.get(layer).map(geometry -> of(geometry, probe));
  }

  /** The alignment of the watched layers that have this geometry. */
  Alignment of(LayerGeometry geometry, int probe) {
    AtomicReferenceArray<Alignment> row = java.util.Objects.requireNonNull(known.get(geometry));
    Alignment found = row.get(probe);
    if (found == null) {
      found = Alignment.of(geometry, probes.get(probe).motion());
      long bytes = BYTES_PER_CELL * geometry.y().size() * geometry.x().size();
      if (spent.addAndGet(bytes) <= BUDGET_BYTES) {
        row.set(probe, found);
      } else {
        spent.addAndGet(-bytes);
      }
    }
    return found;
  }
}
