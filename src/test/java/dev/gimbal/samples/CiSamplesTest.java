package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gimbal.plan.OutputTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files for build servers: their shape, and their shell steps run with a stand-in. */
@DisabledOnOs(OS.WINDOWS)
final class CiSamplesTest {
  private static final Path CI = Path.of("samples/ci");
  private static final String BASELINE = "the baselines/in use.json";

  /** Records its arguments, writes the files that -o names, and ends as it is told to. */
  private static final String STAND_IN =
      """
      #!/bin/sh
      if [ "$1" = baseline ]; then
        printf '%s\\n' "$@" > kept.txt
        echo written > "$5"
        exit 0
      fi
      for argument; do
        printf '%s\\n' "$argument" >> arguments.txt
        case $argument in *=-) ;; *=*) echo "$STAND_IN_TEXT" > "${argument#*=}" ;; esac
      done
      exit "$STAND_IN_CODE"
      """;

  @TempDir Path folder;

  @BeforeEach
  void standIn() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path gimbal = Files.writeString(bin.resolve("gimbal"), STAND_IN);
    Files.setPosixFilePermissions(gimbal, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(Files.readString(CI.resolve(file)));
  }

  private static String action() throws IOException {
    return yaml("github/action.yml").at("/runs/steps/0/run").asString();
  }

  private static String gitlab(String job) throws IOException {
    List<String> lines = new ArrayList<>();
    yaml("gitlab/gitlab-ci.yml").at("/" + job + "/script").forEach(l -> lines.add(l.asString()));
    return String.join("\n", lines);
  }

  private static String jenkins() throws IOException {
    return Files.readString(CI.resolve("jenkins/Jenkinsfile")).split("'''")[1];
  }

  /** A step and the shell that its service runs it with. */
  private record Step(String script, String... shell) {}

