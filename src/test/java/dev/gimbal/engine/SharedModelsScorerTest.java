package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.ScorerAgreement;
import dev.gimbal.testing.SharedFolder;
import dev.gimbal.testing.TestAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * On third-party image models, all but two large ones, the scorer in the graph agrees with the one
 * on the host.
 */
@Tag("slow")
class SharedModelsScorerTest {
  private static final Probe[] PROBES = {
    new Translation(1, 0),
    new Translation(-8, 16),
    new Rotation(90),
    new Rotation(15),
    new Crop(0.8, Anchor.TOP_LEFT),
  };

  /** Their woven graphs take minutes on a CPU and most of a test's memory. */
  private static final Set<String> LEFT_OUT = Set.of("light_vgg19.onnx", "style_candy_winml.onnx");

  private static final int IMAGES = 2;

  private final List<String> table = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private int models;

  @Test
  void wovenAgreesWithFused() throws IOException {
    Path report = Files.createDirectories(Path.of("target", "scorers")).resolve("models.txt");
    table.add("model | how | numbers | worst share of what is allowed | s fused | s woven");
    String only = System.getProperty("gimbal.model", "");
    for (Path file : SharedFolder.models("models")) {
      if (!file.getFileName().toString().contains(only)) {
        continue;
      }
      if (LEFT_OUT.contains(file.getFileName().toString())) {
        table.add(file.getFileName() + " | left out: too large for a test on a CPU");
        continue;
      }
      try {
        compare(file);
      } catch (InputException refused) {
        table.add(file.getFileName() + " | refused: " + refused.getMessage());
      }
      Files.write(report, table);
    }
    assertThat(differences).isEmpty();
    assertThat(models).isGreaterThan(only.isEmpty() ? 25 : 0);
  }

  private void compare(Path file) {
    long start = System.nanoTime();
    Readings fused = audit(file).run();
    long middle = System.nanoTime();
    Readings woven = audit(file).woven().run();
    long end = System.nanoTime();
    ScorerAgreement agreement = ScorerAgreement.of(fused, woven);
    agreement.differences().forEach(line -> differences.add(file.getFileName() + ": " + line));
    models++;
    table.add(
        String.format(
            Locale.ROOT,
            "%s | %s | %d | %.2g | %.1f | %.1f",
            file.getFileName(),
            woven.result().environment().scorerNote(),
            agreement.compared(),
            agreement.worst(),
            (middle - start) / 1e9,
            (end - middle) / 1e9));
  }

  private static TestAudit audit(Path file) {
    ImageInput input = ImageInput.of(OnnxModel.read(file));
    int height = input.height().orElse(224);
    int width = input.width().orElse(224);
    return TestAudit.of(file)
        .layers(Granularity.MATERIALISED)
        .size(224)
        .probes(PROBES)
        .border(Border.standard())
        .threads(2)
        .pictures(noise -> NoisePictures.drawn(IMAGES, 17, input.channels(), height, width));
  }
}
