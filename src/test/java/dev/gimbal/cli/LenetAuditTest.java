package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on the sample: arguments in, files out, and the numbers that theory asks. */
final class LenetAuditTest {
  private static final List<String> MAPS =
      List.of(
          "/relu1/Relu_output_0",
          "/pool1/MaxPool_output_0",
          "/relu2/Relu_output_0",
          "/pool2/MaxPool_output_0");

  @TempDir static Path folder;

  private static AuditResult result;
  private static ScoreTable scores;

  @BeforeAll
  static void audit() {
    assertThat(run("one", "--threads", "2")).isZero();
    result = ResultJson.read(folder.resolve("one.json"));
    scores = new ScoreTable(result.scores());
  }

  private static int run(String name, String... more) {
    String[] args = {
      "audit",
      "samples/lenet-shifted/lenet.onnx",
      "--max-images",
      "40",
      "--no-timings",
      "--quiet",
      "-o",
      "html=" + folder.resolve(name + ".html"),
      "-o",
      "json=" + folder.resolve(name + ".json")
    };
    PrintStream sink = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    List<String> all = new java.util.ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return Gimbal.run(all.toArray(String[]::new), sink, sink);
  }

  private static int layer(String name) {
    return IntStream.range(0, result.layers().size())
        .filter(i -> result.layers().get(i).name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int shift(int dx, int dy) {
    return IntStream.range(0, result.probes().size())
        .filter(i -> isShift(result.probes().get(i), dx, dy))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isShift(ProbeInfo probe, int dx, int dy) {
    return probe.dx().orElse(-99) == dx && probe.dy().orElse(-99) == dy;
  }

  private static double score(String layer, int probe, ScoreId score) {
    return scores.value(layer(layer), probe, score).orElseThrow();
  }

  private static double output(String score, int dx) {
    return result.outputs().get(0).perProbe().stream()
        .filter(row -> row.probe() == shift(dx, 0) && row.score().equals(score))
        .map(OutputResult.ProbeScore::outcome)
        .mapToDouble(outcome -> ((Outcome.Measured) outcome).value())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theResultObeysItsSchema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Files.readString(Path.of("docs/schema/result-1.1.schema.json")), InputFormat.JSON);
    String json = Files.readString(folder.resolve("one.json"));
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    String page = Files.readString(folder.resolve("one.html"));
    assertThat(page).startsWith("<!DOCTYPE html>").contains("lenet.onnx").endsWith("</html>\n");
  }

  @Test
  void anotherRunOnAnotherNumberOfThreadsWritesTheSameBytes() throws IOException {
    Files.createDirectory(folder.resolve("again"));
    assertThat(run("again/one", "--threads", "1")).isZero();
    for (String kind : List.of(".json", ".html", ".records.gz")) {
      assertThat(folder.resolve("again/one" + kind))
          .hasSameBinaryContentAs(folder.resolve("one" + kind));
    }
  }

  @Test
  void theAnswerHoldsUnderSmallShiftsAndFallsWithLargeOnes() {
    assertThat(output("consistency", 1)).isGreaterThan(0.9);
    assertThat(output("consistency", 2)).isBetween(0.7, 1.0);
    assertThat(output("consistency", 4)).isBetween(0.2, 0.65);
    assertThat(output("consistency", 8)).isLessThan(0.25);
    assertThat(output("accuracy", 1)).isGreaterThan(output("accuracy", 4) + 0.3);
    assertThat(output("accuracy", 4)).isGreaterThan(output("accuracy", 8));
  }

  @Test
  void aMapUnderAWholeStepMovesAndLosesNothingWhereItSawOnlyContent() {
    for (String map : MAPS) {
      for (int dx : new int[] {-8, -4, 4, 8}) {
        int probe = shift(dx, 0);
        assertThat(score(map, probe, ScoreId.LOSS_CLEAN))
            .as("%s dx=%d", map, dx)
            .isLessThanOrEqualTo(score(map, probe, ScoreId.NOISE_FLOOR));
        assertThat(score(map, probe, ScoreId.EQUIVARIANCE)).isBetween(0.98, 1.0);
      }
    }
  }

  @Test
  void aPooledMapLosesBetweenItsStepsAndHasNoEquivarianceThere() {
    int between = shift(2, 0);
    String pool = "/pool2/MaxPool_output_0";
    assertThat(score(pool, between, ScoreId.LOSS)).isGreaterThan(0.05);
    assertThat(score(pool, between, ScoreId.LOSS))
        .isGreaterThan(10 * score(pool, shift(4, 0), ScoreId.LOSS));
    assertThat(scores.outcome(layer(pool), between, ScoreId.EQUIVARIANCE).orElseThrow())
        .isInstanceOf(Outcome.NotApplicable.class);
    // The first pooling has period 2: the same shift fits its grid.
    assertThat(score("/pool1/MaxPool_output_0", between, ScoreId.EQUIVARIANCE)).isGreaterThan(0.98);
  }

  @Test
  void invarianceFallsWithTheShiftAndGrowsWithDepth() {
    for (String layer : List.of("image", "/pool2/MaxPool_output_0", "logits")) {
      assertThat(score(layer, shift(1, 0), ScoreId.INVARIANCE))
          .isGreaterThan(score(layer, shift(4, 0), ScoreId.INVARIANCE) + 0.3);
    }
    assertThat(score("image", shift(1, 0), ScoreId.INVARIANCE)).isBetween(0.5, 0.8);
    assertThat(score("logits", shift(1, 0), ScoreId.INVARIANCE)).isBetween(0.93, 0.99);
    assertThat(score("logits", shift(8, 0), ScoreId.INVARIANCE)).isLessThan(0.4);
  }

  @Test
  void theFindingsNameTheStepFromMapToVectorAndNoInstrumentError() {
    List<String> ids = result.findings().stream().map(Finding::id).toList();
    assertThat(ids).contains("consistency-large-moves", "map-to-vector");
    assertThat(ids).doesNotContain("instrument-error", "failed-layers", "degenerate-layers");
  }

  @Test
  void theFirstDenseLayerIsWherePositionsCount() {
    assertThat(result.collapses()).hasSize(1);
    CollapseTest test = result.collapses().get(0);
    assertThat(test.layer()).isEqualTo(layer("/relu3/Relu_output_0"));
    assertThat(test.maps().get(0).shape()).containsExactly(16, 5, 5);
    assertThat(test.shifts()).isEqualTo(24);
    // NumPy on all 100 images gives 0.782.
    assertThat(((Outcome.Measured) test.positionDependence()).value()).isBetween(0.7, 0.9);
    // So do the weights: 0.92116 by NumPy.
    assertThat(((Outcome.Measured) result.positionPanels().get(0).betweenPositions()).value())
        .isCloseTo(0.92116, within(1e-5));
    assertThat(result.findings())
        .filteredOn(finding -> finding.id().equals("position-dependence"))
        .singleElement()
        .satisfies(f -> assertThat(f.evidence()).contains("16×5×5", "between positions"));
  }
}
