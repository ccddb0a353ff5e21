package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.AuditRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line from outside: arguments in, text and exit code out. */
final class GimbalTest {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();

  private int run(String... args) {
    return Gimbal.run(
        args,
        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
        new PrintStream(errBytes, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void versionIsOneLineOnStandardOutput() {
    assertThat(run("version")).isZero();
    assertThat(out()).startsWith("gimbal ").hasLineCount(1);
    assertThat(err()).isEmpty();
    outBytes.reset();
    assertThat(run("--version")).isZero();
    assertThat(out()).startsWith("gimbal ");
  }

  @Test
  void noArgumentsIsAnErrorThatShowsTheCommands() {
    assertThat(run()).isEqualTo(ExitCode.ARGUMENTS);
    assertThat(out()).isEmpty();
    assertThat(err()).contains("Usage: gimbal COMMAND").contains("inspect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpListsEveryCommand(String word) {
    assertThat(run(word)).isZero();
    for (Command command : Gimbal.catalogue()) {
      assertThat(out()).contains("  " + command.name()).contains(command.summary());
    }
    assertThat(err()).isEmpty();
  }

  @Test
  void everyCommandExplainsItself() {
    for (Command command : Gimbal.catalogue()) {
      outBytes.reset();
      assertThat(run(command.name(), "--help")).isZero();
      assertThat(out()).contains("gimbal " + command.name()).contains("--help");
      String viaOption = out();
      outBytes.reset();
      assertThat(run("help", command.name())).isZero();
      assertThat(out()).isEqualTo(viaOption);
    }
  }

  @Test
  void auditsHelpQuotesTheDefaultsOfTheRequest() {
    assertThat(run("audit", "--help")).isZero();
    String flowing = out().replaceAll("\\s+", " ");
    assertThat(flowing)
        .contains("Default: " + AuditRequest.DEFAULT_PROBES)
        .contains("Default: " + AuditRequest.DEFAULT_MAX_IMAGES)
        .contains("Default: " + AuditRequest.DEFAULT_PROVIDER)
        .contains("Default: " + AuditRequest.DEFAULT_SEED)
        .contains("else " + AuditRequest.DRAWN_IMAGES + " drawn ones")
        .contains("else " + AuditRequest.DEFAULT_BORDER)
        .contains("one per core (" + AuditRequest.defaultThreads() + " here)");
  }

  @ParameterizedTest
  @CsvSource({
    "adit, gimbal audit",
    "inspct, gimbal inspect",
    "AUDIT, gimbal audit",
    "verison, gimbal version",
    "frobnicate, gimbal --help"
  })
  void anUnknownCommandNamesTheClosest(String typed, String suggestion) {
    assertThat(run(typed)).isEqualTo(ExitCode.ARGUMENTS);
    assertThat(err()).contains("Unknown command '" + typed + "'").contains(suggestion);
    assertThat(out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--probe, --probes",
    "--image, --images",
    "--max-image, --max-images",
    "--boarder, --border",
    "--frobnicate=x, gimbal audit --help",
    "--qiuet, --quiet"
  })
  void anUnknownOptionNamesTheClosest(String typed, String suggestion) {
    assertThat(run("audit", "m.onnx", typed)).isEqualTo(ExitCode.ARGUMENTS);
    assertThat(err()).contains("has no option '" + typed + "'").contains(suggestion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "audit | No model is given",
        "audit a.onnx b.onnx | Expected one model, found 2",
        "audit m.onnx --seed | --seed needs a value",
        "audit m.onnx --seed x | expected a whole number",
        "audit m.onnx --threads 0 | from 1 to 1024",
        "audit m.onnx --threads 99999999999 | expected a whole number",
        "audit m.onnx --max-images 1 | at least 2",
        "audit m.onnx --seed 1 --seed 2 | --seed is given more than once",
        "audit m.onnx --size 224 | expected HEIGHTxWIDTH",
        "audit m.onnx --size 0x5 | not between 1x1",
        "audit m.onnx --border mirror | fill, fill=zero",
        "audit m.onnx --border fill=300 | expected 0 to 255",
        "audit m.onnx --provider gpu | auto, cpu, cuda, tensorrt",
        "audit m.onnx -o report.html | not FORMAT=FILE",
        "audit m.onnx -o html= | names no file",
        "audit m.onnx -o json=- -o html=- | Two outputs go to standard output",
        "audit m.onnx -o html=no/such/folder/x.html | does not exist",
        "m.onnx | Expected a command, found the file",
        "--quiet | Expected a command before the options",
        "version now | does not understand 'now'",
        "inspect m.onnx --layers some | expected default or all",
        "probes | No --images are given"
      })
  void wrongArgumentsAreOneMessageAndCodeTwo(String line, String expected) {
    assertThat(run(line.split(" "))).isEqualTo(ExitCode.ARGUMENTS);
    assertThat(err()).startsWith("gimbal: ").contains(expected).contains("Try this: ");
    assertThat(err()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(out()).isEmpty();
  }

  /** A command that fails as told. */
  private record Failing(Throwing body) implements Command {
    interface Throwing {
      void run() throws IOException, InterruptedException;
    }

    @Override
    public String name() {
      return "fail";
    }

    @Override
    public String summary() {
      return "fails";
    }

    @Override
    public String arguments() {
      return "";
    }

    @Override
    public Options options() {
      return new Options();
    }

    @Override
    public int run(CommandLine line, Console console) throws IOException, InterruptedException {
      body.run();
      return ExitCode.OK;
    }
  }

  private int fail(Failing.Throwing body, Map<String, String> environment) {
    PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8);
    Console console = new Console(err, err, false, false);
    return new Gimbal(List.of(new Failing(body)), console, environment).run(List.of("fail"));
  }

  @Test
  void unusableInputIsMessageRemedyAndCodeThree() {
    int code =
        fail(
            () -> {
              throw InputException.input("x.onnx is empty.", "Export it again.");
            },
            Map.of());
    assertThat(code).isEqualTo(ExitCode.INPUT);
    assertThat(err())
        .isEqualToNormalizingNewlines("gimbal: x.onnx is empty.\n  Try this: Export it again.\n");
  }

  @Test
  void aBugIsOneLineAndCodeSeventyAndTheTraceOnRequest() {
    Failing.Throwing bug =
        () -> {
          throw new IllegalStateException("broken\nsecond line");
        };
    assertThat(fail(bug, Map.of())).isEqualTo(ExitCode.INTERNAL);
    assertThat(err())
        .contains("IllegalStateException: broken")
        .contains("GIMBAL_DEBUG=1")
        .doesNotContain("second line")
        .doesNotContain("\tat ");
    assertThat(fail(bug, Map.of("GIMBAL_DEBUG", "1"))).isEqualTo(ExitCode.INTERNAL);
    assertThat(err()).contains("\tat dev.gimbal.cli.GimbalTest");
  }

  @Test
  void anInterruptedRunIsCodeOneHundredAndThirty() {
    assertThat(
            fail(
                () -> {
                  throw new InterruptedException();
                },
                Map.of()))
        .isEqualTo(ExitCode.INTERRUPTED);
    assertThat(
            fail(
                () -> {
                  throw new CancellationException();
                },
                Map.of()))
        .isEqualTo(ExitCode.INTERRUPTED);
  }

  @Test
  void namesFromFilesCannotSteerTheTerminal() {
    fail(
        () -> {
          throw InputException.input("layer \u001b[2Jevil\u202e\r", "");
        },
        Map.of());
    assertThat(err()).contains("evil").doesNotContain("\u001b").doesNotContain("\u202e");
    assertThat(err().strip()).doesNotContain("\r");
  }
}
