package dev.gimbal.gate.compare;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.stats.PairedDifference;
import dev.gimbal.stats.PairedMeans;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Matches the outputs of two results and puts their scores side by side. */
final class OutputDifferences {
  /** An output of both results. */
  private record Pair(int before, int after, PairedOutput paired) {}

  private final AuditResult before;
  private final AuditResult after;
  private final List<Pair> pairs = new ArrayList<>();
  private final boolean hasRecords;

  OutputDifferences(AuditResult before, AuditResult after, boolean hasRecords) {
    this.before = before;
    this.after = after;
    this.hasRecords = hasRecords;
    Set<Integer> taken = new HashSet<>();
    for (int output = 0; output < before.outputs().size(); output++) {
      int other = partner(output, taken);
      if (other >= 0) {
        taken.add(other);
        pairs.add(new Pair(output, other, new PairedOutput(output, other, before)));
      }
    }
  }

  /** The output of the same name and kind, else the one at the same place and of the same kind. */
  private int partner(int output, Set<Integer> taken) {
    OutputResult wanted = before.outputs().get(output);
    List<OutputResult> others = after.outputs();
    for (int other = 0; other < others.size(); other++) {
      if (others.get(other).name().equals(wanted.name()) && isAlike(wanted, others.get(other))) {
        return other;
      }
    }
    boolean unnamed =
        output < others.size()
            && !taken.contains(output)
            && isAlike(wanted, others.get(output))
            && before.outputs().stream()
                .noneMatch(known -> known.name().equals(others.get(output).name()));
    return unnamed ? output : -1;
  }

  private static boolean isAlike(OutputResult one, OutputResult two) {
    return one.kind().equals(two.kind()) && one.classes() == two.classes();
  }

  /** Names of the matched outputs, in the first result and in the second. */
  Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      names.put(
          before.outputs().get(pair.before()).name(), after.outputs().get(pair.after()).name());
    }
    return names;
  }

  /**
   * Names of outputs that only one of the results has, or that mean something else in the other.
   */
  List<String> unmatched() {
    List<String> names = new ArrayList<>();
    for (int output = 0; output < before.outputs().size(); output++) {
      int index = output;
      if (pairs.stream().noneMatch(pair -> pair.before() == index)) {
        names.add(before.outputs().get(output).name());
      }
    }
    for (int output = 0; output < after.outputs().size(); output++) {
      int index = output;
      if (pairs.stream().noneMatch(pair -> pair.after() == index)) {
        names.add(after.outputs().get(output).name());
      }
    }
    return names;
  }

  void accept(ImageRow first, ImageRow second) {
    pairs.forEach(pair -> pair.paired().accept(first, second));
  }

  /** Every score that either result has: orbits first, then probes. */
  List<OutputChange> all(LayerMatching matching, LayerDifferences layers) {
    List<OutputChange> changes = new ArrayList<>();
    for (Pair pair : pairs) {
      orbits(pair, changes);
      probes(pair, matching, layers, changes);
    }
    return changes;
  }

  private void orbits(Pair pair, List<OutputChange> changes) {
    OutputResult one = before.outputs().get(pair.before());
    Map<PairedOutput.Key, Outcome> first = orbitScores(one);
    Map<PairedOutput.Key, Outcome> second = orbitScores(after.outputs().get(pair.after()));
    Set<PairedOutput.Key> keys = new java.util.LinkedHashSet<>(first.keySet());
    keys.addAll(second.keySet());
    pair.paired().all().keySet().stream()
        .filter(key -> key.score().equals(OutputChange.WHERE_BOTH_RIGHT))
        .filter(key -> before.probes().stream().noneMatch(p -> p.id().equals(key.scope())))
        .forEach(keys::add);
    for (PairedOutput.Key key : keys) {
      changes.add(
          new OutputChange(
              one.name(),
              key.scope(),
              Optional.empty(),
              key.score(),
              change(pair, key, first, second)));
    }
  }

  private static Map<PairedOutput.Key, Outcome> orbitScores(OutputResult output) {
    Map<PairedOutput.Key, Outcome> scores = new LinkedHashMap<>();
    output.overall().stream()
        .filter(score -> !score.score().equals("ties"))
        .forEach(
            score ->
                scores.put(new PairedOutput.Key(score.orbit(), score.score()), score.outcome()));
    return scores;
  }

  private void probes(
      Pair pair, LayerMatching matching, LayerDifferences layers, List<OutputChange> changes) {
    OutputResult one = before.outputs().get(pair.before());
    Map<PairedOutput.Key, Outcome> first = probeScores(one);
    Map<PairedOutput.Key, Outcome> second = probeScores(after.outputs().get(pair.after()));
    int layer = layerPair(one, matching);
    for (int probe = 0; probe < before.probes().size(); probe++) {
      ProbeInfo info = before.probes().get(probe);
      Set<PairedOutput.Key> keys = new java.util.LinkedHashSet<>();
      first.keySet().stream().filter(key -> key.scope().equals(info.id())).forEach(keys::add);
      second.keySet().stream().filter(key -> key.scope().equals(info.id())).forEach(keys::add);
      pair.paired()
          .means(info.id(), OutputChange.WHERE_BOTH_RIGHT)
          .ifPresent(
              unused -> keys.add(new PairedOutput.Key(info.id(), OutputChange.WHERE_BOTH_RIGHT)));
      for (PairedOutput.Key key : keys) {
        boolean ratio = one.kind().equals("embedding") && key.score().equals("invariance");
        Change change =
            ratio && layer >= 0
                ? layers
                    .change(layer, probe, ScoreId.INVARIANCE)
                    .orElseGet(() -> change(pair, key, first, second))
                : change(pair, key, first, second);
        changes.add(
            new OutputChange(one.name(), info.id(), Optional.of(probe), key.score(), change));
      }
    }
  }

  private Map<PairedOutput.Key, Outcome> probeScores(OutputResult output) {
    Map<PairedOutput.Key, Outcome> scores = new LinkedHashMap<>();
    output
        .perProbe()
        .forEach(
            score ->
                scores.put(
                    new PairedOutput.Key(before.probes().get(score.probe()).id(), score.score()),
                    score.outcome()));
    return scores;
  }

  private int layerPair(OutputResult output, LayerMatching matching) {
    for (int pair = 0; pair < matching.pairs().size(); pair++) {
      int layer = matching.pairs().get(pair).before();
      if (before.layers().get(layer).name().equals(output.name())) {
        return pair;
      }
    }
    return -1;
  }

  private Change change(
      Pair pair,
      PairedOutput.Key key,
      Map<PairedOutput.Key, Outcome> first,
      Map<PairedOutput.Key, Outcome> second) {
    Optional<PairedMeans> means =
        hasRecords ? pair.paired().means(key.scope(), key.score()) : Optional.empty();
    if (key.score().equals(OutputChange.WHERE_BOTH_RIGHT)) {
      PairedMeans both = means.orElseThrow();
      return new Change(
          Outcome.measured(both.meanBefore(), both.count()),
          Outcome.measured(both.meanAfter(), both.count()),
          both.difference());
    }
    Outcome none = Outcome.notApplicable("not in this result");
    Outcome one = first.getOrDefault(key, none);
    Outcome two = second.getOrDefault(key, none);
    boolean measured = one instanceof Outcome.Measured && two instanceof Outcome.Measured;
    Optional<PairedDifference> difference =
        measured ? means.flatMap(PairedMeans::difference) : Optional.empty();
    return new Change(one, two, difference);
  }
}
