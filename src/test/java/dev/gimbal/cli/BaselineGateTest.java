package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.onnx.ModelProto;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Twins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small network against itself and against copies with one thing changed each. */
class BaselineGateTest {
  private static final Path SAMPLE = Path.of("samples/lenet-shifted");
  private static final int SECOND = 2;
  private static final String PROBES =
      """
      version: 1
      probes:
        - family: translation
          dx: [-2, -1, 0, 1, 2]
          dy: [-1, 0, 1]
        - family: rotation
          degrees: [-10, 10]
      """;

  @TempDir static Path folder;

  /** The tensor after the second convolution, which all changes are made to. */
  private static String changedLayer = "";

  @BeforeAll
  static void audit() throws IOException {
    Files.createDirectory(folder.resolve("images"));
    try (Stream<Path> images = Files.list(SAMPLE.resolve("images"))) {
      for (Path image : images.toList()) {
        Files.copy(image, folder.resolve("images").resolve(image.getFileName()));
      }
    }
    Files.copy(SAMPLE.resolve("labels.csv"), folder.resolve("labels.csv"));
    // A preset follows the network's strides, and a changed stride would change the probes.
    Files.writeString(folder.resolve("probes.yaml"), PROBES);
    model("base", network(1, 1));
    model("again", network(1, 1));
    model("unpadded", network(0, 1));
    model("strided", network(1, 2));
    model("zeroed", Twins.zeroed(network(1, 1), SECOND, 3));
    model("rough", Twins.weights(network(1, 1), SECOND, (out, v) -> v * (out % 2 == 0 ? 1 : -6)));
    model("renamed", Twins.renamed(network(1, 1)));
    ModelProto lenet = Twins.read(SAMPLE.resolve("lenet.onnx"));
    model("lenet", lenet);
    model("noisy", Twins.noisy(lenet, SECOND, 0.4));
    run("baseline", "write", file("base"), "-o", folder.resolve("kept.json")).measured();
  }

  private static ModelProto network(long pad, long stride) {
    NetworkBuilder builder = new NetworkBuilder(7);
    String map = builder.input("image", -1, 1, 28, 28);
    long channels = 1;
    for (int depth = 1; depth <= 3; depth++) {
      long here = depth == SECOND ? pad : 1;
      long step = depth == SECOND ? stride : 1;
      String conv =
          builder.node(
              "Conv",
              List.of(map, builder.weights(8, channels, 3, 3)),
              NetworkBuilder.ints("pads", here, here, here, here),
              NetworkBuilder.ints("strides", step, step));
      map = builder.node("Relu", List.of(conv));
      if (depth == SECOND) {
        changedLayer = map;
      }
      channels = 8;
    }
    String pooled = builder.node("GlobalAveragePool", List.of(map));
    String flat = builder.node("Flatten", List.of(pooled));
    builder.node("MatMul", List.of(flat, builder.weights(8, 10)), List.of("logits"));
    return builder.output("logits").model();
  }

  private static void model(String name, ModelProto model) throws IOException {
    Files.write(folder.resolve(name + ".onnx"), model.toByteArray());
    Files.copy(SAMPLE.resolve("lenet.gimbal.yaml"), folder.resolve(name + ".gimbal.yaml"));
    audit(name, "-o", "json=" + file(name)).measured();
  }

  private static CliRun audit(String model, Object... more) {
    List<Object> args = new ArrayList<>(List.of("audit", folder.resolve(model + ".onnx")));
    args.addAll(
        List.of(
            "--provider",
            "cpu",
            "--quiet",
            "--no-timings",
            "--probes",
            folder.resolve("probes.yaml")));
    args.addAll(List.of(more));
    if (!args.contains("--max-images")) {
      args.addAll(List.of("--max-images", "30"));
    }
    return CliRun.of(args.toArray());
  }

  private static CliRun run(Object... args) {
    return CliRun.of(args);
  }

  private static Path file(String result) {
    return folder.resolve(result + ".json");
  }

  private static JsonNode check(String after, String baseline, int code) {
    CliRun run = run("check", file(after), "--baseline", file(baseline), "-o", "json=-");
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    return JsonMapper.shared().readTree(run.out());
  }

  private static JsonNode rule(JsonNode result, String id) {
    for (JsonNode rule : result.get("gate").get("rules")) {
      if (rule.get("id").asString().equals("baseline:" + id)) {
        return rule;
      }
    }
    throw new AssertionError("no rule " + id);
  }

  /** The layer of the first violation of the first rule that failed. */
  private static String firstNamed(JsonNode result) {
    for (JsonNode rule : result.get("gate").get("rules")) {
      if (rule.get("verdict").asString().equals("FAIL")) {
        int layer = rule.get("violations").get(0).get("layer").asInt();
        return result.get("layers").get(layer).get("name").asString();
      }
    }
    throw new AssertionError("nothing failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "renamed"})
  void theSameNetworkPassesEvenWhereNoDropIsAllowed(String other) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("zero.yaml"), "version: 1\nbaseline: {path: kept.json, max-drop: 0}\n");
    CliRun run = run("check", file(other), "--policy", policy, "-o", "json=-").measured();
    JsonNode gate = JsonMapper.shared().readTree(run.out()).get("gate");
    assertThat(gate.get("verdict").asString()).isEqualTo("PASS");
    assertThat(rule(JsonMapper.shared().readTree(run.out()), "equivariance").get("passed").asInt())
        .isEqualTo(3);
    assertThat(run.err()).contains("Every image is exactly as in the baseline");
    assertThat(run.err().contains("matched by structure")).isEqualTo(other.equals("renamed"));
  }

