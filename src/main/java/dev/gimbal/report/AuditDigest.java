package dev.gimbal.report;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A result made easy to ask: scores by layer, output and family. Identity probes (no shift, no
 * angle, the whole frame) take no part in any mean. Remembers what it summed up; not for several
 * threads.
 */
public final class AuditDigest {
  private record OutputKey(int output, int probe, String score) {}

  private record OrbitKey(int output, String orbit, String score) {}

  private record FamilyKey(int layer, String family, ScoreId score) {}

  private final AuditResult result;
  private final ScoreTable table;
  private final Map<OutputKey, Outcome> outputScores = new HashMap<>();
  private final Map<OrbitKey, Outcome> orbitScores = new HashMap<>();
  private final Map<FamilyKey, Summary> summaries = new HashMap<>();
  private final Map<String, List<Integer>> probesOfFamily = new HashMap<>();

  public AuditDigest(AuditResult result) {
    this.result = result;
    this.table = new ScoreTable(result.scores());
    for (int i = 0; i < result.outputs().size(); i++) {
      OutputResult output = result.outputs().get(i);
      for (OutputResult.ProbeScore score : output.perProbe()) {
        outputScores.put(new OutputKey(i, score.probe(), score.score()), score.outcome());
      }
      for (OutputResult.OrbitScore score : output.overall()) {
        orbitScores.put(new OrbitKey(i, score.orbit(), score.score()), score.outcome());
      }
    }
  }

  public AuditResult result() {
    return result;
  }

  /** Families with at least one probe that is not the identity, in the result's order. */
  public List<String> families() {
    return IntStream.range(0, result.probes().size())
        .filter(i -> !result.probes().get(i).keepsImage())
        .mapToObj(i -> result.probes().get(i).family())
        .distinct()
        .toList();
  }

  /** Indices of a family's probes, identities left out. */
  public List<Integer> probes(String family) {
    return probesOfFamily.computeIfAbsent(
        family, key -> probes(probe -> probe.family().equals(key)));
  }

  /** Whether none of a family's probes leaves the image as it is. */
  public boolean isWithoutIdentity(String family) {
    return result.probes().stream().noneMatch(p -> p.family().equals(family) && p.keepsImage());
  }

  /** Indices of the probes that a test accepts, identities left out. */
  public List<Integer> probes(Predicate<ProbeInfo> accept) {
    return IntStream.range(0, result.probes().size())
        .filter(i -> !result.probes().get(i).keepsImage() && accept.test(result.probes().get(i)))
        .boxed()
        .toList();
  }

  /** What became of a layer's score under one probe, if it was asked. */
  public Optional<Outcome> layer(int layer, int probe, ScoreId score) {
    return table.outcome(layer, probe, score);
  }

  /** A layer's score over some probes. */
  public Summary layer(int layer, List<Integer> probes, ScoreId score) {
    List<Outcome> outcomes = new ArrayList<>(probes.size());
    probes.forEach(probe -> table.outcome(layer, probe, score).ifPresent(outcomes::add));
    return Summary.of(outcomes);
  }

  /** A layer's score over a family. */
  public Summary layer(int layer, String family, ScoreId score) {
    return summaries.computeIfAbsent(
        new FamilyKey(layer, family, score), key -> layer(layer, probes(family), score));
  }

  /** What became of an output's score under one probe, if it was asked. */
  public Optional<Outcome> output(int output, int probe, String score) {
    return Optional.ofNullable(outputScores.get(new OutputKey(output, probe, score)));
  }

  /** An output's score over some probes. */
  public Summary output(int output, List<Integer> probes, String score) {
    List<Outcome> outcomes = new ArrayList<>(probes.size());
    probes.forEach(probe -> output(output, probe, score).ifPresent(outcomes::add));
    return Summary.of(outcomes);
  }

  /** An output's score over an orbit ("translation" … or "all"), where it is a number. */
  public Optional<Outcome.Measured> orbit(int output, String orbit, String score) {
    return orbitScores.get(new OrbitKey(output, orbit, score)) instanceof Outcome.Measured measured
        ? Optional.of(measured)
        : Optional.empty();
  }

  /** Whether an output has this score under at least one probe, measured or not. */
  public boolean hasOutputScore(int output, String score) {
    return result.outputs().get(output).perProbe().stream().anyMatch(s -> s.score().equals(score));
  }

  /**
   * The score that says most about an output: consistency of classes, agreement of dense outputs,
   * else invariance or cosine; empty if none was asked.
   */
  public Optional<String> headline(int output) {
    for (String score : List.of("consistency", "argmaxAgreement", "invariance", "cosine")) {
      if (hasOutputScore(output, score)) {
        return Optional.of(score);
      }
    }
    return Optional.empty();
  }

  /** The largest noise floor of a layer over some probes; 0 where none was measured. */
  public double floor(int layer, List<Integer> probes) {
    return layer(layer, probes, ScoreId.NOISE_FLOOR) instanceof Summary.Mean mean
        ? mean.highest()
        : 0;
  }

  /** The noise floor of a layer under one probe; 0 where none was measured. */
  public double floor(int layer, int probe) {
    return table.value(layer, probe, ScoreId.NOISE_FLOOR).orElse(0);
  }

  /** A layer's name made fit to be read. */
  public String layerName(int layer) {
    return SafeText.of(layerInfo(layer).name());
  }

  public LayerInfo layerInfo(int layer) {
    return result.layers().get(layer);
  }

  /** What is asked of a layer as a result: a map to move along, where that was measured. */
  public ScoreId stateScore(int layer, String family) {
    boolean movesAlong =
        layerInfo(layer).kind().equals("map")
            && layer(layer, family, ScoreId.EQUIVARIANCE) instanceof Summary.Mean;
    return movesAlong ? ScoreId.EQUIVARIANCE : ScoreId.INVARIANCE;
  }

  /** The mean of a layer's {@link #stateScore} over a family, where there is one. */
  public Optional<Double> state(int layer, String family) {
    return layer(layer, family, stateScore(layer, family)) instanceof Summary.Mean mean
        ? Optional.of(mean.value())
        : Optional.empty();
  }

  /** Indices of layers whose invariance was measured under some probe of a family. */
  public List<Integer> measuredLayers(String family) {
    return IntStream.range(0, result.layers().size())
        .filter(l -> layer(l, family, ScoreId.INVARIANCE) instanceof Summary.Mean)
        .boxed()
        .toList();
  }
}
