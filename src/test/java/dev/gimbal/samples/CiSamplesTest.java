package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files for build servers: their shape, and their shell steps run with a stand-in. */
@DisabledOnOs(OS.WINDOWS)
final class CiSamplesTest {
  private static final Path CI = Path.of("samples/ci");

  /** Records its arguments, writes the files that -o names, and ends as it is told to. */
  private static final String STAND_IN =
      """
      #!/bin/sh
      for argument; do
        printf '%s\\n' "$argument" >> arguments.txt
        case $argument in *=-) ;; *=*) echo written > "${argument#*=}" ;; esac
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

  private static String gitlab() throws IOException {
    List<String> lines = new ArrayList<>();
    yaml("gitlab/gitlab-ci.yml").at("/model-gate/script").forEach(l -> lines.add(l.asString()));
    return String.join("\n", lines);
  }

  private static String jenkins() throws IOException {
    return Files.readString(CI.resolve("jenkins/Jenkinsfile")).split("'''")[1];
  }

  /** Runs a step as the service would, with names that a careless script would run or split. */
  private int run(String script, int code, String... shell) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell));
    command.add(script);
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = process.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("STAND_IN_CODE", String.valueOf(code));
    environment.put("MODEL", "a b;$(touch owned).onnx");
    environment.put("IMAGES", "the images");
    environment.put("POLICY", "recommended");
    environment.put("GITHUB_STEP_SUMMARY", folder.resolve("step-summary.md").toString());
    process.redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile());
    Process running = process.start();
    assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return running.exitValue();
  }

  private void assertAskedProperly() throws IOException {
    List<String> arguments = Files.readAllLines(folder.resolve("arguments.txt"));
    assertThat(arguments)
        .startsWith("audit", "a b;$(touch owned).onnx", "--images", "the images", "--policy");
    assertThat(folder.resolve("owned")).doesNotExist();
    List<OutputTarget> outputs =
        arguments.stream()
            .filter(argument -> argument.contains("="))
            .map(OutputTarget::parse)
            .toList();
    OutputTarget.requireDistinct(outputs);
    assertThat(outputs).hasSizeGreaterThan(3);
    assertThat(folder.resolve("gimbal-out/junit.xml")).exists();
    assertThat(folder.resolve("gimbal-out/stale.txt")).doesNotExist();
  }

  /** A finding and a tool error must stay apart all the way up. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 70})
  void exitCodesReachTheService(int code) throws Exception {
    for (List<String> step :
        List.of(
            List.of(action(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"),
            List.of(gitlab(), "bash", "-eo", "pipefail", "-c"),
            List.of(jenkins(), "sh", "-xe", "-c"))) {
      Files.deleteIfExists(folder.resolve("arguments.txt"));
      Files.createDirectories(folder.resolve("gimbal-out"));
      Files.writeString(folder.resolve("gimbal-out/stale.txt"), "of an earlier run");
      String[] shell = step.subList(1, step.size()).toArray(String[]::new);
      assertThat(run(step.get(0), code, shell)).as(step.get(0)).isEqualTo(code);
      assertAskedProperly();
    }
    assertThat(Files.readString(folder.resolve("step-summary.md"))).isEqualTo("written\n");
  }

  @Test
  void theActionTellsAFindingFromAToolError() throws Exception {
    String[] bash = {"bash", "-eo", "pipefail", "-c"};
    run(action(), 1, bash);
    assertThat(folder.resolve("log.txt")).content().contains("policy failed").doesNotContain("::");
    run(action(), 3, bash);
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
    job.get("steps")
        .forEach(
            one -> {
              assertThat(one.has("uses")).isTrue();
              if (one.get("uses").asString().endsWith("/gimbal-gate")) {
                given.addAll(one.get("with").propertyNames());
              } else if (one.get("uses").asString().contains("upload")) {
                assertThat(one.get("if").asString()).startsWith("always()");
              }
            });
    assertThat(given).containsExactlyInAnyOrderElementsOf(action.get("inputs").propertyNames());
    JsonNode gitlab = yaml("gitlab/gitlab-ci.yml").get("model-gate");
    assertThat(gitlab.at("/artifacts/when").asString()).isEqualTo("always");
    assertThat(gitlab.at("/artifacts/reports/junit").asString()).isEqualTo("gimbal-out/junit.xml");
    assertThat(gitlab.at("/allow_failure/exit_codes").toString()).isEqualTo("[4]");
    String jenkins = Files.readString(CI.resolve("jenkins/Jenkinsfile"));
    assertThat(jenkins.chars().filter(c -> c == '{').count())
        .isEqualTo(jenkins.chars().filter(c -> c == '}').count());
    assertThat(jenkins).contains("returnStatus: true").contains("code == 4").contains("code != 0");
  }
}
