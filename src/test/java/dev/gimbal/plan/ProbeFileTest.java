package dev.gimbal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeFileTest {
  @TempDir Path folder;

  private ProbeFile read(String yaml) throws IOException {
    return ProbeFile.read(Files.writeString(folder.resolve("probes.yaml"), yaml));
  }

  @Test
  void theDocumentedExampleIsRead() throws IOException {
    ProbeFile file =
        read(
            """
            version: 1
            border: {translation: circular, rotation: reflect, crop: {fill: [1, 2, 3]}}
            probes:
              - {family: translation, dx: {from: -8, to: 8, step: 1}, dy: [0], unit: px}
              - {family: translation, dx: [0.25], unit: fraction}
              - {family: rotation, degrees: [-15, 15, 90]}
              - {family: crop, keep: [0.8], anchor: [center, top-left]}
            """);
    assertThat(file.probes(28, 40))
        .hasSize(16 + 1 + 3 + 2)
        .startsWith(new Translation(-8, 0))
        .contains(new Translation(10, 0), new Rotation(90), new Crop(0.8, Anchor.TOP_LEFT))
        .doesNotContain(new Translation(0, 0));
    assertThat(file.borders().translation()).isEqualTo(new Border.Circular());
    assertThat(file.borders().rotation()).isEqualTo(new Border.Reflect());
    assertThat(file.borders().crop().id()).isEqualTo("fill [1.0, 2.0, 3.0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{family: translation, dxx: [1]}|line 3|dxx|dx",
        "{family: translatoin, dx: [1]}|line 3|translatoin|translation",
        "{family: translation, dx: [1.5]}|line 3|whole pixels|",
        "{family: translation, dx: {from: 0, to: 1e9, step: 0.001}}|line 3|100000|",
        "{family: rotation, degrees: [a]}|line 3|a number|",
        "{family: crop, keep: [1.5]}|line 3|keep|",
        "{family: crop, keep: [0.5], anchor: [topleft]}|line 3|topleft|top-left",
        "{family: rotation}|line 3|degrees|"
      })
  void mistakesNameLineKeyAndTheClosestWord(
      String entry, String line, String part, String closest) {
    assertThatThrownBy(() -> read("version: 1\nprobes:\n  - " + entry + "\n"))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(InputException.Kind.ARGUMENTS);
              assertThat(e.getMessage()).contains(line).contains(part);
              assertThat(e.remedy()).contains(closest == null ? "" : "\"" + closest + "\"");
            });
  }

  @Test
  void brokenFilesAreRefusedWithoutAStackTrace() {
    for (String yaml :
        new String[] {
          "",
          "[",
          "a: b: c",
          "version: 2\nprobes: []",
          "version: 1\nversion: 1",
          "version: 1\nprobes: []",
          "version: 1\nprobes:\n - {family: rotation, degrees: [0]}\n",
          "- 1",
          "version: 1\nborder: {crop: circular}\nprobes: []",
          "\u0000",
          "{".repeat(5000)
        }) {
      assertThatThrownBy(() -> read(yaml).probes(28, 28)).isInstanceOf(InputException.class);
    }
    assertThatThrownBy(
            () -> read("version: 1\nprobes:\n- {family: translation, dx: [30]}").probes(28, 28))
        .hasMessageContaining("28 px");
  }
}
