package dev.gimbal.gate;

import dev.gimbal.gate.compare.Measured;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.LayerForm;
import dev.gimbal.result.records.LayerSum;
import dev.gimbal.result.records.OutputForm;
import dev.gimbal.result.records.RecordLayout;
import dev.gimbal.result.records.RecordsHash;
import dev.gimbal.result.records.RecordsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A result with its records, made of what each image contributes. Layers image, conv1, conv2 (maps)
 * and fc (a vector); probes: none at all, two shifts, a turn; outputs: classes, mask (dense), fc
 * (embedding). Two of them are the same, image by image, but for what a test changes.
 */
public final class MadeAudit {
  public static final int STILL = 0;
  public static final int SHIFT = 1;
  public static final int FAR_SHIFT = 2;
  public static final int TURN = 3;
  public static final int CONV1 = 1;
  public static final int CONV2 = 2;
  public static final int FC = 3;

  private static final List<String> NAMES = List.of("image", "conv1", "conv2", "fc");
  private static final List<LayerForm> FORMS =
      List.of(LayerForm.MAP, LayerForm.MAP, LayerForm.MAP, LayerForm.WHOLE);
  private static final int CLASSES = 10;

  /** Added to an image's losses, which are about 0.1 of the scale. */
  public interface Loss {
    double of(int layer, int probe, int image);
  }

  /** The top class of an image under a probe; probe −1 is none. */
  public interface Top {
    int of(int probe, int image, int usual);
  }

  private final int images;
  private final List<ProbeInfo> probes =
      List.of(
          probe("translation", 0, 0, 0),
          probe("translation", 1, 0, 0),
          probe("translation", 0, 2, 0),
          probe("rotation", 0, 0, 10));
  private final Map<List<Object>, Outcome> states = new HashMap<>();
  private UnaryOperator<List<LayerInfo>> layers = UnaryOperator.identity();
  private UnaryOperator<List<OutputResult>> outputs = UnaryOperator.identity();
  private UnaryOperator<AuditResult.Plan> plan = UnaryOperator.identity();
  private boolean recordless;
  private int wrongImage = -1;
  private List<ChannelScores> channels = List.of();
  private Loss loss = (layer, probe, image) -> 0;
  private Top top = (probe, image, usual) -> usual;
  private double agreement;

  public MadeAudit(int images) {
    this.images = images;
  }

  private static ProbeInfo probe(String family, int dx, int dy, double degrees) {
    boolean turn = family.equals("rotation");
    return new ProbeInfo(
        family + " " + dx + " " + dy + " " + degrees,
        family,
        turn ? Optional.empty() : Optional.of(dx),
        turn ? Optional.empty() : Optional.of(dy),
        turn ? Optional.of(degrees) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "fill");
  }

  public MadeAudit loss(Loss added) {
    loss = added;
    return this;
  }

  public MadeAudit top(Top changed) {
    top = changed;
    return this;
  }

  /** Added to the mask's agreement and to the cosine under every probe, in every image. */
  public MadeAudit agreement(double added) {
    agreement = added;
    return this;
  }

  /** A row of a layer that is no number. */
  public MadeAudit state(int layer, int probe, ScoreId score, Outcome outcome) {
    states.put(List.of(layer, probe, score), outcome);
    return this;
  }

  public MadeAudit layers(UnaryOperator<List<LayerInfo>> changed) {
    layers = changed;
    return this;
  }

  public MadeAudit channels(ChannelScores... scores) {
    channels = List.of(scores);
    return this;
  }

  public MadeAudit outputs(UnaryOperator<List<OutputResult>> changed) {
    outputs = changed;
    return this;
  }

  public MadeAudit plan(UnaryOperator<AuditResult.Plan> changed) {
    plan = changed;
    return this;
  }

  /** The result names no records. */
  public MadeAudit withoutRecords() {
    recordless = true;
    return this;
  }

  /** Gives one image another label. */
  public MadeAudit relabelled(int image) {
    wrongImage = image;
    return this;
  }

