package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodePlacementTest {
  private static final Path HERE = Path.of("").toAbsolutePath();

  private static String node(String name, String op, String provider) {
    return "{\"cat\":\"Node\",\"name\":\""
        + name
        + "_kernel_time\",\"args\":{\"op_name\":\""
        + op
        + "\",\"provider\":\""
        + provider
        + "\",\"node_index\":\"7\",\"input_type_shape\":[{\"float\":[1]}]}}";
  }

  @Test
  void aRealRunOnTheCpuPutsEveryNodeThere() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 8, 8);
    String conv = net.convolution("x", net.weights(4, 3, 3, 3), 1, 1);
    String soft = net.node("Softplus", List.of(conv));
    net.output(net.node("MaxPool", List.of(soft), NetworkBuilder.ints("kernel_shape", 2, 2)));
    NodePlacement placement = NodePlacement.trace(net.model().toByteArray(), HERE, Provider.CPU);
    assertThat(placement.groups())
        .extracting(NodePlacement.Group::operator)
        .contains("Conv", "Softplus", "MaxPool");
    assertThat(placement.onCpu()).isEqualTo(placement.groups());
    assertThat(placement.nodes()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void nodesAreGroupedByProviderAndOperatorAndCountedOnce() throws IOException {
    String profile =
        "[{\"cat\":\"Session\",\"name\":\"model_run\",\"args\":{}},"
            + node("a", "Conv", "CUDAExecutionProvider")
            + ","
            + node("a", "Conv", "CUDAExecutionProvider")
            + ","
            + node("b", "Conv", "CUDAExecutionProvider")
            + ","
            + node("p", "MaxPool", "CPUExecutionProvider")
            + ","
            + node("", "Shape", "CPUExecutionProvider")
            + "]";
    NodePlacement placement = NodePlacement.parse(profile);
    assertThat(placement.nodes()).isEqualTo(4);
    assertThat(placement.groups().get(0))
        .isEqualTo(new NodePlacement.Group("CUDAExecutionProvider", "Conv", 2, List.of("a", "b")));
    assertThat(placement.onCpu())
        .containsExactlyInAnyOrder(
            new NodePlacement.Group("CPUExecutionProvider", "MaxPool", 1, List.of("p")),
            new NodePlacement.Group("CPUExecutionProvider", "Shape", 1, List.of("#7")));
  }

  @Test
  void eventsOfOtherFormsArePassedOver() throws IOException {
    String odd =
        "[null,3,[],{\"cat\":7,\"name\":{}},"
            + "{\"cat\":\"Node\",\"name\":\"x_fence_before\",\"args\":{\"op_name\":\"X\"}},"
            + "{\"cat\":\"Node\",\"name\":\"x_kernel_time\"},"
            + node("y", "Relu", "CPUExecutionProvider")
            + "]";
    assertThat(NodePlacement.parse(odd).groups())
        .extracting(NodePlacement.Group::operator)
        .containsExactly("Relu");
  }

  @Test
  void aProfileThatSaysNothingIsAnErrorAndNotAnEmptyPlacement() {
    for (String text : List.of("", "[", "[]", "{\"a\":1}", "3")) {
      assertThatThrownBy(() -> NodePlacement.parse(text)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsARunFailure() {
    assertThatThrownBy(() -> NodePlacement.trace(new byte[] {1, 2, 3}, HERE, Provider.CPU))
        .isInstanceOf(RunFailure.class);
  }
}
