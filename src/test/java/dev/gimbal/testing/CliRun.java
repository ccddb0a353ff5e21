package dev.gimbal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.cli.Gimbal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One run of the program in memory: what it printed and its exit code. */
public record CliRun(int code, String out, String err) {
  /** Runs it; paths and texts are the arguments. */
  public static CliRun of(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Gimbal.run(
            Arrays.stream(args).map(Object::toString).toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CliRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A short audit whose outputs go into a folder as {@code result.json} and {@code .html}. */
  public static CliRun audit(Path folder, Path model, Object... more) {
    Object[] common = {
      "audit",
      model,
      "--probes",
      "quick",
      "--provider",
      "cpu",
      "--threads",
      "1",
      "-o",
      "json=" + folder.resolve("result.json"),
      "-o",
      "html=" + folder.resolve("result.html")
    };
    Object[] all = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return of(all);
  }

  /** One message with a remedy, nothing on standard output, no trace. */
  public CliRun refusedWith(int expectedCode, String... fragments) {
    assertThat(err).startsWith("gimbal: ").contains("  Try this: ");
    assertThat(List.of(fragments)).allSatisfy(fragment -> assertThat(err).contains(fragment));
    assertThat(err).doesNotContain("Exception").doesNotContain("\tat ").hasLineCount(2);
    assertThat(out).isEmpty();
    assertThat(code).as(err).isEqualTo(expectedCode);
    return this;
  }

  /** Measured, whatever was printed on the way. */
  public CliRun measured() {
    assertThat(code).as(err).isZero();
    assertThat(err).doesNotContain("\tat ");
    return this;
  }
}
