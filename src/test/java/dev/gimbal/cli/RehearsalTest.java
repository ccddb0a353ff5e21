package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The launcher throws what a rehearsal says away, so a command that it misnames must show here. */
class RehearsalTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @Test
  void everyCommandOfARehearsalWorksAndNothingIsLeft() throws IOException {
    List<Path> before = folders();
    Rehearsal.main(new String[] {"samples/lenet-shifted/lenet.onnx"});
    assertThat(folders()).isEqualTo(before);
  }

  @Test
  void aModelThatIsNotThereEndsItAndNothingIsLeft() throws IOException {
    List<Path> before = folders();
    assertThatThrownBy(() -> Rehearsal.main(new String[] {"no.onnx"}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[audit, no.onnx")
        .hasMessageEndingWith("ended with 3");
    assertThat(folders()).isEqualTo(before);
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.list(TEMPORARY)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("gimbal-rehearsal"))
          .sorted()
          .toList();
    }
  }
}
