package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.NetworkBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a real process measures. */
final class InterruptTest {
  private static final int SIGINT = 2;

  @TempDir Path folder;

  private Path model() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 64, 64);
    String tensor = "x";
    for (int i = 0; i < 6; i++) {
      tensor =
          net.node(
              "Conv",
              List.of(tensor, net.weights(16, i == 0 ? 3 : 16, 3, 3)),
              NetworkBuilder.ints("pads", 1, 1, 1, 1));
    }
    return net.output(net.node("GlobalAveragePool", List.of(tensor))).write(folder, "net.onnx");
  }

  @Test
  @Timeout(180)
  void endsWithCodeOneHundredAndThirtyAndLeavesNothing() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill here");
    Assumptions.assumeFalse(isInterruptIgnored(), "a shell in the background ignores SIGINT");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gimbal.Main",
                "audit",
                model().toString(),
                "--probes",
                "thorough",
                "--provider",
                "cpu",
                "-o",
                "json=" + folder.resolve("r.json"),
                "-o",
                "html=" + folder.resolve("r.html"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    StringBuilder text = new StringBuilder();
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      interruptWhenMeasuring(process, err, text);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text.toString()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(text.toString())
        .contains("gimbal: interrupted; nothing was written.")
        .doesNotContain("100 %")
        .doesNotContain("Exception")
        .doesNotContain("SIGSEGV");
    assertThat(folder.toFile().list()).containsExactly("net.onnx");
  }

  /** Whether this process, and so its children, was started with SIGINT ignored; Linux tells. */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(ignored -> ignored.testBit(SIGINT - 1));
    }
  }

  private static void interruptWhenMeasuring(
      Process process, BufferedReader err, StringBuilder text)
      throws IOException, InterruptedException {
    boolean sent = false;
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      text.append(line).append('\n');
      if (!sent && line.contains("forward passes on")) {
        sent = true;
        // The measuring begins behind this line; on a slow machine its first tenth takes minutes.
        Thread.sleep(1000);
        new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid())).start().waitFor();
      }
    }
  }
}
