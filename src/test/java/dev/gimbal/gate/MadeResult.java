package dev.gimbal.gate;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlyStopping;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.Wilson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results with the numbers that a test asks for: 28×28 inputs, three layers, one output. */
public final class MadeResult {
  private final List<LayerInfo> layers = new ArrayList<>();
  private final List<ProbeInfo> probes = new ArrayList<>();
  private final Map<List<Object>, LayerScore> scores = new HashMap<>();
  private final List<OutputResult> outputs = new ArrayList<>();
  private final List<AuditResult.SkippedLayer> skipped = new ArrayList<>();
  private boolean labelled;
  private Optional<EarlyStopping> stopping = Optional.empty();

  /** Input, /conv1/Relu, /conv2/Relu under shifts by 1, 2 and 7 px; every score is 0.97 ± 0.01. */
  public static MadeResult small() {
    MadeResult made = new MadeResult();
    made.layer("image", "Input").layer("/conv1/Relu", "Conv+Relu").layer("/conv2/Relu", "Conv");
    made.shift(1, 0).shift(0, 2).shift(7, 7);
    for (int layer = 0; layer < 3; layer++) {
      for (int probe = 0; probe < 3; probe++) {
        made.score(layer, probe, ScoreId.INVARIANCE, Outcome.measured(0.97, 0.96, 0.98, 100));
        made.score(layer, probe, ScoreId.EQUIVARIANCE, Outcome.measured(0.97, 0.96, 0.98, 100));
      }
    }
    return made;
  }

  public MadeResult layer(String name, String op) {
    layers.add(
        new LayerInfo(
            name,
            op,
            "map",
            List.of(1, 1, 4, 4),
            Optional.empty(),
            "",
            "local",
            List.of(),
            Outcome.measured(1, 100),
            1));
    return this;
  }

  /** Renames a layer, as another exporter would. */
  public MadeResult rename(int layer, String name) {
    LayerInfo old = layers.get(layer);
    layers.set(
        layer,
        new LayerInfo(
            name,
            old.op(),
            old.kind(),
            old.shape(),
            old.grid(),
            old.gridNote(),
            old.ancestry(),
            old.parents(),
            old.scale(),
            old.meanSquare()));
    return this;
  }

  public MadeResult skipped(String name) {
    skipped.add(new AuditResult.SkippedLayer(name, "Loop", "opaque"));
    return this;
  }

  public MadeResult shift(int dx, int dy) {
    probes.add(probe("translation", Optional.of(dx), Optional.of(dy), Optional.empty()));
    return this;
  }

  public MadeResult turn(double degrees) {
    probes.add(probe("rotation", Optional.empty(), Optional.empty(), Optional.of(degrees)));
    return this;
  }

  private ProbeInfo probe(
      String family, Optional<Integer> dx, Optional<Integer> dy, Optional<Double> degrees) {
    String id = family + " " + dx.orElse(0) + " " + dy.orElse(0) + " " + degrees.orElse(0.0);
    return new ProbeInfo(id, family, dx, dy, degrees, Optional.empty(), Optional.empty(), "fill");
  }

  public MadeResult score(int layer, int probe, ScoreId score, Outcome outcome) {
    scores.put(List.of(layer, probe, score), new LayerScore(layer, probe, score, outcome));
    return this;
  }

  /** Takes a row out, as a tampered or truncated result would. */
  public MadeResult without(int layer, int probe, ScoreId score) {
    scores.remove(List.of(layer, probe, score));
    return this;
  }

  /** An output of kind classes with one row a probe. */
  public MadeResult output(String name, String score, Outcome... perProbe) {
    List<ProbeScore> rows = new ArrayList<>();
    for (int probe = 0; probe < perProbe.length; probe++) {
      rows.add(new ProbeScore(probe, score, perProbe[probe]));
    }
    outputs.add(new OutputResult(name, "classes", "logits", 10, rows, List.of()));
    return this;
  }

  /** An output with any rows. */
  public MadeResult output(String name, List<ProbeScore> rows, List<OrbitScore> overall) {
    outputs.add(new OutputResult(name, "classes", "logits", 10, rows, overall));
    return this;
  }

  public MadeResult labelled() {
    labelled = true;
    return this;
  }

  /** An audit of 100 images that could stop early. */
  public MadeResult stopping(int planned, int looks) {
    stopping = Optional.of(new EarlyStopping(planned, looks, EarlyStopping.SEQUENCES));
    return this;
  }

  /** A share of images with Wilson's interval, as results hold it. */
  public static Outcome share(int successes, int trials) {
    Bounds bounds = Wilson.interval(successes, trials);
    return Outcome.measured((double) successes / trials, bounds.lo(), bounds.hi(), trials);
  }

  public AuditResult build() {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("gimbal", "test"),
        new AuditResult.Model("net.onnx", "", 1, "", 17, 9, 1, 1, List.of(), List.of()),
        new AuditResult.Plan(
            "gimbal audit net.onnx",
            "raw",
            "sidecar",
            "folder",
            false,
            100,
            labelled,
            7,
            "test",
            List.of(),
            List.of(28, 28),
            false,
            "",
            "",
            "",
            "",
            stopping),
        new AuditResult.Environment("", "cpu", "", Optional.empty(), "", "fused", "", "", ""),
        layers,
        skipped,
        probes,
        List.copyOf(scores.values()),
        outputs,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
