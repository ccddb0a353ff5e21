package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Audits of the 100 images of a sample that end when their policy is decided. */
class DecideTest {
  private static final Path SAMPLE = Path.of("samples/lenet-shifted");
  private static final String PROBES =
      "version: 1\nprobes:\n  - {family: translation, dx: [1, 2, 7], dy: [0]}\n";
  private static final String SMALL = "probes: {family: translation, max: 1px}";
  private static final String LARGE = "probes: {family: translation, min: 7px}";

  private static final int CLASSES = 10;

  @TempDir static Path folder;
  private static JsonNode full;

  @BeforeAll
  static void everyImage() throws IOException {
    Files.writeString(folder.resolve("probes.yaml"), PROBES);
    audit("full", "").measured();
    full = json("full");
  }

  private static CliRun audit(String name, String rules, Object... more) throws IOException {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "audit",
                SAMPLE.resolve("lenet.onnx"),
                "--provider",
                "cpu",
                "--no-timings",
                "--no-images",
                "--probes",
                folder.resolve("probes.yaml"),
                "-o",
                "json=" + file(name)));
    if (!rules.isEmpty()) {
      Path policy = folder.resolve("policy.yaml");
      Files.writeString(policy, "version: 1\nrules:\n" + rules);
      args.addAll(List.of("--policy", policy));
    }
    args.addAll(List.of(more));
    return CliRun.of(args.toArray());
  }

  private static Path file(String name) {
    return folder.resolve(name + ".json");
  }

  private static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file(name)));
  }

  private static String rule(String id, String probes, String limit) {
    return "  - {id: %s, on: outputs, %s, score: consistency, %s}\n".formatted(id, probes, limit);
  }

  /** Consistency of the full audit, and how many images agree. */
  private static double consistency(int probe) {
    for (JsonNode row : full.get("outputs").get(0).get("perProbe")) {
      if (row.get("probe").asInt() == probe && row.get("score").asString().equals("consistency")) {
        return row.get("value").asDouble();
      }
    }
    throw new AssertionError("no consistency");
  }

  private static final String FOLLOW =
      "  - {id: follow, on: layers, layers: ['op:Conv'], probes: {family: translation, max: 2px},"
          + " score: equivariance, min: 0.5}\n";

  @ParameterizedTest
  @CsvSource({"PASS, 0", "FAIL, 1"})
  void aClearPolicyStopsEarlyWithTheVerdictOfAllImages(String verdict, int code)
      throws IOException {
    double large = consistency(2);
    assertThat(large).isLessThan(0.6);
    String rules =
        verdict.equals("PASS")
            ? rule("small", SMALL, "min: 0.40") + FOLLOW
            : rule("large", LARGE, "min: 0.95") + FOLLOW;
    CliRun all = audit("all", rules);
    CliRun early = audit("early", rules, "--decide");
    assertThat(all.code()).as(all.err()).isEqualTo(code);
    assertThat(early.code()).as(early.err()).isEqualTo(code);
    JsonNode result = json("early");
    assertThat(result.get("gate").get("verdict").asString()).isEqualTo(verdict);
    JsonNode plan = result.get("plan");
    int images = plan.get("images").asInt();
    assertThat(images).isBetween(40, 70);
    JsonNode stopping = plan.get("earlyStopping");
    assertThat(stopping.get("plannedImages").asInt()).isEqualTo(100);
    assertThat(stopping.get("looks").asInt()).isBetween(2, 7);
    assertThat(stopping.get("method").asString()).isEqualTo("confidence sequences");
    assertThat(plan.get("command").asString()).endsWith("policy.yaml --decide");
    assertThat(early.out())
        .contains("MEASURED lenet.onnx (" + images + " of 100 planned images")
        .contains("Measuring stopped after " + images + " of 100 planned images");
    for (JsonNode row : result.get("scores")) {
      String score = row.get("score").asString();
      if (row.has("n") && score.equals("invariance")) {
        assertThat(row.get("n").asInt()).isEqualTo(images);
      }
    }
    // The same policy, held against the result that was stopped, gives the same answer.
    CliRun again = CliRun.of("check", file("early"), "--policy", folder.resolve("policy.yaml"));
    assertThat(again.code()).isEqualTo(code);
    assertThat(again.out().lines().findFirst()).isEqualTo(early.out().lines().findFirst());
  }

  @Test
  void anUnclearPolicyUsesAllImagesAndMeasuresTheSame() throws IOException {
    String near = "min: " + (Math.round(consistency(0) * 100) - 1) / 100.0;
    CliRun run = audit("unclear", rule("small", SMALL, near), "--decide");
    assertThat(run.code()).as(run.err()).isEqualTo(4);
    JsonNode result = json("unclear");
    assertThat(result.get("plan").get("images").asInt()).isEqualTo(100);
    assertThat(result.get("plan").get("earlyStopping").get("looks").asInt()).isEqualTo(11);
    assertThat(result.get("scores")).isEqualTo(full.get("scores"));
    assertThat(result.get("outputs")).isEqualTo(full.get("outputs"));
    assertThat(Files.readAllBytes(folder.resolve("unclear.records.gz")))
        .isEqualTo(Files.readAllBytes(folder.resolve("full.records.gz")));
    assertThat(run.out()).doesNotContain("Measuring stopped").contains("(100 images");
  }

  @Test
  void threadsDoNotDecideWhereItStops() throws IOException {
    String rules = rule("small", SMALL, "min: 0.40") + FOLLOW;
    List<String> results = new ArrayList<>();
    List<byte[]> records = new ArrayList<>();
    for (int threads : new int[] {1, 2, 4}) {
      audit("threads", rules, "--decide", "--threads", threads).measured();
      results.add(Files.readString(file("threads")));
      records.add(Files.readAllBytes(folder.resolve("threads.records.gz")));
    }
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(records.get(1)).isEqualTo(records.get(0));
    assertThat(records.get(2)).isEqualTo(records.get(0));
  }

  /** The prefix of a larger plan and the same images alone: equal but for the larger plan's D. */
  @Test
  void aStoppedAuditScoresItsImagesLikeAnAuditOfThemAlone() throws IOException {
    audit("early", rule("small", SMALL, "min: 0.40"), "--decide").measured();
    JsonNode early = json("early");
    int images = early.get("plan").get("images").asInt();
    audit("alone", "", "--max-images", images).measured();
    JsonNode alone = json("alone");
    JsonNode mine = early.get("outputs").get(0).get("perProbe");
    assertThat(mine).isEqualTo(alone.get("outputs").get(0).get("perProbe"));
    for (int i = 0; i < early.get("scores").size(); i++) {
      JsonNode row = early.get("scores").get(i);
      if (row.get("score").asString().equals("invariance") && row.has("value")) {
        double other = alone.get("scores").get(i).get("value").asDouble();
        assertThat(row.get("value").asDouble()).isCloseTo(other, within(0.03));
      }
    }
  }

  @Test
  void rulesThatNeedAllImagesSaySoAndAreAnsweredAsEver() throws IOException {
    String point = rule("exact", SMALL, "min: 0.40, compare: point");
    CliRun run = audit("point", point, "--decide");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .containsOnlyOnce("gimbal: --decide can save nothing here: exact needs all images.");
    JsonNode plan = json("point").get("plan");
    assertThat(plan.has("earlyStopping")).isFalse();
    assertThat(plan.get("images").asInt()).isEqualTo(100);
    CliRun quiet = audit("point", point, "--decide", "--quiet");
    assertThat(quiet.err()).isEmpty();
  }

  @Test
  void aPolicyThatDoesNotFitIsReportedAfterAllImages() throws IOException {
    String misfit = FOLLOW.replace("['op:Conv']", "['/none/*']");
    CliRun run = audit("misfit", misfit, "--decide");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("/none/* matches none");
    assertThat(json("misfit").get("plan").get("images").asInt()).isEqualTo(100);
  }

  private static Path baselinePolicy(String maxDrop) throws IOException {
    return Files.writeString(
        folder.resolve("baseline-" + maxDrop + ".yaml"),
        "version: 1\nbaseline: {path: full.json, max-drop: " + maxDrop + "}\n");
  }

  private static CliRun against(String name, Path model, Path policy, Object... more)
      throws IOException {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "audit",
                model,
                "--provider",
                "cpu",
                "--no-timings",
                "--no-images",
                "--probes",
                folder.resolve("probes.yaml"),
                "--policy",
                policy,
                "-o",
                "json=" + file(name)));
    args.addAll(List.of(more));
    return CliRun.of(args.toArray());
  }

  /** The same network, compared on the first images of the baseline. */
  @Test
  void aBaselineIsComparedOnTheImagesThatWereMeasured() throws IOException {
    Path policy = baselinePolicy("0.30");
    CliRun run = against("same", SAMPLE.resolve("lenet.onnx"), policy, "--decide");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    int images = json("same").get("plan").get("images").asInt();
    assertThat(images).isBetween(40, 70);
    assertThat(run.out()).contains("100 images, paired; the first " + images + " here.");
    CliRun check = CliRun.of("check", file("same"), "--policy", policy);
    assertThat(check.out().lines().findFirst()).isEqualTo(run.out().lines().findFirst());
    assertThat(check.code()).isZero();
    // What differs by nothing so far may still differ: a small limit needs all images.
    CliRun strict =
        against("strict", SAMPLE.resolve("lenet.onnx"), baselinePolicy("0.01"), "--decide");
    assertThat(strict.code()).as(strict.out()).isZero();
    assertThat(json("strict").get("plan").get("images").asInt()).isEqualTo(100);
    assertThat(CliRun.of("diff", file("same"), file("same")).code()).isZero();
    CliRun diff = CliRun.of("diff", file("full"), file("same"));
    assertThat(diff.code()).isEqualTo(5);
    assertThat(diff.err()).contains("the number of images (100 and " + images + ")");
  }

  @Test
  void aNetworkThatLostItsAccuracyFailsAfterTheFirstImages() throws IOException {
    Path broken = folder.resolve("broken.onnx");
    Files.write(broken, misnumbered());
    Files.copy(SAMPLE.resolve("lenet.gimbal.yaml"), folder.resolve("broken.gimbal.yaml"));
    List<Object> images =
        List.of("--images", SAMPLE.resolve("images"), "--labels", SAMPLE.resolve("labels.csv"));
    CliRun run = against("broken", broken, baselinePolicy("0.30"), with(images, "--decide"));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(json("broken").get("plan").get("images").asInt()).as(run.out()).isBetween(30, 70);
    CliRun all = against("whole", broken, baselinePolicy("0.30"), with(images));
    assertThat(all.code()).isEqualTo(1);
  }

  /** The sample network with each class's answer under the next class's number. */
  private static byte[] misnumbered() throws IOException {
    ModelProto.Builder copy =
        ModelProto.parseFrom(Files.readAllBytes(SAMPLE.resolve("lenet.onnx"))).toBuilder();
    int moved = 0;
    for (TensorProto.Builder tensor : copy.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getDims(0) == CLASSES) {
        ByteString data = tensor.getRawData();
        int row = data.size() / CLASSES;
        tensor.setRawData(data.substring(row).concat(data.substring(0, row)));
        moved++;
      }
    }
    assertThat(moved).isEqualTo(2);
    return copy.build().toByteArray();
  }

  private static Object[] with(List<Object> some, Object... more) {
    List<Object> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void withoutAPolicyThereIsNothingToDecide() throws IOException {
    CliRun run = CliRun.of("audit", SAMPLE.resolve("lenet.onnx"), "--decide");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--decide without --policy has nothing to decide.");
    CliRun check = CliRun.of("check", file("full"), "--policy", "recommended", "--decide");
    assertThat(check.code()).isEqualTo(2);
  }
}