  @ParameterizedTest
  @CsvSource({"unpadded, changed-layers", "strided, changed-layers", "zeroed, channels"})
  void whatWasChangedIsNamedFirst(String changed, String rule) {
    JsonNode result = check(changed, "kept", ExitCode.GATE_FAILED);
    assertThat(firstNamed(result)).isEqualTo(changedLayer);
    assertThat(rule(result, rule).get("verdict").asString()).isEqualTo("FAIL");
  }

  @Test
  void aDeadChannelIsCountedAndTheReverseIsNoViolation() {
    assertThat(
            rule(check("zeroed", "kept", 1), "channels")
                .get("violations")
                .get(0)
                .get("reason")
                .asString())
        .contains("1 of 8 channels")
        .contains("channel 3");
    CliRun back = run("check", file("base"), "--baseline", file("zeroed"), "-o", "json=-");
    assertThat(rule(JsonMapper.shared().readTree(back.out()), "channels").get("violations"))
        .isEmpty();
  }

  /** Means and single scores that fell are found; what comes before the change has not moved. */
  @Test
  void aDropFailsWithItsIntervalAndTheLayersBeforeItDoNot() {
    JsonNode result = check("noisy", "lenet", ExitCode.GATE_FAILED);
    int changed = 0;
    for (JsonNode rule : result.get("gate").get("rules")) {
      for (JsonNode found : rule.get("violations")) {
        if (found.get("found").has("value")) {
          changed++;
          double drop = found.get("found").get("value").asDouble();
          double lo = found.get("found").get("lo").asDouble();
          assertThat(drop).isGreaterThanOrEqualTo(lo);
          assertThat(lo).isGreaterThan(0.01);
          assertThat(found.get("found").get("n").asInt()).isLessThanOrEqualTo(30);
        }
        if (found.has("layer")) {
          assertThat(found.get("layer").asInt()).isGreaterThan(2);
        }
      }
    }
    assertThat(changed).isPositive();
  }

