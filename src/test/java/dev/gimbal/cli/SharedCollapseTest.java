package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ResultJson;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.SharedFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The collapse test on third-party networks: dense layers know positions, global pools do not. */
class SharedCollapseTest {
  @TempDir Path folder;

  private CollapseTest only(String name) {
    Path model = SharedFolder.get().resolve("models/" + name + ".onnx");
    CliRun.audit(folder, model, "--max-images", "6").measured();
    AuditResult result = ResultJson.read(folder.resolve("result.json"));
    assertThat(result.collapses()).hasSize(1);
    return result.collapses().get(0);
  }

  private static double value(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Measured.class);
    return ((Outcome.Measured) outcome).value();
  }

  @ParameterizedTest
  @CsvSource({
    "mnist_tribuo_pytorch_cnn, 15",
    "mnist_cntk8, 15",
    "mnist_verivital_maxpool, 32",
    "cifar_resnet_2b, 32"
  })
  void denseLayersAfterAFlattenKnowPositions(String name, int rolls) {
    CollapseTest test = only(name);
    // On drawn images, which differ little for a digit network; on MNIST 0.70 to 1.05.
    assertThat(value(test.positionDependence())).isBetween(0.2, 4.0);
    assertThat(test.shifts()).isEqualTo(rolls);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"light_resnet50", "light_squeezenet", "imagenet_mobilenetv2_qdq_s8"})
  void globalPoolsKnowNone(String name) {
    CollapseTest test = only(name);
    assertThat(value(test.positionDependence())).isLessThanOrEqualTo(value(test.noiseFloor()));
  }
}
