package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensor names that try to steer the terminal, the page or the listing. */
final class HostileNamesTest {
  private static final String ESCAPE = "conv\u001b[2J\u001b]0;owned\u0007\u009b31m";
  private static final String BREAKS = "relu\nMEASURED fake.onnx\r\u2028\u0085";
  private static final String MARKUP = "<script>alert(1)</script>\u202Ecod.exe\u2066";
  private static final String LONG = "l".repeat(10_000);

  @TempDir Path folder;

  private Path model() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 12, 12);
    net.node("Conv", List.of("x", net.weights(4, 3, 3, 3)), List.of(ESCAPE));
    net.node(
        "MaxPool", List.of(ESCAPE), List.of(BREAKS), NetworkBuilder.ints("kernel_shape", 2, 2));
    net.node("Conv", List.of(BREAKS, net.weights(4, 4, 3, 3)), List.of(MARKUP));
    net.node("Conv", List.of(MARKUP, net.weights(4, 4, 3, 3)), List.of(LONG));
    net.node("GlobalAveragePool", List.of(LONG), List.of("pooled" + ESCAPE));
    return net.output("pooled" + ESCAPE).write(folder, "net.onnx");
  }

  private static void assertHarmless(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n').boxed())
        .noneMatch(
            c ->
                Character.getType(c) == Character.CONTROL
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028);
    assertThat(text.lines()).noneMatch(line -> line.startsWith("MEASURED fake"));
    assertThat(text.lines()).allMatch(line -> line.length() < 3000);
  }

  @Test
  void neitherStreamCarriesThem() throws Exception {
    Path model = model();
    CliRun audit = CliRun.audit(folder, model, "--max-images", "3").measured();
    assertHarmless(audit.out() + audit.err());
    CliRun inspect = CliRun.of("inspect", model, "--layers", "all").measured();
    assertHarmless(inspect.out());
    CliRun refused = CliRun.audit(folder, model, "--layers", "nothing\u001b[1m");
    assertThat(refused.code()).isEqualTo(ExitCode.ARGUMENTS);
    assertHarmless(refused.err());
    String page = Files.readString(folder.resolve("result.html"));
    assertThat(page).doesNotContain("<script>alert(1)").doesNotContain("\u001b");
    String json = Files.readString(folder.resolve("result.json"));
    assertThat(json).doesNotContain("\u001b");
    assertThat(tools.jackson.databind.json.JsonMapper.shared().readTree(json).toString())
        .contains(LONG);
  }

  @Test
  void aSidecarDraftQuotesThem() throws Exception {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("a: [\"'#\n" + ESCAPE, 1, 3, 12, 12);
    Path model =
        net.output(net.node("Conv", List.of("a: [\"'#\n" + ESCAPE, net.weights(4, 3, 3, 3))))
            .write(folder, "net.onnx");
    CliRun.of("inspect", model, "--init").measured();
    CliRun.of("inspect", model).measured();
  }
}
