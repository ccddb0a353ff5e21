package dev.gimbal.result;

import java.util.List;
import java.util.Optional;

/** A small result with every kind of row, for tests of what reads results. */
public final class SampleResult {
  /** Two grey pixels, black and white. */
  private static final Png PNG =
      new Png(
          1,
          2,
          "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg"
              + "+A8AAQIBAEK+vGgAAAAASUVORK5CYII=");

  private SampleResult() {}

  /** Checks of two fields: one seen whole, one that is contradicted. */
  static List<FieldCheck> fieldChecks(String contradiction) {
    return List.of(
        new FieldCheck(
            1,
            false,
            List.of(4, 4),
            List.of(List.of(2, 9), List.of(0, 7)),
            List.of(List.of(2, 9), List.of(0, 7)),
            56,
            "",
            Outcome.measured(0, 56)),
        new FieldCheck(
            2,
            true,
            List.of(0, 0),
            List.of(List.of(), List.of(0, 7)),
            List.of(List.of(), List.of(3, 3)),
            56,
            contradiction,
            Outcome.measured(2, 56)));
  }

  /** A result of three layers and two probes. */
  public static AuditResult complete() {
    String hostile = "layer\u0000\"</script>\uD800 ✓ 𝄞\n\u2028";
    return with(hostile, Optional.of(timings()))
        .withLayerTests(List.of(collapse(hostile), untested()), List.of(panel(hostile)), List.of())
        .withPictures(List.of(pair(hostile)))
        .withGate(gate(hostile));
  }

  private static CollapseTest collapse(String hostileName) {
    return new CollapseTest(
        1,
        List.of(new CollapseTest.RolledMap(hostileName, List.of(16, 5, 6))),
        29,
        Outcome.measured(0.4, 0.3, 0.5, 10),
        Outcome.measured(1e-8, 8));
  }

  private static CollapseTest untested() {
    Outcome reason = Outcome.notApplicable("its map has one cell");
    return new CollapseTest(2, List.of(), 0, reason, reason);
  }

  private static PositionPanel panel(String hostileName) {
    List<List<Double>> energy = List.of(List.of(0.5, 0.25), List.of(0.25, 0.0));
    return new PositionPanel(1, hostileName, 120, 16, 2, 2, Outcome.measured(0.7, 1920), 1, energy);
  }

  private static PicturePair pair(String hostileName) {
    return new PicturePair(
        9,
        hostileName,
        Optional.of(3),
        Optional.of(hostileName),
        1,
        PicturePair.Reason.LARGEST_CHANGE,
        PNG,
        PNG,
        List.of(
            new Answer(
                Optional.of(3),
                Optional.of(5),
                List.of(
                    new Answer.ClassShare(3, hostileName, 0.75, 0.25),
                    new Answer.ClassShare(5, "", 0.125, 0.5)),
                Optional.empty(),
                Optional.of(0.5))),
        List.of(
            new PicturePair.LayerMaps(1, 2, -0.5, 2, 1.25, PNG, PNG, Optional.of(PNG), PNG),
            new PicturePair.LayerMaps(2, 0, 0, 0, 0, PNG, PNG, Optional.empty(), PNG)));
  }

  private static GateResult gate(String hostile) {
    GateResult.Case violation =
        new GateResult.Case(
            Optional.of(1),
            Optional.empty(),
            Optional.of(0),
            Optional.empty(),
            Outcome.measured(0.5, 0.4, 0.6, 10),
            "min 0.90",
            "0.50",
            "the whole interval lies beyond min 0.90",
            Optional.empty(),
            Optional.of(0));
    GateResult.Case undecided =
        new GateResult.Case(
            Optional.empty(),
            Optional.of("y"),
            Optional.empty(),
            Optional.of("translation"),
            new Outcome.Failed(hostile),
            "",
            "",
            hostile,
            Optional.of(400L),
            Optional.empty());
    RuleOutcome rule =
        new RuleOutcome(
            "follow",
            "layers",
            "equivariance",
            "all probes",
            "error",
            Verdict.INCONCLUSIVE,
            "min 0.90",
            "bound",
            0.95,
            3,
            1,
            2,
            List.of(violation),
            List.of(undecided),
            List.of(new Covered(List.of("translation"), List.of(List.of(1, 1)), List.of("y"))),
            List.of(hostile));
    return new GateResult(
        hostile,
        "ab".repeat(32),
        Verdict.INCONCLUSIVE,
        List.of(rule),
        List.of(
            new GateResult.SuppressionState(
                "follow", List.of(hostile), hostile, hostile, "2027-01-31", "used", 1)),
        Optional.of(
            List.of(
                new EarlierFinding(
                    "follow", "translation", hostile, Optional.of("y"), 1, 0, hostile),
                new EarlierFinding(
                    "follow", "rotation", hostile, Optional.empty(), 0, 2, hostile))),
        List.of(hostile));
  }

