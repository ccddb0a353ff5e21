package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.onnx.ModelProto;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.HalfPrecision;
import dev.gimbal.testing.SharedFolder;
import dev.gimbal.testing.Twins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baseline gate between files of third-party networks that ought to compute the same. */
@Tag("slow")
class SharedTwinsTest {
  private static final String PROBES =
      """
      version: 1
      probes:
        - {family: translation, dx: [-2, 2], dy: [0]}
        - {family: rotation, degrees: [10]}
      """;

  /** Images that tell a dead channel from one that seldom answers. */
  private static final int ENOUGH = 30;

  @TempDir Path folder;

  private record Images(List<Object> arguments) {
    static Images mnist(int count) {
      Path images = SharedFolder.get().resolve("data/mnist/t10k-images-idx3-ubyte.gz");
      return new Images(List.of("--images", images, "--preprocess", "raw", "--max-images", count));
    }

    static Images of(String data, String preprocess, int count) {
      Path images = SharedFolder.get().resolve("data").resolve(data);
      return new Images(
          List.of("--images", images, "--preprocess", preprocess, "--max-images", count));
    }

    Images with(Object... more) {
      List<Object> all = new ArrayList<>(arguments);
      all.addAll(List.of(more));
      return new Images(all);
    }
  }

  private Images cifar(int count) throws IOException {
    String scaling =
        """
        input: {layout: NCHW, channels: RGB, size: [32, 32]}
        resize: {exact: [32, 32]}
        scale: 0.00392156862745098
        mean: [0.4914, 0.4822, 0.4465]
        std: [0.2470, 0.2435, 0.2616]
        """;
    Path sidecar = Files.writeString(folder.resolve("cifar.yaml"), scaling);
    return Images.of("cifar10", sidecar.toString(), count).with("--labels", "folders");
  }

  private static Path shared(String model) {
    return SharedFolder.get().resolve("models/" + model + ".onnx");
  }

  private Path written(String name, ModelProto model) throws IOException {
    return Files.write(folder.resolve(name + ".onnx"), model.toByteArray());
  }

  private CliRun audit(String name, Path model, Images images, Object... more) throws IOException {
    Path probes = Files.writeString(folder.resolve("probes.yaml"), PROBES);
    List<Object> args = new ArrayList<>(List.of("audit", model, "--probes", probes));
    args.addAll(List.of("--provider", "cpu", "--quiet", "--no-images"));
    args.addAll(List.of("-o", "json=" + folder.resolve(name + ".json")));
    args.addAll(images.arguments());
    args.addAll(List.of(more));
    return CliRun.of(args.toArray());
  }

  private CliRun against(Path baseline, Path twin, Images images) throws IOException {
    audit("before", baseline, images).measured();
    return audit("after", twin, images, "--baseline", folder.resolve("before.json"));
  }

  @Test
  void theSameWeightsInAnotherOperatorSetAreExactlyTheSame() throws IOException {
    CliRun run =
        against(shared("mnist_cntk8"), shared("mnist_cntk_winml"), Images.mnist(60)).measured();
    assertThat(run.out())
        .startsWith("PASS")
        .contains("Every image is exactly as in the baseline.")
        .contains("Every image is answered as in the baseline")
        .doesNotContain("another name");
  }

  /** With 400 images "none changed" is enough to rule out a drop of one in a hundred. */
  @Test
  void halfPrecisionPassesWithTheDefaultLimit() throws IOException {
    for (String name : List.of("mnist_cntk8", "mnist_tribuo_pytorch_cnn")) {
      ModelProto half = HalfPrecision.of(withoutConstants(Twins.read(shared(name))));
      CliRun run = against(shared(name), written(name + "-half", half), Images.mnist(400));
      assertThat(run.code()).as(run.out() + run.err()).isZero();
    }
    ModelProto half = HalfPrecision.of(Twins.read(shared("cifar_resnet_2b")));
    CliRun run = against(shared("cifar_resnet_2b"), written("resnet-half", half), cifar(500));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
  }

  /** Shapes stand in Constant nodes, which stay as they are. */
  private static ModelProto withoutConstants(ModelProto model) {
    ModelProto.Builder copy = model.toBuilder();
    copy.getGraphBuilder().clearNode();
    model
        .getGraph()
        .getNodeList()
        .forEach(
            node -> {
              if (node.getOpType().equals("Constant")) {
                copy.getGraphBuilder()
                    .addInitializer(
                        node.getAttribute(0).getT().toBuilder().setName(node.getOutput(0)));
              } else {
                copy.getGraphBuilder().addNode(node);
              }
            });
    return copy.build();
  }

  /** Of 1,000 photographs it answers 743 right, its original 741. */
  @Test
  void dynamicQuantisationIsBounded() throws IOException {
    Path photographs = SharedFolder.get().resolve("data/imagenet-photos/labels.csv");
    Images images =
        Images.of("imagenet-photos", "imagenet", 12)
            .with("--size", "224x224", "--labels", photographs);
    CliRun run =
        against(
            shared("imagenet_mobilenetv2_op18_fp32_deq"),
            shared("imagenet_mobilenetv2_dynint8"),
            images);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(run.out())
        .contains("55 of 55 passed")
        .contains("no mean's drop is above 0.")
        .contains("53 of 55 layers are computed by other operators");
  }

  @Test
  void accidentsAreNamedFirst() throws IOException {
    ModelProto resnet = Twins.read(shared("cifar_resnet_2b"));
    Images images = cifar(ENOUGH);
    first(
        "18", against(shared("cifar_resnet_2b"), written("z", Twins.zeroed(resnet, 1, 2)), images));
    ModelProto moved = Twins.attribute(resnet, 2, "pads", 0, 1, 2, 1);
    first("20", against(shared("cifar_resnet_2b"), written("p", moved), images));
    ModelProto cntk = Twins.read(shared("mnist_cntk8"));
    first(
        "ReLU32_Output_0",
        against(
            shared("mnist_cntk8"), written("c", Twins.zeroed(cntk, 1, 1)), Images.mnist(ENOUGH)));
  }

  private static void first(String layer, CliRun run) {
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.GATE_FAILED);
    String violated =
        run.out().lines().filter(line -> line.contains("violated ")).findFirst().orElseThrow();
    assertThat(violated).startsWith("      violated " + layer + ":");
  }

  /** Another stride and a missing pad in a network of fifty layers. */
  @Test
  void accidentsInALargeNetworkAreNamedFirst() throws IOException {
    Path original = shared("imagenet_mobilenetv2_op18_fp32_deq");
    ModelProto mobile = Twins.read(original);
    Images images = Images.of("imagenet-photos", "imagenet", 4).with("--size", "224x224");
    audit("before", original, images).measured();
    Object[] baseline = {"--baseline", folder.resolve("before.json")};
    ModelProto unpadded = Twins.attribute(mobile, 1, "pads", 0, 0, 0, 0);
    first("hardtanh", audit("after", written("u", unpadded), images, baseline));
    ModelProto strided = Twins.attribute(mobile, 2, "strides", 2, 2);
    first("hardtanh_1", audit("after", written("s", strided), images, baseline));
  }
}
