package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.gate.MadeResult;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.Verdict;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String RULE =
      "version: 1\nrules:\n  - {id: follow, on: layers, score: equivariance, min: 0.90%s}\n";

  @TempDir Path folder;
  private Path good;
  private Path bad;
  private Path unsure;

  @BeforeEach
  void results() throws IOException {
    good = result("good.json", 0.97, 0.96, 0.98);
    bad = result("bad.json", 0.5, 0.4, 0.6);
    unsure = result("unsure.json", 0.9, 0.8, 0.95);
  }

  private Path result(String name, double value, double lo, double hi) throws IOException {
    AuditResult result =
        MadeResult.small()
            .score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(value, lo, hi, 100))
            .build();
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      ResultJson.write(result, out);
    }
    return file;
  }

  private Path policy(String more) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), RULE.formatted(more));
  }

  private int code(Path result, String more, String... options) throws IOException {
    return run(result, more, options).code();
  }

  private CliRun run(Path result, String more, String... options) throws IOException {
    String[] args = new String[options.length + 4];
    args[0] = "check";
    args[1] = result.toString();
    args[2] = "--policy";
    args[3] = policy(more).toString();
    System.arraycopy(options, 0, args, 4, options.length);
    return CliRun.of(args);
  }

  @Test
  void everyVerdictHasItsOwnExitCode() throws IOException {
    assertThat(code(good, "")).isEqualTo(0);
    assertThat(code(bad, "")).isEqualTo(1);
    assertThat(code(unsure, "")).isEqualTo(4);
    assertThat(code(bad, ", level: warn")).isEqualTo(0);
    assertThat(code(bad, ", level: warn", "--fail-on", "warn")).isEqualTo(1);
    assertThat(code(unsure, ", level: warn", "--fail-on", "warn")).isEqualTo(4);
    assertThat(code(good, ", level: warn", "--fail-on", "warn")).isEqualTo(0);
  }

  /** Holes: bad arguments exit 0, and findings share a code with errors. */
  @Test
  void mistakesNeverLookLikeVerdicts() throws IOException {
    String file = policy("").toString();
    assertThat(CliRun.of("check", good.toString()).code()).isEqualTo(2);
    assertThat(CliRun.of("check", "--policy", file).code()).isEqualTo(2);
    assertThat(code(good, "", "--fail-on", "everything")).isEqualTo(2);
    assertThat(code(good, "", "--exit-zro")).isEqualTo(2);
    assertThat(code(good, "", "-o", "pdf=x")).isEqualTo(2);
    assertThat(code(good, ", mni: 1")).isEqualTo(2);
    assertThat(code(good, ", layers: /none/*")).isEqualTo(2);
    assertThat(CliRun.of("check", good.toString(), "--policy", "none.yaml").code()).isEqualTo(2);
    assertThat(CliRun.of("check", "none.json", "--policy", file).code()).isEqualTo(3);
    Path cut = folder.resolve("cut.json");
    Files.writeString(cut, Files.readString(good).substring(0, 400));
    assertThat(CliRun.of("check", cut.toString(), "--policy", file).code()).isEqualTo(3);
  }

  @Test
  void exitZeroHidesVerdictsButNotMistakes() throws IOException {
    assertThat(code(bad, "", "--exit-zero")).isEqualTo(0);
    assertThat(run(bad, "", "--exit-zero").out()).startsWith("FAIL net.onnx");
    assertThat(code(unsure, "", "--exit-zero")).isEqualTo(0);
    assertThat(code(bad, ", mni: 1", "--exit-zero")).isEqualTo(2);
    assertThat(
            CliRun.of("check", "none.json", "--policy", policy("").toString(), "--exit-zero")
                .code())
        .isEqualTo(3);
  }

  @Test
  void theSummaryNamesTheWorstAndCountsTheRest() throws IOException {
    CliRun run = run(bad, "");
    assertThat(run.out())
        .contains("FAIL net.onnx under policy.yaml (1 rule, 1 FAIL)")
        .contains("follow: equivariance of layers, all probes, min 0.90: 5 of 6 passed")
        .contains("violated /conv2/Relu, translation 0 2 0.0: 0.50 [0.4000, 0.6000], n 100");
    assertThat(run(unsure, "").out()).contains("no number").doesNotContain("would decide");
  }

  @Test
  void theOutputsHoldTheVerdict() throws IOException {
    Path json = folder.resolve("gated.json");
    Path html = folder.resolve("gated.html");
    assertThat(code(bad, "", "-o", "json=" + json, "-o", "html=" + html)).isEqualTo(1);
    AuditResult read = ResultJson.read(json);
    assertThat(read.gate().orElseThrow().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(read.scores()).isEqualTo(ResultJson.read(bad).scores());
    // A gated result is held against a policy anew.
    assertThat(CliRun.of("check", json.toString(), "--policy", policy("").toString()).code())
        .isEqualTo(1);
    assertThat(Files.readString(html)).contains("follow");
  }

  @Test
  void theResultAndThePolicyAreNeverOverwritten() throws IOException {
    String before = Files.readString(bad);
    assertThat(code(bad, "", "-o", "json=" + bad)).isEqualTo(2);
    assertThat(code(bad, "", "-o", "json=" + folder.resolve("policy.yaml"))).isEqualTo(2);
    assertThat(code(bad, "", "-o", "json=" + folder.resolve("no/folder.json"))).isEqualTo(2);
    assertThat(code(bad, "", "-o", "json=x.json", "-o", "html=x.json")).isEqualTo(2);
    assertThat(Files.readString(bad)).isEqualTo(before);
  }

  @Test
  void policiesAreStartedCheckedAndDescribed() throws IOException {
    Path draft = folder.resolve("draft.yaml");
    assertThat(CliRun.of("policy", "init", draft.toString(), "--extends", "strict").code())
        .isEqualTo(0);
    assertThat(CliRun.of("policy", "init", draft.toString()).code()).isEqualTo(2);
    CliRun valid = CliRun.of("policy", "validate", draft.toString());
    assertThat(valid.code()).isEqualTo(0);
    assertThat(valid.out()).contains("draft.yaml is valid: 7 rules");
    assertThat(CliRun.of("policy", "validate", bad.toString()).code()).isEqualTo(2);
    assertThat(CliRun.of("policy", "schema").out()).startsWith("{").contains("max-drop");
    for (String[] wrong :
        new String[][] {
          {"policy"},
          {"policy", "innit"},
          {"policy", "validate"},
          {"policy", "schema", "x"},
          {"policy", "init", "a", "b"},
          {"policy", "init", "a", "--extends", "strictest"},
          {"policy", "schema", "--extends", "strict"}
        }) {
      assertThat(CliRun.of(wrong).code()).isEqualTo(2);
    }
  }

  private Path network() {
    NetworkBuilder net = new NetworkBuilder(3);
    String map = net.convolution(net.input("image", 1, 1, 28, 28), net.weights(4, 1, 5, 5));
    String pooled = net.node("GlobalMaxPool", List.of(net.node("Relu", List.of(map))));
    String flat = net.node("Flatten", List.of(pooled));
    net.output(net.node("MatMul", List.of(flat, net.weights(4, 10))));
    return net.write(folder, "net.onnx");
  }

  @Test
  void anAuditGivesTheVerdictThatACheckOfItsResultGives() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("audit.yaml"),
            "version: 1\nrules:\n  - {id: a, on: layers, score: invariance, min: 0.9999}\n");
    Path model = network();
    CliRun audit = CliRun.audit(folder, model, "--policy", policy);
    assertThat(audit.code()).as(audit.err()).isEqualTo(1);
    assertThat(audit.out()).startsWith("FAIL net.onnx under audit.yaml").contains("MEASURED");
    Path json = folder.resolve("result.json");
    assertThat(CliRun.of("check", json, "--policy", policy).code()).isEqualTo(1);
    assertThat(CliRun.audit(folder, model, "--policy", policy, "--exit-zero").code()).isZero();
  }

  /** What was measured is kept when only then the policy turns out not to fit. */
  @Test
  void aPolicyThatDoesNotFitLeavesTheMeasurement() throws IOException {
    Path policy = policy(", layers: /none/*");
    CliRun audit = CliRun.audit(folder, network(), "--policy", policy);
    assertThat(audit.code()).isEqualTo(2);
    assertThat(audit.err()).contains("layers /none/* matches none");
    assertThat(ResultJson.read(folder.resolve("result.json")).gate()).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeReadIsRefusedBeforeMeasuring() throws IOException {
    CliRun audit = CliRun.audit(folder, network(), "--policy", policy(", mni: 1"));
    assertThat(audit.code()).isEqualTo(2);
    assertThat(Files.exists(folder.resolve("result.json"))).isFalse();
  }

  @Test
  void everyFormatIsWrittenInOneRun() throws IOException {
    String[] formats = {"junit", "sarif", "markdown", "comment", "badge"};
    String[] options = new String[2 * formats.length + 2];
    for (int i = 0; i < formats.length; i++) {
      options[2 * i] = "-o";
      options[2 * i + 1] = formats[i] + "=" + folder.resolve(formats[i]);
    }
    options[2 * formats.length] = "-o";
    options[2 * formats.length + 1] = "github=-";
    CliRun run = run(bad, "", options);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("::error title=FAIL follow%2C /conv2/Relu,file=net.onnx::");
    assertThat(run.err()).contains("FAIL net.onnx under policy.yaml");
    for (String format : formats) {
      assertThat(Files.readString(folder.resolve(format))).contains("onnx");
    }
  }

  /** Found out before an hour of measuring, not after it. */
  @Test
  void formatsOfVerdictsNeedAPolicy() {
    CliRun.of("audit", "none.onnx", "-o", "junit=" + folder.resolve("j.xml"))
        .refusedWith(2, "-o junit tells a verdict", "--policy");
  }
}
