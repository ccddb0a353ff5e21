package dev.gimbal.gate.compare;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import dev.gimbal.result.records.RowState;
import dev.gimbal.stats.PairedMeans;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The scores of one output, image by image in both results. */
final class PairedOutput {
  /** A score under a probe, or over an orbit. */
  record Key(String scope, String score) {}

  /** One side's numbers of the image at hand. */
  private record Side(ImageRow row, int output) {
    boolean isConsistent(int probe) {
      return row.top(output, probe) == row.referenceTop(output);
    }

    boolean isRight() {
      return row.label(output) >= 0 && row.referenceTop(output) == row.label(output);
    }

    boolean isMeasured(int probe) {
      return row.state(output, probe) == RowState.MEASURED;
    }
  }

  private final int before;
  private final int after;
  private final List<ProbeInfo> probes;
  private final Map<String, List<Integer>> orbits = new LinkedHashMap<>();
  private final Map<Key, PairedMeans> means = new LinkedHashMap<>();

  PairedOutput(int before, int after, AuditResult result) {
    this.before = before;
    this.after = after;
    this.probes = result.probes();
    for (int probe = 0; probe < probes.size(); probe++) {
      String family = probes.get(probe).family();
      orbits.computeIfAbsent(family, unused -> new java.util.ArrayList<>()).add(probe);
    }
    if (orbits.size() > 1) {
      List<Integer> all = java.util.stream.IntStream.range(0, probes.size()).boxed().toList();
      orbits.put("all", all);
    }
  }

  Optional<PairedMeans> means(String scope, String score) {
    return Optional.ofNullable(means.get(new Key(scope, score)));
  }

  Map<Key, PairedMeans> all() {
    return means;
  }

  void accept(ImageRow first, ImageRow second) {
    Side one = new Side(first, before);
    Side two = new Side(second, after);
    OutputForm form = first.layout().outputs().get(before);
    switch (form) {
      case CLASSES -> classes(one, two);
      case DENSE -> values(one, two, "argmaxAgreement", "argmaxAgreementBalanced");
      case EMBEDDING -> values(one, two, "cosine");
      case NONE -> {}
    }
  }

  private void values(Side one, Side two, String... scores) {
    for (int probe = 0; probe < probes.size(); probe++) {
      if (one.isMeasured(probe) && two.isMeasured(probe)) {
        boolean same = one.row().isSame(before, probe, two.row(), after);
        for (int index = 0; index < scores.length; index++) {
          mean(probes.get(probe).id(), scores[index])
              .accept(
                  one.row().value(before, probe, index),
                  two.row().value(after, probe, index),
                  same);
        }
      }
    }
  }

  private void classes(Side one, Side two) {
    if (one.row().label(before) != two.row().label(after)) {
      throw InputException.baseline(
          "The results cannot be compared: the labels differ.",
          "Audit both models with the same --labels.");
    }
    if (one.row().referenceTop(before) < 0 || two.row().referenceTop(after) < 0) {
      return;
    }
    boolean same = true;
    for (int probe = 0; probe < probes.size(); probe++) {
      boolean equal = one.row().isSameToRounding(before, probe, two.row(), after);
      same &= equal;
      if (one.isMeasured(probe) && two.isMeasured(probe)) {
        probe(one, two, probe, equal);
      }
    }
    for (Map.Entry<String, List<Integer>> orbit : orbits.entrySet()) {
      orbit(one, two, orbit.getKey(), orbit.getValue());
    }
    if (one.row().label(before) >= 0) {
      mean("all", "referenceAccuracy").accept(number(one.isRight()), number(two.isRight()), same);
    }
  }

  /** Counts take rounding for no change, as it moves no class; the other numbers show it. */
  private void probe(Side one, Side two, int probe, boolean same) {
    String id = probes.get(probe).id();
    add(one, two, id, "consistency", same, side -> number(side.isConsistent(probe)));
    add(
        one,
        two,
        id,
        "topFive",
        same,
        side -> number(side.row().isAmongFive(side.output(), probe)));
    boolean identical = one.row().isSame(before, probe, two.row(), after);
    add(
        one,
        two,
        id,
        "probabilityDropMean",
        identical,
        side -> side.row().drop(side.output(), probe));
    add(
        one,
        two,
        id,
        "jensenShannonBits",
        identical,
        side -> side.row().divergence(side.output(), probe));
    int label = one.row().label(before);
    if (label >= 0) {
      add(
          one,
          two,
          id,
          "accuracy",
          same,
          side -> number(side.row().top(side.output(), probe) == label));
    }
    if (one.isRight() && two.isRight()) {
      add(
          one,
          two,
          id,
          OutputChange.WHERE_BOTH_RIGHT,
          same,
          side -> number(side.isConsistent(probe)));
    }
  }

  private void add(
      Side one, Side two, String scope, String score, boolean same, ToDoubleFunction<Side> value) {
    mean(scope, score).accept(value.applyAsDouble(one), value.applyAsDouble(two), same);
  }

  private void orbit(Side one, Side two, String orbit, List<Integer> members) {
    int first = 0;
    int second = 0;
    boolean same = true;
    for (int probe : members) {
      if (!one.isMeasured(probe) || !two.isMeasured(probe)) {
        return;
      }
      first += one.isConsistent(probe) ? 1 : 0;
      second += two.isConsistent(probe) ? 1 : 0;
      same &= one.row().isSameToRounding(before, probe, two.row(), after);
    }
    double size = members.size();
    mean(orbit, "consistencyMean").accept(first / size, second / size, same);
    mean(orbit, "consistencyWorst")
        .accept(number(first == members.size()), number(second == members.size()), same);
    if (one.isRight() && two.isRight()) {
      mean(orbit, OutputChange.WHERE_BOTH_RIGHT).accept(first / size, second / size, same);
    }
  }

  private PairedMeans mean(String scope, String score) {
    return means.computeIfAbsent(new Key(scope, score), unused -> new PairedMeans());
  }

  private static double number(boolean counts) {
    return counts ? 1 : 0;
  }
}
