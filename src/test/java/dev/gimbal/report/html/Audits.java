package dev.gimbal.report.html;

import dev.gimbal.result.Answer;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Execution;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.PhaseProfile;
import dev.gimbal.result.PicturePair;
import dev.gimbal.result.Png;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Made-up results with plausible numbers, the same at every call. */
final class Audits {
  static final int IMAGES = 100;

  /** Two grey pixels, black and white. */
  private static final Png PNG =
      new Png(
          1,
          2,
          "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg"
              + "+A8AAQIBAEK+vGgAAAAASUVORK5CYII=");

  private final List<LayerInfo> layers = new ArrayList<>();
  private final List<ProbeInfo> probes = new ArrayList<>();
  private final List<LayerScore> scores = new ArrayList<>();
  private final UnaryOperator<String> naming;

  private Audits(UnaryOperator<String> naming) {
    this.naming = naming;
  }

  /** A LeNet: eight layers, sixty probes, all four states, labels. */
  static AuditResult lenet() {
    return lenet(UnaryOperator.identity());
  }

  /** The same with every name from a model or a file run through {@code naming}. */
  static AuditResult lenet(UnaryOperator<String> naming) {
    Audits audits = new Audits(naming);
    audits.lenetLayers();
    audits.standardProbes();
    audits.scoreAll();
    return audits.result(List.of(audits.classes("logits", true)), audits.phases(), true, false);
  }

  /** The LeNet with two pairs of pictures, one of them with feature maps. */
  static AuditResult pictured(UnaryOperator<String> naming) {
    AuditResult lenet = lenet(naming);
    Answer.ClassShare three = new Answer.ClassShare(3, naming.apply("three"), 0.9, 0.2);
    Answer.ClassShare five = new Answer.ClassShare(5, "", 0.05, 0.7);
    Answer answer =
        new Answer(
            Optional.of(3),
            Optional.of(5),
            List.of(three, five),
            Optional.empty(),
            Optional.empty());
    PicturePair.LayerMaps maps =
        new PicturePair.LayerMaps(1, 4, -0.25, 1.5, 2e-7, PNG, PNG, Optional.of(PNG), PNG);
    PicturePair.LayerMaps unplaced =
        new PicturePair.LayerMaps(2, 0, 0, 12, 3, PNG, PNG, Optional.empty(), PNG);
    List<PicturePair> pairs = new ArrayList<>();
    for (PicturePair.Reason reason : PicturePair.Reason.values()) {
      pairs.add(
          new PicturePair(
              7,
              naming.apply("3_07.png"),
              Optional.of(3),
              Optional.of(naming.apply("three")),
              pairs.size(),
              reason,
              PNG,
              PNG,
              List.of(answer),
              pairs.isEmpty() ? List.of(maps, unplaced) : List.of()));
    }
    return lenet.withPictures(pairs);
  }

  /** Many layers under many probes. */
  static AuditResult large(int layerCount, int probeCount) {
    Audits audits = new Audits(UnaryOperator.identity());
    for (int i = 0; i < layerCount; i++) {
      audits.layer(
          "features/block" + i + "/conv/Relu_output_0", "Conv+Relu", i == 0 ? 1 : 2, "local");
    }
    audits.manyProbes(probeCount);
    audits.scoreAll();
    return audits.result(List.of(audits.classes("output", false)), List.of(), false, true);
  }

  /** One layer under rotations only, no outputs of kind classes. */
  static AuditResult rotationsOnly() {
    Audits audits = new Audits(UnaryOperator.identity());
    audits.layer("image", "Input", 1, "local");
    for (double degrees : new double[] {-90, -15, 15, 90, 180}) {
      audits.rotation(degrees);
    }
    audits.scoreAll();
    return audits.result(List.of(), List.of(), false, true);
  }

  /** Every score failed. */
  static AuditResult allFailed() {
    Audits audits = new Audits(UnaryOperator.identity());
    audits.lenetLayers();
    audits.standardProbes();
    for (int layer = 0; layer < audits.layers.size(); layer++) {
      for (int probe = 0; probe < audits.probes.size(); probe++) {
        audits.put(layer, probe, ScoreId.INVARIANCE, new Outcome.Failed("the layer gave NaN"));
      }
    }
    return audits.result(List.of(), List.of(), false, false);
  }