  /** Writes the records into the folder and names the result beside them. */
  public Measured in(Path folder, String name) {
    try {
      RecordLayout layout =
          new RecordLayout(
              "plan",
              images,
              probes.size(),
              FORMS,
              List.of(OutputForm.CLASSES, OutputForm.DENSE, OutputForm.EMBEDDING));
      Path records = folder.resolve(name + ".records.gz");
      MadeScores scores = new MadeScores(FORMS, probes.size());
      try (RecordsWriter writer = new RecordsWriter(Files.newOutputStream(records), layout)) {
        SplittableRandom random = new SplittableRandom(3);
        for (int image = 0; image < images; image++) {
          ImageRow row = new ImageRow(layout);
          fill(row, image, random);
          scores.accept(row);
          writer.write(row);
        }
      }
      RecordsFile named = new RecordsFile(name + ".records.gz", RecordsHash.of(records));
      AuditResult result = result(scores);
      return new Measured(
          recordless ? result : result.withRecords(named), folder.resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(ImageRow row, int image, SplittableRandom random) {
    for (int layer = 0; layer < FORMS.size(); layer++) {
      row.setDistances(layer, 0.5 + 0.2 * random.nextDouble(), 0.4 + 0.3 * random.nextDouble());
      for (int probe = 0; probe < probes.size(); probe++) {
        double added = loss.of(layer, probe, image);
        for (int sum = 0; sum < FORMS.get(layer).sums(); sum++) {
          boolean distance = sum >= LayerSum.DISTANCE.ordinal();
          double usual = distance ? 0.3 + 0.2 * random.nextDouble() : 0.1 * random.nextDouble();
          row.setSum(layer, probe, LayerSum.values()[sum], distance ? usual : usual + added);
        }
      }
    }
    int usual = image % CLASSES;
    // Every fifth image is wrong from the start.
    int label = image % 5 == 0 || image == wrongImage ? (usual + 1) % CLASSES : usual;
    row.setReference(0, top.of(-1, image, usual), label);
    for (int probe = 0; probe < probes.size(); probe++) {
      int probed = image % 8 == probe ? (usual + 3) % CLASSES : usual;
      row.setClass(
          0, probe, image % 3 != probe, top.of(probe, image, probed), 0.01 * probe, 0.02 * probe);
      row.setValues(
          1, probe, 0.8 + 0.1 * random.nextDouble() + agreement, 0.7 + 0.1 * random.nextDouble());
      row.setValues(2, probe, 0.8 + 0.1 * random.nextDouble() + agreement);
    }
  }

  private AuditResult result(MadeScores scores) {
    List<LayerScore> rows = new ArrayList<>();
    scores
        .layers()
        .forEach(
            row -> {
              List<Object> key = List.of(row.layer(), row.probe(), row.score());
              rows.add(
                  states.containsKey(key)
                      ? new LayerScore(row.layer(), row.probe(), row.score(), states.get(key))
                      : row);
            });
    List<ProbeScore> mask = scores.values(1, List.of("argmaxAgreement", "argmaxAgreementBalanced"));
    List<ProbeScore> vector = new ArrayList<>(scores.values(2, List.of("cosine")));
    rows.stream()
        .filter(row -> row.layer() == FC && row.score() == ScoreId.INVARIANCE)
        .forEach(row -> vector.add(new ProbeScore(row.probe(), "invariance", row.outcome())));
    List<OrbitScore> orbits = scores.orbits(probes);
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("gimbal", "test"),
        new AuditResult.Model("net.onnx", "", 1, "", 17, 9, 1, 1, List.of(), List.of()),
        plan.apply(plan()),
        new AuditResult.Environment("", "cpu", "", Optional.empty(), "", "fused", "", "", ""),
        layers.apply(infos()),
        List.of(),
        probes,
        rows,
        outputs.apply(
            List.of(
                new OutputResult("classes", "classes", "logits", CLASSES, scores.classes(), orbits),
                new OutputResult("mask", "dense", "logits", CLASSES, mask, List.of()),
                new OutputResult("fc", "embedding", "none", 0, vector, List.of()))),
        channels,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private AuditResult.Plan plan() {
    return new AuditResult.Plan(
        "gimbal audit net.onnx",
        "raw",
        "sidecar",
        "folder",
        false,
        images,
        true,
        7,
        "test",
        List.of("fill"),
        List.of(28, 28),
        false,
        "plan",
        "images",
        "probes",
        "preprocessing",
        Optional.empty());
  }

  private static List<LayerInfo> infos() {
    List<LayerInfo> infos = new ArrayList<>();
    for (int layer = 0; layer < NAMES.size(); layer++) {
      boolean map = FORMS.get(layer) == LayerForm.MAP;
      infos.add(
          layer(
              NAMES.get(layer),
              layer == 0 ? "Input" : map ? "Conv" : "Gemm",
              map ? List.of(1, 4, 8 - layer, 8) : List.of(1, CLASSES),
              map ? Optional.of(grid("1", "0")) : Optional.empty()));
    }
    return infos;
  }

  /** A layer of any shape. */
  public static LayerInfo layer(
      String name, String op, List<Integer> shape, Optional<LayerInfo.Grid> grid) {
    return new LayerInfo(
        name,
        op,
        grid.isPresent() ? "map" : "vector",
        shape,
        grid,
        "",
        "local",
        List.of(),
        Outcome.measured(1, 100),
        1);
  }

  /** A grid of equal axes. */
  public static LayerInfo.Grid grid(String jump, String start) {
    return new LayerInfo.Grid(
        List.of(jump, jump),
        List.of(start, start),
        List.of(start, start),
        List.of(jump, jump),
        List.of(3L, 3L),
        List.of());
  }
}
