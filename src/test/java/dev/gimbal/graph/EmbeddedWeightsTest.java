package dev.gimbal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.Runner;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large weights stay in the model's file, and mean the same there. */
final class EmbeddedWeightsTest {
  private static final int ELEMENTS = 3 * 24 * 24;
  private static final int OUTPUTS = 40;

  @TempDir private Path folder;

  /** A network whose weights are raw bytes, as exporters write them. */
  private Path write(String name) throws IOException {
    ModelProto.Builder model = network().model().toBuilder();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      ByteBuffer raw =
          ByteBuffer.allocate(tensor.getFloatDataCount() * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      tensor.getFloatDataList().forEach(raw::putFloat);
      tensor.clearFloatData().setRawData(ByteString.copyFrom(raw.array()));
    }
    Path file = folder.resolve(name);
    Files.write(file, model.build().toByteArray());
    return file;
  }

  private static NetworkBuilder network() {
    NetworkBuilder net = new NetworkBuilder(17);
    net.input("x", 1, 3, 24, 24);
    String small = net.node("Conv", List.of("x", net.weights(3, 3, 1, 1)));
    String flat = net.node("Flatten", List.of(small));
    return net.output(net.node("MatMul", List.of(flat, net.weights(ELEMENTS, OUTPUTS))));
  }

  @Test
  void onlyLargeWeightsAreLeftOutAndTheyComeBackBitForBit() throws IOException {
    Path file = write("a model.onnx");
    ModelProto original = ModelProto.parseFrom(Files.readAllBytes(file));
    OnnxModel model = OnnxModel.read(file);
    List<TensorProto> left =
        model.proto().getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getExternalDataCount() > 0)
            .toList();
    assertThat(left).hasSize(1);
    assertThat(left.get(0).getDimsList()).containsExactly((long) ELEMENTS, (long) OUTPUTS);
    assertThat(left.get(0).getRawData().isEmpty()).isTrue();
    assertThat(model.proto().getSerializedSize()).isLessThan(EmbeddedWeights.LEAST_BYTES);
    assertThat(model.whole().proto()).isEqualTo(original);
  }

  @Test
  void networkComputesTheSameFromItsFile() throws IOException {
    Path file = write("net.onnx");
    float[] expected = run(Files.readAllBytes(file), folder);
    assertThat(run(OnnxModel.read(file).proto().toByteArray(), folder)).isEqualTo(expected);
    // A link into another folder, as download caches make them.
    Path other = Files.createDirectory(folder.resolve("links"));
    Path link = Files.createSymbolicLink(other.resolve("other.onnx"), file);
    OnnxModel linked = OnnxModel.read(link);
    assertThat(run(linked.proto().toByteArray(), linked.folder())).isEqualTo(expected);
  }

  private static float[] run(byte[] model, Path folder) {
    try (ModelSession session = ModelSession.open(model, folder, Provider.CPU);
        Runner runner =
            session.runner(
                "x",
                ImageLayout.NCHW,
                new ImageShape(1, 3, 24, 24),
                Map.of(session.outputs().get(0).name(), new long[] {1, OUTPUTS}))) {
      float[] image = new float[ELEMENTS];
      for (int i = 0; i < image.length; i++) {
        image[i] = i % 7 - 3;
      }
      runner.setImage(0, image);
      runner.run();
      float[] values = new float[OUTPUTS];
      runner.read(0, 0, OUTPUTS, values, 0);
      return values;
    }
  }

  @Test
  void fileThatIsCutOffIsNoModel() throws IOException {
    Path file = write("net.onnx");
    byte[] bytes = Files.readAllBytes(file);
    Path half = folder.resolve("half.onnx");
    Files.write(half, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> OnnxModel.read(half))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not a complete ONNX file");
  }
}