  private void lenetLayers() {
    layer("image", "Input", 1, "local");
    layer("/conv1/relu/Relu_output_0", "Conv+Relu", 1, "local");
    layer("/pool1/MaxPool_output_0", "MaxPool", 2, "local");
    layer("/conv2/relu/Relu_output_0", "Conv+Relu", 2, "local");
    layer("/pool2/MaxPool_output_0", "MaxPool", 4, "local");
    layer("/fc1/Relu_output_0", "Gemm+Relu", 0, "positional");
    layer("/fc2/Relu_output_0", "Gemm+Relu", 0, "positional");
    layer("logits", "Gemm", 0, "positional");
  }

  private void layer(String name, String op, int period, String ancestry) {
    boolean map = period > 0;
    String p = Integer.toString(period);
    long field = 4L * Math.max(1, period) + layers.size();
    Optional<LayerInfo.Grid> grid =
        map
            ? Optional.of(
                new LayerInfo.Grid(
                    List.of(p, p),
                    List.of("0", "0"),
                    List.of("1/2", "1/2"),
                    List.of(p, p),
                    List.of(field, field),
                    List.of(List.of(1, 24), List.of(1, 24))))
            : Optional.empty();
    layers.add(
        new LayerInfo(
            naming.apply(name),
            op,
            map ? "map" : "vector",
            map ? List.of(1, 8, 28 / period, 28 / period) : List.of(1, 84),
            grid,
            map ? "" : "a vector has no grid",
            ancestry,
            layers.isEmpty() ? List.of() : List.of(layers.get(layers.size() - 1).name()),
            Outcome.measured(12.5, IMAGES),
            20));
  }

  private void standardProbes() {
    for (int d : new int[] {-14, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 14}) {
      translation(d, 0);
      translation(0, d);
    }
    for (int d : new int[] {-14, -4, -1, 1, 4, 14}) {
      translation(d, d);
    }
    translation(14, -14);
    translation(-14, 14);
    for (double degrees : new double[] {-30, -15, -10, -5, -2, 2, 5, 10, 15, 30, 90, 180, 270}) {
      rotation(degrees);
    }
    for (String anchor : List.of("center", "top-left", "bottom-right")) {
      for (double keep : new double[] {0.9, 0.8, 0.7}) {
        crop(keep, anchor);
      }
    }
    rotation(1);
    rotation(-1);
  }

  private void manyProbes(int count) {
    for (int i = 0; probes.size() < count; i++) {
      translation(i % 25 - 12 == 0 ? 13 : i % 25 - 12, i / 25 - 8);
    }
  }

  private void translation(int dx, int dy) {
    String id = naming.apply("translation dx=" + dx + " dy=" + dy + " px");
    probes.add(
        new ProbeInfo(
            id,
            "translation",
            Optional.of(dx),
            Optional.of(dy),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "fill ring"));
  }

  private void rotation(double degrees) {
    probes.add(
        new ProbeInfo(
            "rotation " + degrees + "°",
            "rotation",
            Optional.empty(),
            Optional.empty(),
            Optional.of(degrees),
            Optional.empty(),
            Optional.empty(),
            "fill ring"));
  }

  private void crop(double keep, String anchor) {
    probes.add(
        new ProbeInfo(
            "crop keep=" + keep + " " + anchor,
            "crop",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(keep),
            Optional.of(anchor),
            "fill ring"));
  }

  /** How far a probe moves content, 0 to about 1. */
  private static double size(ProbeInfo probe) {
    double shift = Math.hypot(probe.dx().orElse(0), probe.dy().orElse(0)) / 20;
    double turn = Math.abs(Math.IEEEremainder(probe.degrees().orElse(0.0), 360)) / 120;
    return shift + turn + (1 - probe.keep().orElse(1.0)) * 1.6;
  }