  static AuditResult.Timings timings() {
    return new AuditResult.Timings(2, 0.1, 1.5, 1e-7, 3_000_000_000L);
  }

  static AuditResult with(String hostileName, Optional<AuditResult.Timings> timings) {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("gimbal", "0.1.0"),
        new AuditResult.Model(
            "m.onnx", "ab".repeat(32), 12, "", 17, 8, 3, 99, List.of(hostileName), List.of("y")),
        plan(),
        new AuditResult.Environment(
            "1.28.0", "CPU", "asked", Optional.empty(), "equal", "fused", "", "17", "linux"),
        List.of(
            layer("input", Outcome.measured(2.5, 1.5, 3.5, 10)),
            layer(hostileName, Outcome.measured(1.0 / 3, 10)),
            layer("dead", new Outcome.Degenerate("constant"))),
        List.of(new AuditResult.SkippedLayer(hostileName, "Loop", "opaque")),
        List.of(translation(1, 0), rotation(15.5)),
        List.of(
            new LayerScore(0, 0, ScoreId.INVARIANCE, Outcome.measured(0.1 + 0.2, -0.5, 0.9, 10)),
            new LayerScore(1, 0, ScoreId.EQUIVARIANCE, Outcome.notApplicable("off-grid")),
            new LayerScore(1, 1, ScoreId.LOSS, new Outcome.Failed("NaN in " + hostileName)),
            new LayerScore(2, 1, ScoreId.LOSS_CLEAN, new Outcome.Degenerate("dead")),
            new LayerScore(2, 1, ScoreId.NOISE_FLOOR, Outcome.measured(Double.MIN_VALUE, 10))),
        List.of(
            new OutputResult(
                "y",
                "classes",
                "logits",
                10,
                List.of(new OutputResult.ProbeScore(0, "consistency", Outcome.measured(0.9, 10))),
                List.of(
                    new OutputResult.OrbitScore(
                        "translation", "consistencyWorst", Outcome.measured(0.8, 10), "orbit")))),
        List.of(
            new ChannelScores(
                1,
                "translation",
                ScoreId.INVARIANCE,
                List.of(Outcome.measured(1, 10), new Outcome.Degenerate("dead")))),
        List.of(
            new PhaseProfile(1, "x", List.of(new PhaseProfile.Point(-1, false, 0.3, 0.1, 1.9)))),
        List.of(
            new Finding("a", "high", hostileName, "e", "", Optional.of(1), List.of(0, 1)),
            new Finding("b", "info", "t", "e", "r", Optional.empty(), List.of())),
        List.of("a warning about " + hostileName),
        timings);
  }

  private static AuditResult.Plan plan() {
    return new AuditResult.Plan(
        "gimbal audit m.onnx",
        "28×28",
        "guess",
        "drawn",
        true,
        10,
        false,
        -7,
        "quick",
        List.of("translation: fill ring"),
        List.of(28, 28),
        true,
        "p",
        "i",
        "r",
        "q",
        Optional.empty());
  }

  private static LayerInfo layer(String name, Outcome scale) {
    LayerInfo.Grid grid =
        new LayerInfo.Grid(
            List.of("1/2", "2"),
            List.of("0", "0"),
            List.of("0", "1/4"),
            List.of("2", "2"),
            List.of(8L, 8L),
            List.of(List.of(1, 6), List.of()));
    return new LayerInfo(
        name,
        "Conv",
        "map",
        List.of(1, 4, 8, 8),
        Optional.of(grid),
        "",
        "local",
        List.of(),
        scale,
        3);
  }

  private static ProbeInfo translation(int dx, int dy) {
    return new ProbeInfo(
        "translation dx=" + dx + " dy=" + dy + " px",
        "translation",
        Optional.of(dx),
        Optional.of(dy),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "fill");
  }

  private static ProbeInfo rotation(double degrees) {
    return new ProbeInfo(
        "rotation " + degrees + "°",
        "rotation",
        Optional.empty(),
        Optional.empty(),
        Optional.of(degrees),
        Optional.empty(),
        Optional.empty(),
        "fill");
  }
}
