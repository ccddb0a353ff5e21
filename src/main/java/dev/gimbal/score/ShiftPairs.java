package dev.gimbal.score;

import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Pairs of translations one pixel apart along one axis under the same border protocol. The
 * reference takes the place of the shift by nothing, unless that is a probe of its own.
 */
record ShiftPairs(List<Pair> pairs) {
  private static final int REFERENCE = -1;

  private record Pair(int first, int second) {}

  private record Shift(int probe, int dx, int dy, String border) {
    boolean isNextTo(Shift other) {
      boolean sameBorder =
          probe == REFERENCE || other.probe == REFERENCE || border.equals(other.border);
      return sameBorder && Math.abs(dx - other.dx) + Math.abs(dy - other.dy) == 1;
    }
  }

  static ShiftPairs of(List<ProbeInfo> probes, List<Integer> translations) {
    List<Shift> shifts = new ArrayList<>();
    boolean still = false;
    for (int probe : translations) {
      ProbeInfo info = probes.get(probe);
      Shift shift = new Shift(probe, info.dx().orElse(0), info.dy().orElse(0), info.border());
      still |= shift.dx == 0 && shift.dy == 0;
      shifts.add(shift);
    }
    if (!still) {
      shifts.add(new Shift(REFERENCE, 0, 0, ""));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int first = 0; first < shifts.size(); first++) {
      for (int second = first + 1; second < shifts.size(); second++) {
        if (shifts.get(first).isNextTo(shifts.get(second))) {
          pairs.add(new Pair(shifts.get(first).probe, shifts.get(second).probe));
        }
      }
    }
    return new ShiftPairs(List.copyOf(pairs));
  }

  int size() {
    return pairs.size();
  }

  /** Share of the pairs whose two top-1 classes differ, for one image. */
  double flipShare(int referenceTop, IntUnaryOperator topUnderProbe) {
    int flips = 0;
    for (Pair pair : pairs) {
      flips +=
          top(pair.first, referenceTop, topUnderProbe)
                  != top(pair.second, referenceTop, topUnderProbe)
              ? 1
              : 0;
    }
    return (double) flips / pairs.size();
  }

  private static int top(int probe, int referenceTop, IntUnaryOperator topUnderProbe) {
    return probe == REFERENCE ? referenceTop : topUnderProbe.applyAsInt(probe);
  }
}