  private void scoreAll() {
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int probe = 0; probe < probes.size(); probe++) {
        score(layer, probe);
      }
    }
  }

  private void score(int layer, int probe) {
    double depth = (layer + 1.0) / layers.size();
    double invariance = 1 - 1.15 * (1 - Math.exp(-size(probes.get(probe)) * (3.2 - 2.2 * depth)));
    put(layer, probe, ScoreId.NOISE_FLOOR, Outcome.measured(2e-7, IMAGES));
    if (layers.size() == 8 && layer == 6) {
      put(layer, probe, ScoreId.INVARIANCE, new Outcome.Degenerate("all outputs are constant"));
      return;
    }
    put(layer, probe, ScoreId.INVARIANCE, around(invariance, 0.03));
    boolean map = layers.get(layer).kind().equals("map");
    if (layers.get(layer).ancestry().equals("positional") && isOnGrid(layer, probe)) {
      put(layer, probe, ScoreId.POSITION_DEPENDENCE, around(0.31 + 0.02 * layer, 0.02));
    }
    if (!map) {
      put(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable("a vector has no positions"));
      return;
    }
    mapScores(layer, probe);
  }

  private void mapScores(int layer, int probe) {
    double size = size(probes.get(probe));
    double border = layer == 0 ? 0 : Math.min(0.4, 0.02 * layer + size * 0.12);
    if (!probes.get(probe).family().equals("translation")) {
      put(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable("not on the layer's grid"));
      put(layer, probe, ScoreId.BORDER, around(border, 0.01));
      put(layer, probe, ScoreId.RESAMPLING, around(0.04, 0.01));
      put(layer, probe, ScoreId.FILTER_GEOMETRY, around(layer == 0 ? 0 : size * 0.3 - 0.03, 0.01));
    } else if (isOnGrid(layer, probe)) {
      put(layer, probe, ScoreId.EQUIVARIANCE, around(1 - border, layer == 0 ? 0 : 0.02));
      put(layer, probe, ScoreId.VISIBLE_SHARE, around(Math.max(0.3, 1 - size), 0.01));
      put(layer, probe, ScoreId.BORDER, around(border, 0.01));
    } else {
      put(layer, probe, ScoreId.EQUIVARIANCE, Outcome.notApplicable("not on the layer's grid"));
      put(layer, probe, ScoreId.SAMPLING, around(0.03 * layer, 0.01));
    }
  }

  private boolean isOnGrid(int layer, int probe) {
    int period = layers.get(layer).grid().map(g -> Integer.parseInt(g.period().get(0))).orElse(1);
    ProbeInfo info = probes.get(probe);
    return info.family().equals("translation")
        && info.dx().orElse(1) % period == 0
        && info.dy().orElse(1) % period == 0;
  }

  private static Outcome around(double value, double half) {
    return Outcome.measured(value, value - half, value + half, IMAGES);
  }

  private void put(int layer, int probe, ScoreId score, Outcome outcome) {
    scores.add(new LayerScore(layer, probe, score, outcome));
  }

  private OutputResult classes(String name, boolean labelled) {
    List<ProbeScore> perProbe = new ArrayList<>();
    for (int p = 0; p < probes.size(); p++) {
      double size = size(probes.get(p));
      double consistency = Math.round(100 * (0.1 + 0.9 * Math.exp(-1.9 * size * size))) / 100.0;
      perProbe.add(new ProbeScore(p, "consistency", proportion(consistency)));
      perProbe.add(new ProbeScore(p, "topFive", Outcome.notApplicable("only 5 classes")));
      perProbe.add(new ProbeScore(p, "jensenShannonBits", around(0.8 * (1 - consistency), 0.02)));
      perProbe.add(new ProbeScore(p, "invariance", around(1 - 1.4 * size, 0.03)));
      if (labelled) {
        perProbe.add(new ProbeScore(p, "accuracy", proportion(consistency * 0.95)));
      }
    }
    List<OrbitScore> overall = new ArrayList<>();
    overall.add(new OrbitScore("all", "chanceAgreement", proportion(0.12), "other images"));
    overall.add(new OrbitScore("translation", "consistencyMean", proportion(0.71), ""));
    overall.add(new OrbitScore("translation", "consistencyWorst", proportion(0.09), "orbit 3fa9"));
    if (labelled) {
      overall.add(new OrbitScore("all", "referenceAccuracy", proportion(0.95), ""));
    }
    return new OutputResult(naming.apply(name), "classes", "logits", 10, perProbe, overall);
  }

  private static Outcome proportion(double value) {
    return Outcome.measured(value, Math.max(0, value - 0.06), Math.min(1, value + 0.04), IMAGES);
  }

  private List<PhaseProfile> phases() {
    List<PhaseProfile> profiles = new ArrayList<>();
    for (int layer : new int[] {1, 2, 4}) {
      int period = Integer.parseInt(layers.get(layer).grid().orElseThrow().period().get(0));
      List<PhaseProfile.Point> points = new ArrayList<>();
      for (int d = -8; d <= 8; d++) {
        double phase = Math.floorMod(d, period) / (double) period;
        double floor = 0.5 * phase * (1 - phase);
        double loss = 0.01 * Math.abs(d) + 2.1 * floor;
        points.add(new PhaseProfile.Point(d, phase == 0, loss, floor, 1 - floor));
      }
      profiles.add(new PhaseProfile(layer, "x", points));
      profiles.add(new PhaseProfile(layer, "y", points));
    }
    return profiles;
  }

  private AuditResult result(
      List<OutputResult> outputs, List<PhaseProfile> phases, boolean labelled, boolean drawn) {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("Gimbal", "0.1.0"),
        new AuditResult.Model(
            naming.apply("lenet.onnx"),
            "9f2b5c1de0a4478391c6d5570f3be2ac9f2b5c1de0a4478391c6d5570f3be2ac",
            249_216,
            naming.apply("pytorch 2.9.0"),
            18,
            9,
            14,
            61_706,
            List.of(naming.apply("image float32 [N,1,28,28]")),
            List.of("logits float32 [N,10]")),
        plan(labelled, drawn),
        new AuditResult.Environment(
            "1.28.0",
            "cpu",
            "no CUDA device was found",
            Optional.of(
                new Execution(
                    List.of(naming.apply("GPU 0: NVIDIA H200, 143771 MiB")),
                    "float32",
                    new TreeMap<>(Map.of("use_tf32", naming.apply("0"))),
                    "9 after fusing; 1 on the CPU instead of cuda",
                    List.of(
                        new Execution.CpuNodes(
                            naming.apply("MaxPool"), 1, List.of(naming.apply("/pool1")))))),
            "a batch equals its members; 4 at a time",
            "fused",
            "",
            "17.0.15",
            "Linux amd64"),
        layers,
        List.of(
            new AuditResult.SkippedLayer(naming.apply("/Shape_output_0"), "Shape", "not a float")),
        probes,
        scores,
        outputs,
        List.of(),
        phases,
        layers.size() == 8 ? findings() : List.of(),
        List.of(naming.apply("3 images could not be read and were left out")),
        Optional.of(new AuditResult.Timings(2, 0.21, 0.4, 2.75, 6100)));
  }

  private AuditResult.Plan plan(boolean labelled, boolean drawn) {
    return new AuditResult.Plan(
        naming.apply("gimbal audit samples/lenet-shifted/lenet.onnx --probes standard --seed 1"),
        "28×28 GRAY, x/255, mean 0.13, std 0.31",
        drawn ? "guess" : "sidecar",
        naming.apply(drawn ? "drawn" : "samples/lenet-shifted/images"),
        drawn,
        IMAGES,
        labelled,
        1,
        "standard",
        List.of("translation: fill ring", "rotation: fill ring", "crop: none"),
        List.of(28, 28),
        drawn,
        "41c09ab7",
        "d00f77e2",
        "88aa1021",
        "73e1c9d4",
        Optional.empty());
  }

  private List<Finding> findings() {
    return List.of(
        new Finding(
            "position-dependence",
            "high",
            naming.apply("The dense layer /fc1/Relu_output_0 remembers where things are"),
            "0.410 of the distance between two images is lost on on-grid shifts, in places that saw"
                + " only real content.",
            "Pool globally before the dense layer, or train with translations.",
            Optional.of(5),
            List.of(0, 1, 2, 3, 4, 5)),
        new Finding(
            "sampling",
            "medium",
            "Max pooling aliases between grid points",
            "/pool2/MaxPool_output_0 loses 0.120 above the interpolation floor on off-grid shifts.",
            "Blur before subsampling.",
            Optional.of(4),
            List.of()),
        new Finding(
            "clean-floor",
            "info",
            "The instrument proved itself: all clean on-grid losses lie within the noise floor",
            "5 layers, 34 shifts.",
            "",
            Optional.empty(),
            List.of()));
  }
}