  /** The same findings in the baseline are unchanged, in the log and in the result. */
  @Test
  void findingsThatTheBaselineHadAreTold() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("steep.yaml"),
            "version: 1\nrules:\n  - {id: steep, on: layers, score: invariance, min: 0.999}\n");
    Path log = folder.resolve("steep.sarif");
    CliRun run =
        run(
            "check",
            file("again"),
            "--policy",
            policy,
            "--baseline",
            file("kept"),
            "-o",
            "sarif=" + log,
            "-o",
            "json=-");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.GATE_FAILED);
    List<String> states = new ArrayList<>();
    JsonMapper.shared()
        .readTree(log)
        .at("/runs/0/results")
        .forEach(one -> states.add(one.get("baselineState").asString()));
    JsonNode earlier = JsonMapper.shared().readTree(run.out()).at("/gate/inBaseline");
    assertThat(states).isNotEmpty().containsOnly("unchanged").hasSize(earlier.size());
  }

  @Test
  void whatTheSampleCannotTellIsInconclusive() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("wide.yaml"),
            "version: 1\nbaseline: {path: kept.json, max-drop: 0.3}\nsuppressions:\n"
                + "  - {rule: baseline, layers: [\"t*\"], reason: r, owner: o, expires: 2999-01-01}\n");
    CliRun run = run("check", file("rough"), "--policy", policy);
    assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(run.out()).contains("INCONCLUSIVE").contains("images would decide");
  }

  @Test
  void theAuditSaysWhatTheCheckSays() {
    Path target = folder.resolve("audited.json");
    CliRun run = audit("zeroed", "--baseline", file("kept"), "-o", "json=" + target);
    assertThat(run.code()).isEqualTo(ExitCode.GATE_FAILED);
    JsonNode gate = JsonMapper.shared().readTree(target).get("gate");
    assertThat(gate.get("rules")).isEqualTo(check("zeroed", "kept", 1).get("gate").get("rules"));
    CliRun recordless =
        audit(
            "again",
            "--no-records",
            "--baseline",
            file("kept"),
            "-o",
            "json=" + file("recordless"));
    assertThat(recordless.code()).as(recordless.err()).isZero();
    assertThat(folder.resolve("recordless.records.gz")).doesNotExist();
    run("check", file("recordless"), "--baseline", file("kept"))
        .refusedWith(ExitCode.INPUT, "names no records");
  }

  @Test
  void aBaselineThatCannotBeComparedHasItsOwnExitCode() throws IOException {
    run("check", file("again"), "--baseline", folder.resolve("none.json"))
        .refusedWith(ExitCode.BASELINE, "does not exist");
    audit("again", "--max-images", "20", "-o", "json=" + file("fewer")).measured();
    run("check", file("fewer"), "--baseline", file("kept"))
        .refusedWith(ExitCode.BASELINE, "the number of images (30 and 20)");
    String text = Files.readString(file("kept"));
    Files.writeString(file("cut"), text.substring(0, text.length() / 2));
    run("check", file("again"), "--baseline", file("cut"))
        .refusedWith(ExitCode.BASELINE, "The baseline cannot be used");
    Files.writeString(file("alone"), text.replace("kept.records.gz", "alone.records.gz"));
    run("check", file("again"), "--baseline", file("alone"))
        .refusedWith(ExitCode.BASELINE, "alone.records.gz");
    Files.writeString(folder.resolve("alone.records.gz"), "damaged");
    run("baseline", "show", file("alone")).refusedWith(ExitCode.BASELINE, "alone.records.gz");
  }

  /** An hour of measuring would be lost otherwise. */
  @Test
  void anAuditAgainstABaselineOfAnotherPlanEndsBeforeItMeasures() {
    audit("again", "--max-images", "20", "--baseline", file("kept"), "-o", "json=" + file("never"))
        .refusedWith(ExitCode.BASELINE, "the number of images (30 and 20)");
    assertThat(file("never")).doesNotExist();
    assertThat(folder.resolve("never.records.gz")).doesNotExist();
  }

  /** Hole: a copy that names records which are not there cannot be a baseline any more. */
  @Test
  void aResultThatIsWrittenElsewhereTakesItsRecordsAlong() throws IOException {
    Path place = Files.createDirectory(folder.resolve("elsewhere"));
    Path copy = place.resolve("copy.json");
    run("check", file("again"), "--baseline", file("kept"), "-o", "json=" + copy).measured();
    assertThat(place.resolve("copy.records.gz"))
        .hasSameBinaryContentAs(folder.resolve("again.records.gz"));
    assertThat(run("baseline", "show", copy).measured().out()).contains("copy.records.gz");
    run("check", file("base"), "--baseline", copy).measured();

    Path beside = folder.resolve("beside.json");
    run("check", file("again"), "--baseline", file("kept"), "-o", "json=" + beside).measured();
    assertThat(folder.resolve("beside.records.gz")).doesNotExist();
    assertThat(run("baseline", "show", beside).measured().out()).contains("again.records.gz");

    String out =
        run("check", file("again"), "--baseline", file("kept"), "-o", "json=-").measured().out();
    assertThat(JsonMapper.shared().readTree(out).has("records")).isFalse();
  }

  @Test
  void withoutItsRecordsNothingIsWrittenElsewhere() throws IOException {
    Path from = Files.createDirectory(folder.resolve("moved"));
    Path to = Files.createDirectory(folder.resolve("target"));
    Path alone = Files.copy(file("again"), from.resolve("alone.json"));
    run("check", alone, "--policy", "recommended", "-o", "json=" + to.resolve("x.json"))
        .refusedWith(ExitCode.INPUT, "again.records.gz", "not beside it", "Put again.records.gz");
    run("baseline", "show", alone)
        .refusedWith(ExitCode.BASELINE, "not beside it", "Put again.records.gz");
    for (String hostile : List.of("../again.records.gz", "/etc/passwd", "a/b")) {
      Files.writeString(
          alone, Files.readString(file("again")).replace("again.records.gz", hostile));
      run("check", alone, "--policy", "recommended", "-o", "json=" + to.resolve("x.json"))
          .refusedWith(ExitCode.INPUT, "records are no file in the result's folder");
    }
    assertThat(to).isEmptyDirectory();
  }

  /** Records look like products of Gimbal, and are inputs all the same. */
  @Test
  void noOutputReplacesRecordsThatAreRead() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("kept.records.gz"));
    Path kept = folder.resolve("kept.records.gz");
    run("check", file("kept"), "--policy", "recommended", "-o", "sarif=" + kept)
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    run("diff", file("again"), file("kept"), "-o", "json=" + kept)
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    run("check", file("again"), "--baseline", file("kept"), "-o", "json=" + kept)
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    audit("again", "--baseline", file("kept"), "-o", "json=" + folder.resolve("kept"))
        .refusedWith(ExitCode.ARGUMENTS, "kept.records.gz is an input of this run");
    assertThat(kept).hasBinaryContent(before);
  }

  @Test
  void baselinesAreWrittenWholeAndShown() {
    assertThat(folder.resolve("kept.records.gz")).exists();
    assertThat(run("baseline", "show", file("kept")).measured().out())
        .contains("base.onnx")
        .contains("30 of");
    run("baseline", "write", file("base"), "-o", file("base"))
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    run("baseline", "write", file("base"), "-o", "/dev/null")
        .refusedWith(ExitCode.ARGUMENTS, "is no file");
    assertThat(Path.of("/dev/null.records.gz")).doesNotExist();
    run("baseline", "shwo", file("base")).refusedWith(ExitCode.ARGUMENTS, "needs write or show");
  }
}
