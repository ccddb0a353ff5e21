package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models that nobody here made, audited as a user would; skipped visibly where they are absent. */
final class ThirdPartyModelTest {
  private static final Set<String> MEASURED = Set.of("conv_autopad.onnx", "mnist.level1_opt.onnx");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("ext_data_missing_mobilenet_v2_fp32.onnx", "which is not beside it"),
          Map.entry("lfs_pointer_cls.onnx", "Git LFS pointer"),
          Map.entry("made_gzip_named.onnx", "gzip"),
          Map.entry("mscn_2048d_onnx_gz_placeholder.onnx", "gzip"),
          Map.entry("made_truncated_squeezenet.onnx", "is not a complete ONNX file"),
          Map.entry("initializer_as_output.onnx", "no input left for an image"),
          Map.entry("optional_inputs_ir3.onnx", "2 inputs"),
          Map.entry("bad_names.onnx", "images are float32"),
          Map.entry("lr_mnist_skl_zipmap.onnx", "2 axes hold no picture"),
          Map.entry("sr_pytorch_superres_prepost_op18.onnx", "custom operator"));

  @TempDir Path folder;

  private CliRun quick(Path model, Object... more) {
    Object[] few = {"--max-images", "4"};
    Object[] all = java.util.Arrays.copyOf(few, few.length + more.length);
    System.arraycopy(more, 0, all, few.length, more.length);
    return CliRun.audit(folder, model, all);
  }

  private JsonNode result() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
  }

  @Test
  void everyOddFileIsMeasuredOrRefusedWithTheTrueReason() throws IOException {
    Set<String> measured = new TreeSet<>();
    for (Path file : SharedFolder.models("models/bad")) {
      String name = file.getFileName().toString();
      CliRun run = quick(file);
      if (run.code() == ExitCode.OK) {
        measured.add(name);
      } else {
        run.refusedWith(ExitCode.INPUT, REASONS.getOrDefault(name, name));
      }
    }
    assertThat(measured).isEqualTo(MEASURED);
  }

  @ParameterizedTest
  @CsvSource({
    "cifar_biasfield_0, 2 axes hold no picture",
    "det_cctsdb_yolo_patch1, 1 axes hold no picture",
    "marabou_yizhak_net, 2 axes hold no picture",
    "mnist_distshift_concat, 2 axes hold no picture",
    "mnist_fc_256x2, no image model"
  })
  void modelsThatTakeNoPictureAreRefused(String name, String reason) {
    quick(SharedFolder.get().resolve("models/" + name + ".onnx"))
        .refusedWith(ExitCode.INPUT, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "cifar_marabou_small, 6",
    "cifar_resnet_2b, 9",
    "mnist_cntk8, 6",
    "mnist_tribuo_pytorch_cnn, 10",
    "mnist_marabou_robust_sigmoid, 4"
  })
  void imageModelsAreMeasured(String name, int layers) throws IOException {
    quick(SharedFolder.get().resolve("models/" + name + ".onnx")).measured();
    assertThat(result().get("layers").size()).isEqualTo(layers);
  }

  @Test
  void theSameWeightsInTwoFilesGiveTheSameNumbers() throws IOException {
    Path models = SharedFolder.get().resolve("models");
    quick(models.resolve("mnist_cntk8.onnx"), "--preprocess", "raw", "--no-timings").measured();
    JsonNode first = result();
    quick(models.resolve("mnist_cntk_winml.onnx"), "--preprocess", "raw", "--no-timings")
        .measured();
    JsonNode second = result();
    for (String part : List.of("scores", "outputs", "phases")) {
      assertThat(second.get(part)).as(part).isEqualTo(first.get(part));
    }
  }
}