  private static Step actionStep() throws IOException {
    return new Step(action(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c");
  }

  private static Step gitlabStep(String job) throws IOException {
    return new Step(gitlab(job), "bash", "-eo", "pipefail", "-c");
  }

  private static Step jenkinsStep() throws IOException {
    return new Step(jenkins(), "sh", "-xe", "-c");
  }

  /** Runs a step as the service would, with names that a careless script would run or split. */
  private int run(Step step, int code, Map<String, String> more) throws Exception {
    List<String> command = new ArrayList<>(List.of(step.shell()));
    command.add(step.script());
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = process.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("STAND_IN_CODE", String.valueOf(code));
    environment.put("MODEL", "a b;$(touch owned).onnx");
    environment.put("IMAGES", "the images");
    environment.put("PROBES", "the probes.yaml");
    environment.put("POLICY", "recommended");
    environment.put("BASELINE", BASELINE);
    environment.put("KEEP", "false");
    environment.put("STAND_IN_TEXT", "written");
    environment.putAll(more);
    environment.put("GITHUB_STEP_SUMMARY", folder.resolve("step-summary.md").toString());
    process.redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile());
    Process running = process.start();
    assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return running.exitValue();
  }

  private void assertAskedProperly() throws IOException {
    List<String> arguments = Files.readAllLines(folder.resolve("arguments.txt"));
    assertThat(arguments)
        .startsWith("audit", "a b;$(touch owned).onnx", "--images", "the images", "--probes")
        .contains("the probes.yaml", "--policy", "recommended");
    assertThat(folder.resolve("owned")).doesNotExist();
    List<OutputTarget> outputs =
        arguments.stream()
            .filter(argument -> argument.contains("="))
            .map(OutputTarget::parse)
            .toList();
    OutputTarget.requireDistinct(outputs);
    assertThat(outputs).hasSizeGreaterThanOrEqualTo(3);
    assertThat(folder.resolve("gimbal-out/junit.xml")).exists();
    assertThat(folder.resolve("gimbal-out/stale.txt")).doesNotExist();
  }

  /** A finding and a tool error must stay apart all the way up. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 70})
  void exitCodesReachTheService(int code) throws Exception {
    for (Step step : List.of(actionStep(), gitlabStep("model-gate"), jenkinsStep())) {
      Files.deleteIfExists(folder.resolve("arguments.txt"));
      Files.createDirectories(folder.resolve("gimbal-out"));
      Files.writeString(folder.resolve("gimbal-out/stale.txt"), "of an earlier run");
      assertThat(run(step, code, Map.of())).as(step.script()).isEqualTo(code);
      assertAskedProperly();
      assertThat(Files.readAllLines(folder.resolve("arguments.txt")))
          .containsSubsequence("--baseline", BASELINE);
      assertThat(folder.resolve("kept.txt")).doesNotExist();
    }
    assertThat(Files.readString(folder.resolve("step-summary.md"))).isEqualTo("written\n");
  }

  /** Only a run that a person asked for writes the baseline, and only from what passed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void theBaselineIsKeptFromWhatPassed(int code) throws Exception {
    for (Step step : List.of(actionStep(), gitlabStep("keep-baseline"), jenkinsStep())) {
      for (String file : List.of("arguments.txt", "kept.txt", BASELINE)) {
        Files.deleteIfExists(folder.resolve(file));
      }
      assertThat(run(step, code, Map.of("KEEP", "true"))).as(step.script()).isEqualTo(code);
      assertAskedProperly();
      assertThat(Files.readAllLines(folder.resolve("arguments.txt"))).doesNotContain("--baseline");
      if (code == 0) {
        assertThat(Files.readAllLines(folder.resolve("kept.txt")))
            .containsExactly("baseline", "write", "gimbal-out/result.json", "-o", BASELINE);
        assertThat(folder.resolve(BASELINE)).exists();
      } else {
        assertThat(folder.resolve("kept.txt")).doesNotExist();
      }
    }
  }

  @Test
  void theActionWorksWithoutABaseline() throws Exception {
    assertThat(run(actionStep(), 0, Map.of("BASELINE", ""))).isZero();
    assertThat(Files.readAllLines(folder.resolve("arguments.txt"))).doesNotContain("--baseline");
  }

  /** Code scanning takes every result for an alert. */
  @Test
  void whatOnlyTheBaselineHadIsNotUploaded() throws Exception {
    assumeThat(Path.of("/usr/bin/jq")).as("jq, which the action needs").exists();
    String log =
        "{\"runs\":[{\"results\":[{\"ruleId\":\"a\",\"baselineState\":\"new\"},"
            + "{\"ruleId\":\"b\",\"baselineState\":\"absent\"},{\"ruleId\":\"c\"}]}]}";
    assertThat(run(actionStep(), 1, Map.of("STAND_IN_TEXT", log))).isEqualTo(1);
    JsonNode uploaded =
        JsonMapper.shared().readTree(folder.resolve("gimbal-out/code-scanning.sarif"));
    assertThat(uploaded.at("/runs/0/results").findValuesAsString("ruleId"))
        .containsExactly("a", "c");
    run(actionStep(), 1, Map.of("STAND_IN_TEXT", "no JSON"));
    assertThat(folder.resolve("gimbal-out/code-scanning.sarif")).doesNotExist();
  }

  @Test
  void theActionTellsAFindingFromAToolError() throws Exception {
    run(actionStep(), 1, Map.of());
    assertThat(folder.resolve("log.txt"))
        .content()
        .contains("Gate: the policy")
        .doesNotContain("::");
    run(actionStep(), 5, Map.of());
    assertThat(folder.resolve("log.txt")).content().contains("::error::The baseline is missing");
    run(actionStep(), 3, Map.of());
    assertThat(folder.resolve("log.txt")).content().contains("::error::Gimbal could not judge");
  }

  @Test
  void theFilesHaveTheShapeThatTheirServicesAskFor() throws IOException {
    JsonNode action = yaml("github/action.yml");
    assertThat(action.at("/runs/using").asString()).isEqualTo("composite");
    JsonNode step = action.at("/runs/steps/0");
    assertThat(step.get("shell").asString()).isEqualTo("bash");
    assertThat(step.get("run").asString()).doesNotContain("${{");
    JsonNode job = yaml("github/workflow.yml").at("/jobs/gate");
    assertThat(job.get("runs-on").asString()).isNotEmpty();
    List<String> given = new ArrayList<>();
    List<String> cached = new ArrayList<>();
    job.get("steps")
        .forEach(
            one -> {
              assertThat(one.has("uses")).isTrue();
              if (one.get("uses").asString().endsWith("/gimbal-gate")) {
                given.addAll(one.get("with").propertyNames());
                assertThat(one.at("/with/baseline").asString()).startsWith(cached.get(0) + "/");
              } else if (one.get("uses").asString().contains("cache")) {
                cached.add(one.at("/with/path").asString());
              } else if (one.get("uses").asString().contains("upload")) {
                assertThat(one.get("if").asString()).startsWith("always()");
              }
            });
    assertThat(cached).hasSize(2).containsOnly("gimbal-baseline");
    assertThat(given).containsExactlyInAnyOrderElementsOf(action.get("inputs").propertyNames());
    JsonNode all = yaml("gitlab/gitlab-ci.yml");
    JsonNode shared = all.get(".gimbal");
    assertThat(shared.at("/artifacts/when").asString()).isEqualTo("always");
    assertThat(shared.at("/artifacts/reports/junit").asString()).isEqualTo("gimbal-out/junit.xml");
    JsonNode gate = all.get("model-gate");
    assertThat(gate.at("/allow_failure/exit_codes").toString()).isEqualTo("[4]");
    JsonNode keep = all.get("keep-baseline");
    assertThat(keep.at("/rules/0/when").asString()).isEqualTo("manual");
    assertThat(gate.at("/cache/key")).isEqualTo(keep.at("/cache/key"));
    assertThat(gate.at("/cache/policy").asString()).isEqualTo("pull");
    assertThat(keep.at("/cache/policy").asString()).isEqualTo("push");
    String folderKept = keep.at("/cache/paths/0").asString();
    assertThat(shared.at("/variables/BASELINE").asString()).startsWith(folderKept);
    for (JsonNode either : List.of(gate, keep)) {
      assertThat(either.get("extends").asString()).isEqualTo(".gimbal");
    }
    String jenkins = Files.readString(CI.resolve("jenkins/Jenkinsfile"));
    assertThat(jenkins.chars().filter(c -> c == '{').count())
        .isEqualTo(jenkins.chars().filter(c -> c == '}').count());
    assertThat(jenkins)
        .contains("returnStatus: true")
        .contains("code == 4")
        .contains("code == 5")
        .contains("code != 0");
  }
}
