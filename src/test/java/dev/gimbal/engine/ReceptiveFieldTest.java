package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.testing.NetworkBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small networks whose geometry and ancestry are computed by hand. */
class ReceptiveFieldTest {
  @TempDir Path folder;
  private NetworkBuilder net;
  private String x;

  @BeforeEach
  void start() {
    net = new NetworkBuilder(7);
    x = net.input("x", 1, 3, 16, 16);
  }

  private Layer last(String tensor) {
    net.output(tensor);
    OnnxModel model = OnnxModel.read(net.write(folder, "m.onnx"));
    Structure structure =
        Inspection.inspect(model, ImageInput.of(model), 16, 16, Granularity.MATERIALISED);
    return structure.layers().get(structure.layers().size() - 1);
  }

  private static AxisGeometry y(Layer layer) {
    return ((Layer.Geometry.Known) layer.geometry()).value().y();
  }

  private String conv(String in, int channels, int kernel, int stride, int pad) {
    return net.node(
        "Conv",
        List.of(in, net.weights(4, channels, kernel, kernel)),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad));
  }

  @Test
  void convolutionPoolingConvolutionSeesEightPixelsInStepsOfTwo() {
    String pool =
        net.node(
            "MaxPool",
            List.of(conv(x, 3, 3, 1, 0)),
            ints("kernel_shape", 2, 2),
            ints("strides", 2, 2));
    AxisGeometry g = y(last(conv(pool, 4, 3, 1, 0)));
    assertThat(g.receptiveField()).isEqualTo(8);
    assertThat(g.jump()).isEqualTo(Rational.of(2));
    assertThat(g.start()).isEqualTo(Rational.of(7, 2));
    assertThat(g.period()).isEqualTo(Rational.of(2));
    assertThat(g.clean()).isEqualTo(new IndexRange(0, 4));
  }

  @Test
  void branchesWithUnequalJumpsHaveNoGeometryButStayLocal() {
    String a = conv(x, 3, 2, 2, 0);
    String b =
        net.node(
            "Slice",
            List.of(conv(x, 3, 1, 1, 0), net.longs(0, 0), net.longs(8, 8), net.longs(2, 3)));
    Layer layer = last(net.node("Add", List.of(a, b)));
    assertThat(layer.geometry())
        .isEqualTo(new Layer.Geometry.Unknown("branches with jumps 2 and 1 meet"));
    assertThat(layer.ancestry()).isEqualTo(Ancestry.LOCAL);
  }

  @Test
  void squeezeExciteIsGlobalAndKeepsTheMap() {
    String map = conv(x, 3, 3, 1, 1);
    String gate =
        net.node("Sigmoid", List.of(conv(net.node("GlobalAveragePool", List.of(map)), 4, 1, 1, 0)));
    Layer layer = last(net.node("Mul", List.of(map, gate)));
    assertThat(layer.kind()).isEqualTo(LayerKind.MAP);
    assertThat(layer.ancestry()).isEqualTo(Ancestry.GLOBAL);
    assertThat(y(layer).clean()).isEqualTo(new IndexRange(1, 14));
  }

  @Test
  void aPositionEmbeddingIsPositional() {
    Layer layer = last(net.node("Add", List.of(conv(x, 3, 1, 1, 0), net.weights(1, 4, 16, 16))));
    assertThat(layer.ancestry()).isEqualTo(Ancestry.POSITIONAL);
  }

  @Test
  void aBiasPerChannelStaysLocal() {
    Layer layer = last(net.node("Add", List.of(conv(x, 3, 1, 1, 0), net.weights(4, 1, 1))));
    assertThat(layer.ancestry()).isEqualTo(Ancestry.LOCAL);
    assertThat(layer.op()).isEqualTo("Conv+Add");
  }

  @Test
  void denseAfterFlattenIsPositionalAndAfterGlobalPoolingIsNot() {
    String flat = net.node("Flatten", List.of(conv(x, 3, 4, 4, 0)));
    Layer dense = last(net.node("Gemm", List.of(flat, net.weights(64, 5))));
    assertThat(dense.ancestry()).isEqualTo(Ancestry.POSITIONAL);
    assertThat(dense.kind()).isEqualTo(LayerKind.VECTOR);
    start();
    String pooled = net.node("GlobalAveragePool", List.of(conv(x, 3, 4, 4, 0)));
    String vector = net.node("Flatten", List.of(pooled));
    Layer head = last(net.node("Gemm", List.of(vector, net.weights(4, 5))));
    assertThat(head.ancestry()).isEqualTo(Ancestry.GLOBAL);
  }

  @Test
  void sliceAndConcatAroundTheMapAreCircularPadding() {
    String left =
        net.node("Slice", List.of(x, net.longs(-1), net.longs(Long.MAX_VALUE), net.longs(2)));
    String right = net.node("Slice", List.of(x, net.longs(0), net.longs(1), net.longs(2)));
    String rows = net.node("Concat", List.of(left, x, right), integer("axis", 2));
    String kernel = net.weights(4, 3, 3, 1);
    Layer layer = last(net.node("Conv", List.of(rows, kernel), ints("kernel_shape", 3, 1)));
    assertThat(y(layer).wrapClean()).isEqualTo(IndexRange.all(16));
    assertThat(y(layer).clean()).isEqualTo(new IndexRange(1, 14));
    assertThat(y(layer).start()).isEqualTo(Rational.ZERO);
  }

  @Test
  void shrinkingThenGrowingKeepsThePeriod() {
    String small =
        net.node("AveragePool", List.of(x), ints("kernel_shape", 4, 4), ints("strides", 4, 4));
    String scales = net.floats(new long[] {4}, 1, 1, 4, 4);
    Layer layer = last(net.node("Resize", List.of(small, "", scales)));
    assertThat(y(layer).jump()).isEqualTo(Rational.ONE);
    assertThat(y(layer).period()).isEqualTo(Rational.of(4));
  }

  @Test
  void siluIsFoldedIntoItsConvolution() {
    String c = conv(x, 3, 3, 1, 1);
    String gate = net.node("Sigmoid", List.of(c));
    Layer layer = last(net.node("Mul", List.of(c, gate)));
    assertThat(layer.op()).isEqualTo("Conv+Silu");
    assertThat(layer.parents()).containsExactly("x");
  }

  @Test
  void attentionOverTokensIsGlobal() {
    String tokens = net.node("Reshape", List.of(x, net.longs(1, 3, 256)));
    String rows = net.node("Transpose", List.of(tokens), ints("perm", 0, 2, 1));
    String scores =
        net.node(
            "Softmax", List.of(net.node("MatMul", List.of(rows, tokens))), integer("axis", -1));
    Layer layer = last(net.node("MatMul", List.of(scores, rows)));
    assertThat(layer.kind()).isEqualTo(LayerKind.TOKENS);
    assertThat(layer.ancestry()).isEqualTo(Ancestry.GLOBAL);
  }

  @Test
  void anUnknownOperatorIsSaidToBeUnknown() {
    String c = net.node("CumSum", List.of(x, net.longs(3)));
    Layer layer = last(conv(c, 3, 3, 1, 1));
    assertThat(layer.ancestry()).isEqualTo(Ancestry.UNKNOWN);
    assertThat(layer.geometry())
        .isEqualTo(new Layer.Geometry.Unknown("what CumSum does to positions is not known"));
  }
}
