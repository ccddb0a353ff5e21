package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.SampleResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class OutputFilesTest {
  @TempDir Path folder;

  private static OutputFiles.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void aProductReplacesTheEarlierOneAndLeavesNothingElse() throws IOException {
    Path target = folder.resolve("r.json");
    OutputFiles.write(target, text("old"));
    OutputFiles.write(target, text("new"));
    assertThat(target).hasContent("new");
    assertThat(files()).containsExactly("r.json");
  }

  /** A full disk is no bug, however the writer of a format wraps it up. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidInEveryFormat() {
    AuditResult result = SampleResult.complete();
    for (OutputTarget.Format format : OutputTarget.Format.values()) {
      Path full = Path.of("/dev/full");
      assertThatThrownBy(() -> OutputFiles.write(full, ResultContent.of(format, result)))
          .as(format.id())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("/dev/full cannot be written: No space left on device");
    }
  }

  /** Hole: print streams swallow failures, and half a result would end with 0. */
  @Test
  void standardOutputThatCannotBeWrittenIsSaid() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    OutputTarget target = OutputTarget.parse("json=-");
    PrintStream out = new PrintStream(broken, false, StandardCharsets.UTF_8);
    assertThatThrownBy(() -> OutputFiles.write(target, out, text("{}")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Standard output cannot be written");
  }

  @Test
  void aBugInAWriterStaysABug() {
    assertThatThrownBy(
            () ->
                OutputFiles.write(
                    folder.resolve("r.json"),
                    out -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> OutputFiles.write(folder.resolve("no/folder/r.json"), text("x")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("r.json cannot be written: NoSuchFileException");
  }

  @Test
  void aFailureHalfWayKeepsTheEarlierProduct() throws IOException {
    Path target = folder.resolve("r.json");
    OutputFiles.write(target, text("old"));
    assertThatThrownBy(
            () ->
                OutputFiles.write(
                    target,
                    out -> {
                      out.write("half".getBytes(StandardCharsets.UTF_8));
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(target).hasContent("old");
    assertThat(files()).containsExactly("r.json");
  }

  @Test
  void theTargetIsNotTouchedBeforeTheProductIsWhole() throws IOException {
    Path target = folder.resolve("r.json");
    OutputFiles.write(
        target,
        out -> {
          out.write('x');
          out.flush();
          assertThat(target).doesNotExist();
        });
    assertThat(target).hasContent("x");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceIsWrittenToAndALinkIsFollowed() throws IOException {
    OutputFiles.write(Path.of("/dev/null"), text("gone"));
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    Path target = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    OutputFiles.write(link, text("new"));
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  @Test
  void aMissingFolderAndAFolderAsTargetAreRefusedByName() {
    Path missing = folder.resolve("none/r.html");
    assertThatThrownBy(() -> OutputFiles.requireWritable(missing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(folder.resolve("none") + " does not exist");
    assertThatThrownBy(() -> OutputFiles.requireWritable(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a folder");
    OutputFiles.requireWritable(Path.of("r.html"));
  }

  @Test
  void withoutOutputsTheFilesAreNamedAfterTheModelInTheCurrentFolder() {
    assertThat(OutputFiles.orDefault(List.of(), Path.of("a/b/lenet.onnx")))
        .containsExactly(
            OutputTarget.parse("html=lenet.gimbal.html"),
            OutputTarget.parse("json=lenet.gimbal.json"));
    List<OutputTarget> asked = List.of(OutputTarget.parse("json=-"));
    assertThat(OutputFiles.orDefault(asked, Path.of("m.onnx"))).isEqualTo(asked);
  }

  @Test
  void aDashIsStandardOutput() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputFiles.write(OutputTarget.parse("json=-"), new PrintStream(bytes), text("{}"));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{}");
  }
}
