package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.ShiftAlignment;
import java.util.ArrayList;
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
  private final Map<LayerGeometry, AtomicReferenceArray<Alignment>> known = new HashMap<>();
  private final List<Optional<Row>> rows = new ArrayList<>();
  private final AtomicLong spent = new AtomicLong();

  /** The alignments of one geometry, by probe. */
  private record Row(LayerGeometry geometry, AtomicReferenceArray<Alignment> alignments) {}

  AlignmentTable(List<WatchedLayer> layers, List<MeasuredProbe> probes) {
    this.probes = probes;
    for (WatchedLayer layer : layers) {
      rows.add(layer.geometry().map(this::row));
    }
  }

  private Row row(LayerGeometry geometry) {
    return new Row(
        geometry,
        known.computeIfAbsent(geometry, key -> new AtomicReferenceArray<>(probes.size())));
  }

  /** The alignment, for maps with a known geometry. */
  Optional<Alignment> of(int layer, int probe) {
    return rows.get(layer).map(row -> of(row, probe));
  }

  /** The alignment of the watched layers that have this geometry. */
  Alignment of(LayerGeometry geometry, int probe) {
    return of(new Row(geometry, java.util.Objects.requireNonNull(known.get(geometry))), probe);
  }

  private Alignment of(Row row, int probe) {
    Alignment found = row.alignments().get(probe);
    if (found == null) {
      found = Alignment.of(row.geometry(), probes.get(probe).motion());
      long bytes = bytes(row.geometry(), found);
      if (spent.addAndGet(bytes) <= BUDGET_BYTES) {
        row.alignments().set(probe, found);
      } else {
        spent.addAndGet(-bytes);
      }
    }
    return found;
  }

  /** A shift keeps a flag a row and a column, a warp four numbers a visible cell. */
  private static long bytes(LayerGeometry geometry, Alignment alignment) {
    return alignment instanceof ShiftAlignment
        ? geometry.y().size() + geometry.x().size()
        : BYTES_PER_CELL * alignment.visibleCells();
  }
}
