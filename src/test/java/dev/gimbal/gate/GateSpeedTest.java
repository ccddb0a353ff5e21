package dev.gimbal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.Verdict;
import dev.gimbal.testing.CliRun;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large policies and results stay cheap; the limits are in seconds of one core. */
@Tag("slow")
class GateSpeedTest {
  @TempDir Path folder;

  private static AuditResult result(int layers, int probes, int scores) {
    MadeResult made = new MadeResult().layer("image", "Input");
    Random random = new Random(3);
    for (int layer = 1; layer < layers; layer++) {
      made.layer("/block" + layer / 10 + "/conv" + layer + "/Relu_output_0", "Conv+Relu");
    }
    for (int probe = 0; probe < probes; probe++) {
      made.shift(probe + 1, 0);
    }
    for (int layer = 0; layer < layers; layer++) {
      for (int probe = 0; probe < probes; probe++) {
        for (int score = 0; score < scores; score++) {
          double value = 0.85 + 0.15 * random.nextDouble();
          Outcome outcome = Outcome.measured(value, value - 0.01, value + 0.01, 100);
          made.score(layer, probe, ScoreId.values()[score], outcome);
        }
      }
    }
    return made.build();
  }

  private static String policy(int rules) {
    StringBuilder yaml = new StringBuilder("version: 1\nrules:\n");
    String[] patterns = {"\"*\"", "op:Conv", "depth:0.2..0.8", "\"/block*/conv?*\""};
    for (int i = 0; i < rules; i++) {
      yaml.append(
          "  - {id: r%d, on: layers, layers: [%s], score: %s, min: 0.%d}\n"
              .formatted(
                  i, patterns[i % 4], i % 2 == 0 ? "invariance" : "equivariance", 80 + i % 12));
    }
    return yaml.toString();
  }

  /** Processor time of this thread, which does not depend on what else the machine does. */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void twoHundredRulesOnFiveThousandLayers() throws IOException {
    AuditResult result = result(5000, 4, 3);
    Path file = Files.writeString(folder.resolve("p.yaml"), policy(200));
    long start = processorTime();
    GateResult gate = Gate.evaluate(PolicyReader.read(file), result, LocalDate.of(2026, 1, 1));
    double seconds = (processorTime() - start) / 1e9;
    long compared = gate.rules().stream().mapToLong(rule -> rule.compared()).sum();
    assertThat(compared).isGreaterThan(3_000_000);
    assertThat(gate.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(seconds).isLessThan(5);
  }

  @Test
  void aResultOfTwoHundredLayersIsCheckedInASecond() throws IOException {
    Path json = folder.resolve("r.json");
    try (OutputStream out = Files.newOutputStream(json)) {
      ResultJson.write(result(200, 100, 10), out);
    }
    Path file = Files.writeString(folder.resolve("p.yaml"), policy(20));
    CliRun.of("check", json, "--policy", file);
    long start = processorTime();
    assertThat(CliRun.of("check", json, "--policy", file).code()).isEqualTo(1);
    double seconds = (processorTime() - start) / 1e9;
    assertThat(seconds).isLessThan(1.5);
  }
}
