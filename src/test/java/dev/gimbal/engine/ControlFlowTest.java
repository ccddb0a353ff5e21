package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.graph.Granularity;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorShapeProto;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If, Loop and Scan hide what they do: they are scored without places, the rest as ever. */
class ControlFlowTest {
  private static final int INT64 = 7;
  private static final int BOOL = 9;

  @TempDir Path folder;
  private NetworkBuilder net;
  private String maps;

  @BeforeEach
  void start() {
    net = new NetworkBuilder(5).opset(17);
    net.input("x", 1, 3, 16, 16);
    maps = net.node("Relu", List.of(net.convolution("x", net.weights(4, 3, 3, 3))));
  }

  private static GraphProto body(
      List<ValueInfoProto> inputs, List<String> outputs, NodeProto... nodes) {
    GraphProto.Builder graph =
        GraphProto.newBuilder().setName("body").addAllInput(inputs).addAllNode(List.of(nodes));
    outputs.forEach(o -> graph.addOutput(ValueInfoProto.newBuilder().setName(o)));
    return graph.build();
  }

  private static NodeProto node(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addOutput(output).build();
  }

  private static AttributeProto graph(String name, GraphProto body) {
    return AttributeProto.newBuilder().setName(name).setType(5).setG(body).build();
  }

  private static ValueInfoProto value(String name, int type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDimBuilder().setDimValue(size);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(dims)))
        .build();
  }

  /** The hidden layer behind the convolution is scored, placed nowhere, and so is what follows. */
  private void assertOpaque(String hidden, String op) {
    String after = net.node("Relu", List.of(hidden));
    net.output(after);
    Readings readings =
        TestAudit.of(net, folder)
            .layers(Granularity.MATERIALISED)
            .probes(new Translation(4, 0), new Translation(0, 0))
            .run();
    assertThat(readings.layer(hidden).op()).startsWith(op);
    assertThat(readings.layer(hidden).parents()).contains(maps);
    assertThat(readings.layer(hidden).ancestry()).isEqualTo("unknown");
    for (String layer : List.of(hidden, after)) {
      assertThat(readings.layer(layer).grid()).isEmpty();
      assertThat(readings.value(layer, 0, ScoreId.INVARIANCE)).isLessThan(0.95);
      assertThat(readings.value(layer, 1, ScoreId.INVARIANCE)).isEqualTo(1);
      assertThat(readings.outcome(layer, 0, ScoreId.EQUIVARIANCE).toString())
          .doesNotContain("Measured");
    }
    assertThat(readings.grid(maps).jump()).isEqualTo(List.of("1", "1"));
    assertThat(readings.layer(maps).ancestry()).isEqualTo("local");
    readings.value(maps, 0, ScoreId.EQUIVARIANCE);
  }

  @Test
  void choices() {
    String flag = net.node("Cast", List.of(net.longs(1)), integer("to", BOOL));
    GraphProto same = body(List.of(), List.of("z"), node("Sqrt", List.of(maps), "z"));
    GraphProto other = body(List.of(), List.of("z"), node("Abs", List.of(maps), "z"));
    String scaled =
        net.node("If", List.of(flag), graph("then_branch", same), graph("else_branch", other));
    assertOpaque(scaled, "If");
  }

  @Test
  void loops() {
    GraphProto halved =
        body(
            List.of(
                value("i", INT64),
                value("go", BOOL),
                value("state", NetworkBuilder.FLOAT, 1, 4, 14, 14)),
            List.of("go_on", "next"),
            node("Identity", List.of("go"), "go_on"),
            node("Add", List.of("state", maps), "next"));
    assertOpaque(net.node("Loop", List.of(net.longs(3), "", maps), graph("body", halved)), "Loop");
  }

  @Test
  void scans() {
    String sequence = net.node("Squeeze", List.of(maps, net.longs(0)));
    GraphProto sums =
        body(
            List.of(
                value("sum", NetworkBuilder.FLOAT, 14, 14),
                value("one", NetworkBuilder.FLOAT, 14, 14)),
            List.of("next", "seen"),
            node("Add", List.of("sum", "one"), "next"),
            node("Identity", List.of("next"), "seen"));
    String zeros = net.floats(new long[] {14, 14}, new float[14 * 14]);
    net.node(
        "Scan",
        List.of(zeros, sequence),
        List.of("last", "all"),
        graph("body", sums),
        integer("num_scan_inputs", 1));
    assertOpaque("last", "Scan");
  }

  @Test
  void severalOutputsAndOneWithoutABatchAxis() {
    String mean = net.node("ReduceMean", List.of(maps), integer("keepdims", 0));
    String pooled = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(maps))));
    String rows =
        net.node("ReduceMean", List.of(maps), ints("axes", 0, 1, 3), integer("keepdims", 0));
    net.output(maps).output(mean).output(pooled).output(rows);
    Readings readings =
        TestAudit.of(net, folder)
            .layers(Granularity.MATERIALISED)
            .probes(new Translation(4, 0), new Translation(0, 0))
            .run();
    assertThat(readings.layer(mean).shape()).isEmpty();
    assertThat(readings.layer(rows).shape()).isEqualTo(List.of(14));
    for (String output : List.of(maps, mean, pooled, rows)) {
      assertThat(readings.value(output, 0, ScoreId.INVARIANCE)).as(output).isBetween(-2.0, 0.9999);
      assertThat(readings.value(output, 1, ScoreId.INVARIANCE)).as(output).isEqualTo(1);
    }
  }
}
