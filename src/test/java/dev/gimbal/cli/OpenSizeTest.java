package dev.gimbal.cli;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that leave height and width open are audited at the size asked for, or say why not. */
final class OpenSizeTest {
  @TempDir Path folder;
  private NetworkBuilder net;
  private String deep;
  private String shallow;

  /** ÷2: 4 channels; then ÷4: 8 channels. */
  @BeforeEach
  void start() {
    net = new NetworkBuilder(5);
    net.input("x", -1, 3, -1, -1);
    shallow = relu(conv("x", 3, 4));
    deep = relu(conv(shallow, 4, 8));
  }

  private String relu(String tensor) {
    return net.node("Relu", List.of(tensor));
  }

  private String conv(String tensor, int from, int to) {
    return net.node(
        "Conv",
        List.of(tensor, net.weights(to, from, 3, 3)),
        ints("pads", 1, 1, 1, 1),
        ints("strides", 2, 2));
  }

  private CliRun audit(String size) {
    return CliRun.audit(
        folder, net.write(folder, "open.onnx"), "--size", size, "--max-images", "4");
  }

  private String result() throws IOException {
    return Files.readString(folder.resolve("result.json"));
  }

  @Test
  void globalPooling() throws IOException {
    String pooled = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(deep))));
    net.output(net.node("MatMul", List.of(pooled, net.weights(8, 5))));
    audit("20x28").measured();
    assertThat(result()).contains("\"size\":[20,28]", "[1,8,5,7]");
  }

  @Test
  void fullyConvolutional() throws IOException {
    net.output(
        net.node("ConvTranspose", List.of(deep, net.weights(8, 2, 4, 4)), ints("strides", 4, 4)));
    audit("16x24").measured();
    assertThat(result()).contains("[1,2,16,24]");
  }

  /** Grows to the size that the shape of the skipped map says. */
  private void uNet() {
    String shape = net.node("Shape", List.of(shallow));
    String sides = net.node("Slice", List.of(shape, net.longs(2), net.longs(4), net.longs(0)));
    String sizes = net.node("Concat", List.of(net.longs(1, 8), sides), integer("axis", 0));
    String grown = net.node("Resize", List.of(deep, "", "", sizes), text("mode", "nearest"));
    String joined = net.node("Concat", List.of(grown, shallow), integer("axis", 1));
    net.output(net.node("Conv", List.of(joined, net.weights(2, 12, 1, 1))));
  }

  @Test
  void encoderAndDecoderOfAnySize() throws IOException {
    uNet();
    audit("18x26").measured();
    assertThat(result()).contains("[1,2,9,13]", "\"jump\":[\"2\",\"2\"]");
  }

  @Test
  void encoderAndDecoderThatNeedWholeSteps() throws IOException {
    String grown =
        net.node("ConvTranspose", List.of(deep, net.weights(8, 4, 2, 2)), ints("strides", 2, 2));
    net.output(net.node("Concat", List.of(grown, shallow), integer("axis", 1)));
    audit("16x24").measured();
    audit("18x24").refusedWith(ExitCode.INPUT, "Concat", "another input size");
  }

  @Test
  void aDenseLayerFixesTheSizeAfterAll() {
    String flat = net.node("Flatten", List.of(deep));
    net.output(net.node("Gemm", List.of(flat, net.weights(8 * 4 * 4, 5))));
    audit("16x16").measured();
    audit("20x16").refusedWith(ExitCode.INPUT, "another input size");
  }

  @Test
  void sizesThatLeaveNothingAreRefused() {
    net.output(net.node("MaxPool", List.of(deep), ints("kernel_shape", 4, 4)));
    audit("8x8").refusedWith(ExitCode.INPUT, "another input size");
    audit("0x8").refusedWith(ExitCode.ARGUMENTS, "0x8");
    audit("99999999x8").refusedWith(ExitCode.ARGUMENTS, "99999999x8");
  }
}
