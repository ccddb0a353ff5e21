package dev.gimbal.engine;

import dev.gimbal.geometry.Rational;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.score.PhaseFloor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The distinct sub-cell phases at which each layer is read under the plan's translations. */
final class PhaseTable {
  /** A layer and a phase in cells, both in [0, 1), not both 0. */
  record Phase(int layer, Rational y, Rational x) {}

  private final List<Phase> phases = new ArrayList<>();
  private final List<PhaseFloor> floors = new ArrayList<>();
  private final Map<Phase, Integer> indices = new HashMap<>();

  PhaseTable(List<WatchedLayer> layers, int probes, AlignmentTable alignments) {
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int probe = 0; probe < probes; probe++) {
        Optional<Phase> phase = phase(layer, probe, alignments);
        if (phase.isPresent() && indices.putIfAbsent(phase.get(), phases.size()) == null) {
          phases.add(phase.get());
          floors.add(
              new PhaseFloor(
                  layers.get(layer).shape(),
                  phase.get().y().toDouble(),
                  phase.get().x().toDouble()));
        }
      }
    }
  }

  private static Optional<Phase> phase(int layer, int probe, AlignmentTable alignments) {
    return alignments
        .of(layer, probe)
        .filter(alignment -> alignment instanceof ShiftAlignment)
        .map(alignment -> (ShiftAlignment) alignment)
        .filter(shift -> shift.fractionY().numerator() != 0 || shift.fractionX().numerator() != 0)
        .map(shift -> new Phase(layer, shift.fractionY(), shift.fractionX()));
  }

  int size() {
    return phases.size();
  }

  Phase phase(int index) {
    return phases.get(index);
  }

  PhaseFloor floor(int index) {
    return floors.get(index);
  }

  /** Index of the phase of a layer under a probe; none where cells are read at cells. */
  Optional<Integer> indexOf(int layer, int probe, AlignmentTable alignments) {
    return phase(layer, probe, alignments)
        .map(phase -> java.util.Objects.requireNonNull(indices.get(phase)));
  }
}
