package dev.gimbal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.image.Channels;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.InputFacts;
import dev.gimbal.image.Interpolation;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.PreprocessingResolver;
import dev.gimbal.image.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarTest {
  private static final InputFacts OPEN =
      new InputFacts(3, OptionalInt.empty(), OptionalInt.empty(), false, Optional.empty());

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Preprocessing resolve(Optional<String> flag, Map<String, String> metadata) {
    PreprocessingSources found =
        PreprocessingSources.find(folder.resolve("net.onnx"), flag, metadata);
    return PreprocessingResolver.resolve(found.named(), found.parts(), OPEN);
  }

  @Test
  void theDocumentedSidecarIsRead() throws IOException {
    write(
        "net.gimbal.yaml",
        """
        images: images/                      # relative to this file
        labels: labels.csv
        input: {name: data, layout: NCHW, channels: BGR, size: [224, 192]}
        resize: {shorter-side: 256, interpolation: bicubic}
        scale: 0.00392156862745098
        mean: [0.485, 0.456, 0.406]
        std: [0.229, 0.224, 0.225]
        outputs: {logits: {kind: classes, scale: auto, classNames: names.txt}}
        """);
    Preprocessing p = resolve(Optional.empty(), Map.of());
    assertThat(p.channels()).isEqualTo(Channels.BGR);
    assertThat(p.size()).isEqualTo(new FrameSize(224, 192));
    assertThat(p.resize()).isEqualTo(new Resize.ShorterSide(256));
    assertThat(p.interpolation()).isEqualTo(Interpolation.BICUBIC);
    assertThat(p.values().mean()).containsExactly(0.485, 0.456, 0.406);
    assertThat(p.warnings()).isEmpty();
    Sidecar sidecar = Sidecar.read(folder.resolve("net.gimbal.yaml"));
    assertThat(sidecar.images()).contains(folder.resolve("images"));
    assertThat(sidecar.outputs().values())
        .extracting(OutputSpec::kind)
        .containsExactly(Optional.of("classes"));
    assertThat(resolve(Optional.of("symmetric"), Map.of()).values().scale()).isEqualTo(1 / 127.5);
  }

  @Test
  void unknownKeyIsAnErrorWithLineAndClosestKey() throws IOException {
    Path file = write("a.yaml", "scale: 1\nmeen: [0]\n");
    assertThatThrownBy(() -> Sidecar.read(file))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.getMessage()).contains("line 2").contains("meen");
              assertThat(e.remedy()).contains("\"mean\"");
            });
    Path zero = write("b.yaml", "scale: 1\nstd: [0, 1, 1]\n");
    assertThatThrownBy(() -> Sidecar.read(zero))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void huggingFaceAndTimmFilesAndMetadataAreRead() throws IOException {
    Path timm =
        write(
            "config.json",
            """
            {"pretrained_cfg": {"input_size": [3, 224, 224], "mean": [0.5, 0.5, 0.5],
             "std": [0.5, 0.5, 0.5], "crop_pct": 0.9, "interpolation": "bicubic"}}""");
    Preprocessing p = resolve(Optional.empty(), Map.of());
    assertThat(p.resize()).isEqualTo(new Resize.ShorterSide(248));
    assertThat(p.values().std()).containsExactly(0.5, 0.5, 0.5);
    write(
        "preprocessor_config.json",
        """
        {"do_resize": true, "size": {"shortest_edge": 256}, "do_center_crop": true,
         "crop_size": {"height": 224, "width": 224}, "resample": 3, "do_rescale": true,
         "rescale_factor": 0.5, "image_mean": [1, 2, 3], "image_std": [4, 5, 6]}""");
    Preprocessing hf = resolve(Optional.empty(), Map.of());
    assertThat(hf.resize()).isEqualTo(new Resize.ShorterSide(256));
    assertThat(hf.values().scale()).isEqualTo(0.5);
    assertThat(hf.values().std()).containsExactly(4.0, 5.0, 6.0);
    Files.delete(folder.resolve("preprocessor_config.json"));
    Files.delete(timm);
    Preprocessing winml =
        resolve(
            Optional.empty(),
            Map.of(
                "Image.BitmapPixelFormat", "Bgr8",
                "Image.NominalPixelRange", "NominalRange_0_255"));
    assertThat(winml.channels()).isEqualTo(Channels.BGR);
    assertThat(winml.values().scale()).isEqualTo(1);
    Preprocessing guess = resolve(Optional.empty(), Map.of());
    assertThat(guess.warnings()).hasSize(3);
    assertThat(guess.values().mean()).containsExactly(0.485, 0.456, 0.406);
  }

  @Test
  void sizeThatContradictsTheModelIsRefused() {
    InputFacts fixed =
        new InputFacts(
            1, OptionalInt.of(28), OptionalInt.of(28), false, Optional.of(new FrameSize(32, 32)));
    assertThatThrownBy(() -> PreprocessingResolver.resolve(Optional.empty(), List.of(), fixed))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("32x32")
        .hasMessageContaining("28x28");
  }
}
