package dev.gimbal.gate.compare;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The scores of matched layers in both results, under each probe and over each family. */
public final class LayerDifferences {
  /** The scores of layers that are compared. */
  public static final List<ScoreId> SCORES =
      List.of(
          ScoreId.INVARIANCE,
          ScoreId.INVARIANCE_BALANCED,
          ScoreId.EQUIVARIANCE,
          ScoreId.EQUIVARIANCE_BALANCED,
          ScoreId.LOSS);

  /** Those that are averaged over families; a loss is averaged with the equivariance it mirrors. */
  public static final List<ScoreId> FAMILY_SCORES = SCORES.subList(0, 4);

  private final List<LayerMatching.Pair> pairs;
  private final Map<String, List<Integer>> families;
  private final List<String> familyNames;
  private final ScoreTable before;
  private final ScoreTable after;
  private final Optional<PairedLayers> paired;

  LayerDifferences(
      LayerMatching matching,
      Map<String, List<Integer>> families,
      ScoreTable before,
      ScoreTable after,
      Optional<PairedLayers> paired) {
    this.pairs = matching.pairs();
    this.families = families;
    this.familyNames = List.copyOf(families.keySet());
    this.before = before;
    this.after = after;
    this.paired = paired;
  }

  /** The probes of each family's mean, by family: those that do something to the image. */
  static Map<String, List<Integer>> families(AuditResult result) {
    Map<String, List<Integer>> families = new LinkedHashMap<>();
    for (int probe = 0; probe < result.probes().size(); probe++) {
      ProbeInfo info = result.probes().get(probe);
      if (!info.keepsImage()) {
        families.computeIfAbsent(info.family(), unused -> new ArrayList<>()).add(probe);
      }
    }
    return families;
  }

  /** Families with probes, in the results' order. */
  public List<String> families() {
    return familyNames;
  }

  /**
   * A score of a matched layer under a probe.
   *
   * @param pair index into {@link LayerMatching#pairs}
   * @return none where neither result has the score
   */
  public Optional<Change> change(int pair, int probe, ScoreId score) {
    Optional<Outcome> first = before.outcome(pairs.get(pair).before(), probe, score);
    Optional<Outcome> second = after.outcome(pairs.get(pair).after(), probe, score);
    if (first.isEmpty() && second.isEmpty()) {
      return Optional.empty();
    }
    boolean both =
        first.filter(Outcome.Measured.class::isInstance).isPresent()
            && second.filter(Outcome.Measured.class::isInstance).isPresent();
    return Optional.of(
        new Change(
            first.orElse(NOT_ASKED),
            second.orElse(NOT_ASKED),
            both ? paired.flatMap(p -> p.difference(pair, probe, score)) : Optional.empty()));
  }

  private static final Outcome NOT_ASKED = Outcome.notApplicable("not in this result");

  /**
   * The mean of a score of a matched layer over the probes of a family that both results measured.
   *
   * @param pair index into {@link LayerMatching#pairs}
   * @return none where there is no such probe
   */
  public Optional<Change> familyChange(int pair, String family, ScoreId score) {
    double first = 0;
    double second = 0;
    int count = 0;
    int images = Integer.MAX_VALUE;
    for (int probe : families.getOrDefault(family, List.of())) {
      OptionalDouble one = before.value(pairs.get(pair).before(), probe, score);
      OptionalDouble two = after.value(pairs.get(pair).after(), probe, score);
      if (one.isPresent() && two.isPresent()) {
        first += one.getAsDouble();
        second += two.getAsDouble();
        count++;
        images = Math.min(images, images(pair, probe, score));
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    int index = familyNames.indexOf(family);
    return Optional.of(
        new Change(
            Outcome.measured(first / count, images),
            Outcome.measured(second / count, images),
            paired.flatMap(p -> p.familyDifference(pair, index, score))));
  }

  private int images(int pair, int probe, ScoreId score) {
    return before.outcome(pairs.get(pair).before(), probe, score).orElse(NOT_ASKED)
            instanceof Outcome.Measured measured
        ? measured.n()
        : 0;
  }
}
