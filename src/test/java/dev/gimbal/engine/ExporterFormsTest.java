package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.probe.Translation;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters write one step in different nodes: the layers and where they sit stay the same. */
class ExporterFormsTest {
  private static final int SIDE = 16;

  @TempDir Path folder;

  private static NetworkBuilder network(Consumer<NetworkBuilder> nodes) {
    NetworkBuilder net = new NetworkBuilder(1).opset(17);
    net.input("x", 1, 4, SIDE, SIDE);
    nodes.accept(net);
    return net;
  }

  private Structure structure(NetworkBuilder net, Granularity granularity) {
    OnnxModel model = OnnxModel.read(net.write(folder, "net.onnx"));
    return Inspection.inspect(model, ImageInput.of(model), SIDE, SIDE, granularity);
  }

  private List<Layer> layers(Consumer<NetworkBuilder> nodes) {
    return structure(network(nodes), Granularity.MATERIALISED).layers();
  }

  /** All that is known of each layer, but for its name and operators. */
  private static List<String> places(List<Layer> layers) {
    return layers.stream()
        .map(l -> l.kind() + " " + l.shape() + " " + l.geometry() + " " + l.ancestry())
        .toList();
  }

  private static String relu(NetworkBuilder net, String input, long to, long from) {
    return net.node("Relu", List.of(net.convolution(input, net.weights(to, from, 1, 1))));
  }

  @Test
  void halvesOfTheChannelsAreNoLayersHoweverTheyAreTaken() {
    List<Layer> split =
        layers(
            net -> {
              net.node("Split", List.of("x"), List.of("a", "b"), integer("axis", 1));
              net.output(
                  net.node("Concat", List.of("a", relu(net, "b", 2, 2)), integer("axis", 1)));
            });
    List<Layer> slice =
        layers(
            net -> {
              String a = net.node("Slice", slice(net, "x", 0, 2, 1));
              String b = net.node("Slice", slice(net, "x", 2, 4, 1));
              net.output(net.node("Concat", List.of(a, relu(net, b, 2, 2)), integer("axis", 1)));
            });
    List<Layer> gather =
        layers(
            net -> {
              String a = net.node("Gather", List.of("x", net.longs(0, 1)), integer("axis", 1));
              String b = net.node("Gather", List.of("x", net.longs(2, 3)), integer("axis", 1));
              net.output(net.node("Concat", List.of(a, relu(net, b, 2, 2)), integer("axis", 1)));
            });
    assertThat(split).extracting(Layer::op).containsExactly("Input", "Conv+Relu", "Concat");
    assertThat(places(slice)).isEqualTo(places(split));
    assertThat(places(gather)).isEqualTo(places(split));
    assertThat(split.get(1).parents()).containsExactly("x");
  }

  private static List<String> slice(
      NetworkBuilder net, String input, long from, long to, long axis) {
    return List.of(input, net.longs(from), net.longs(to), net.longs(axis));
  }

  @Test
  void croppingRowsIsALayer() {
    List<Layer> layers =
        layers(net -> net.output(relu(net, net.node("Slice", slice(net, "x", 1, 9, 2)), 2, 4)));
    assertThat(layers).extracting(Layer::op).containsExactly("Input", "Slice", "Conv+Relu");
  }

  @Test
  void paddingByNothingIsNoLayer() {
    for (long rows : new long[] {0, 1}) {
      String pads = "pads of " + rows;
      List<Layer> layers =
          layers(
              net -> {
                String amount = net.longs(0, 0, rows, 0, 0, 0, -rows, 0);
                String padded = net.node("Pad", List.of(relu(net, "x", 2, 4), amount));
                net.output(net.node("Relu", List.of(padded)));
              });
      assertThat(layers).as(pads).hasSize(rows == 0 ? 3 : 4);
    }
  }

  @Test
  void branchesMeetOnceHoweverConcatIsNested() {
    List<Layer> flat =
        layers(
            net -> {
              List<String> branches =
                  List.of(relu(net, "x", 2, 4), relu(net, "x", 3, 4), two(net, false));
              net.output(relu(net, net.node("Concat", branches, integer("axis", 1)), 2, 6));
            });
    List<Layer> nested =
        layers(
            net -> {
              String one = relu(net, "x", 2, 4);
              List<String> inner = List.of(one, relu(net, "x", 3, 4));
              String both = net.node("Concat", inner, integer("axis", 1));
              List<String> outer = List.of(both, two(net, true));
              net.output(relu(net, net.node("Concat", outer, integer("axis", 1)), 2, 6));
            });
    assertThat(flat).hasSize(7);
    assertThat(places(nested)).isEqualTo(places(flat));
  }

  /** Two layers, with a Concat of one tensor between them. */
  private static String two(NetworkBuilder net, boolean alone) {
    String one = relu(net, "x", 1, 4);
    return relu(net, alone ? net.node("Concat", List.of(one), integer("axis", 1)) : one, 1, 1);
  }

  @Test
  void geluIsOneLayerWithItsHalfInsideOrBehind() {
    List<Layer> inside = layers(net -> gelu(net, true));
    List<Layer> behind = layers(net -> gelu(net, false));
    assertThat(inside).extracting(Layer::op).containsExactly("Input", "Conv+Gelu", "Conv");
    assertThat(behind).extracting(Layer::op).containsExactly("Input", "Conv+Gelu", "Conv");
  }

  private static void gelu(NetworkBuilder net, boolean inside) {
    String x = net.convolution("x", net.weights(3, 4, 1, 1));
    String root = net.floats(new long[0], 1.4142135f);
    String half = net.floats(new long[0], 0.5f);
    String erf = net.node("Erf", List.of(net.node("Div", List.of(x, root))));
    String sum = net.node("Add", List.of(erf, net.floats(new long[0], 1)));
    String y =
        inside
            ? net.node("Mul", List.of(x, net.node("Mul", List.of(half, sum))))
            : net.node("Mul", List.of(net.node("Mul", List.of(x, sum)), half));
    net.output(net.convolution(y, net.weights(2, 3, 1, 1)));
  }

  @Test
  void blocksMovedByReshapeAreSpaceToDepthAndBack() {
    List<Layer> operators =
        layers(
            net -> {
              String deep =
                  net.node("SpaceToDepth", List.of(relu(net, "x", 3, 4)), integer("blocksize", 2));
              String conv = relu(net, deep, 8, 12);
              net.output(net.node("DepthToSpace", List.of(conv), integer("blocksize", 2)));
            });
    List<Layer> reshapes =
        layers(
            net -> net.output(toSpace(net, relu(net, toDepth(net, relu(net, "x", 3, 4)), 8, 12))));
    // Reshape is a view where the operator is a layer
    assertThat(places(List.of(reshapes.get(2)))).isEqualTo(places(List.of(operators.get(3))));
    assertThat(places(List.of(reshapes.get(3)))).isEqualTo(places(List.of(operators.get(4))));
  }

  private static String reshaped(NetworkBuilder net, String input, long[] perm, long... shapes) {
    int rank = perm.length;
    long[] first = new long[rank];
    System.arraycopy(shapes, 0, first, 0, rank);
    long[] last = new long[shapes.length - rank];
    System.arraycopy(shapes, rank, last, 0, last.length);
    String cut = net.node("Reshape", List.of(input, net.longs(first)));
    String turned = net.node("Transpose", List.of(cut), ints("perm", perm));
    return net.node("Reshape", List.of(turned, net.longs(last)));
  }

  private static String toDepth(NetworkBuilder net, String input) {
    return reshaped(
        net, input, new long[] {0, 1, 3, 5, 2, 4}, 1, 3, 8, 2, 8, 2, /* to */ 1, 12, 8, 8);
  }

  private static String toSpace(NetworkBuilder net, String input) {
    return reshaped(
        net, input, new long[] {0, 1, 4, 2, 5, 3}, 1, 2, 2, 2, 8, 8, /* to */ 1, 2, 16, 16);
  }

  @Test
  void mapsMovedByReshapeAreEquivariantUnderRollsOfWholeBlocks() {
    NetworkBuilder net = network(n -> {});
    String deep = relu(net, toDepth(net, relu(net, "x", 3, 4)), 8, 12);
    String back = toSpace(net, deep);
    net.output(back);
    Readings readings = audit(net, new Translation(2, 4), new Translation(-6, 0));
    for (int probe = 0; probe < 2; probe++) {
      readings.assertEquivariant(deep, probe);
      readings.assertEquivariant(back, probe);
    }
    assertThat(readings.grid(deep).jump()).containsExactly("2", "2");
    assertThat(readings.grid(back).jump()).containsExactly("1", "1");
    assertThat(readings.grid(back).period()).containsExactly("2", "2");
  }

  private Readings audit(NetworkBuilder net, Translation... rolls) {
    return TestAudit.of(net, folder).probes(rolls).run();
  }

  @Test
  void patchesMadeByReshapeAreAStridedConvolution() {
    List<Layer> convolution =
        layers(
            net -> {
              String conv = net.convolution("x", net.weights(5, 4, 4, 4), 4, 4);
              String flat = net.node("Reshape", List.of(conv, net.longs(1, 5, 16)));
              String tokens = net.node("Transpose", List.of(flat), ints("perm", 0, 2, 1));
              net.output(net.node("Relu", List.of(tokens)));
            });
    List<Layer> patches =
        layers(
            net -> {
              String cut =
                  reshaped(
                      net,
                      "x",
                      new long[] {0, 2, 4, 3, 5, 1},
                      1,
                      4,
                      4,
                      4,
                      4,
                      4, /* to */
                      1,
                      16,
                      64);
              String tokens = net.node("MatMul", List.of(cut, net.weights(64, 5)));
              net.output(net.node("Relu", List.of(tokens)));
            });
    Layer expected = convolution.get(2);
    Layer found = patches.get(1);
    assertThat(found.kind()).isEqualTo(LayerKind.TOKENS).isEqualTo(expected.kind());
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.ancestry()).isEqualTo(Ancestry.LOCAL).isEqualTo(expected.ancestry());
  }

  @Test
  void windowAttentionMovesWithWholeWindows() {
    NetworkBuilder net = network(n -> {});
    String windows =
        reshaped(net, "x", new long[] {0, 2, 4, 3, 5, 1}, 1, 4, 4, 4, 4, 4, /* to */ 16, 16, 4);
    String keys = net.node("Transpose", List.of(windows), ints("perm", 0, 2, 1));
    String weights = net.node("Softmax", List.of(net.node("MatMul", List.of(windows, keys))));
    String mixed = net.node("MatMul", List.of(weights, windows));
    String map =
        reshaped(
            net, mixed, new long[] {0, 5, 1, 3, 2, 4}, 1, 4, 4, 4, 4, 4, /* to */ 1, 4, 16, 16);
    net.output(map);
    Readings readings = audit(net, new Translation(4, -8), new Translation(1, 0));
    assertThat(readings.grid(map).jump()).containsExactly("1", "1");
    assertThat(readings.grid(map).period()).containsExactly("4", "4");
    assertThat(readings.layer(map).ancestry()).isEqualTo("global");
    readings.assertEquivariant(map, 0);
  }

  @Test
  void aCyclicShiftIsASliceThatMovesTheGrid() {
    NetworkBuilder net = network(n -> {});
    String end = net.node("Slice", slice(net, "x", 3, 16, 3));
    String begin = net.node("Slice", slice(net, "x", 0, 3, 3));
    String rolled = net.node("Concat", List.of(end, begin), integer("axis", 3));
    net.output(net.node("Relu", List.of(rolled)));
    Structure structure = structure(net, Granularity.MATERIALISED);
    assertThat(structure.layers()).extracting(Layer::op).containsExactly("Input", "Concat", "Relu");
    Readings readings = audit(net, new Translation(5, 0));
    assertThat(readings.grid(rolled).startLow()).containsExactly("0", "3");
    assertThat(readings.grid(rolled).clean()).isEqualTo(List.of(List.of(0, 15), List.of(0, 12)));
  }

  @Test
  void tokensWithTheBatchBehindThemStayTokens() {
    List<Layer> layers =
        layers(
            net -> {
              String conv = net.convolution("x", net.weights(6, 4, 4, 4), 4, 4);
              String flat = net.node("Reshape", List.of(conv, net.longs(1, 6, 16)));
              String tokens = net.node("Transpose", List.of(flat), ints("perm", 2, 0, 1));
              String rows = net.node("Reshape", List.of(tokens, net.longs(16, 6)));
              String gemm = net.node("Gemm", List.of(rows, net.weights(6, 6)));
              String back = net.node("Reshape", List.of(gemm, net.longs(16, 1, 6)));
              String first = net.node("Transpose", List.of(back), ints("perm", 1, 0, 2));
              String straight = net.node("Transpose", List.of(flat), ints("perm", 0, 2, 1));
              net.output(net.node("Add", List.of(first, straight)));
            });
    Layer sum = layers.get(layers.size() - 1);
    assertThat(sum.kind()).isEqualTo(LayerKind.TOKENS);
    assertThat(sum.ancestry()).isEqualTo(Ancestry.LOCAL);
  }

  @Test
  void aProductWithItsScaleFusedInIsStillAttention() {
    NetworkBuilder net = network(n -> {});
    String flat = net.node("Reshape", List.of("x", net.longs(1, 4, SIDE * SIDE)));
    net.output(net.microsoftNode("FusedMatMul", List.of(flat, flat), integer("transA", 1)));
    Layer product = structure(net, Granularity.MATERIALISED).layers().get(1);
    assertThat(product.shape()).containsExactly(1, 256, 256);
    assertThat(product.ancestry()).isEqualTo(Ancestry.GLOBAL);
  }

  @Test
  void einsumOverChannelsIsAPointwiseConvolution() {
    NetworkBuilder net = network(n -> {});
    String mixed =
        net.node("Einsum", List.of("x", net.weights(3, 4)), text("equation", "bchw,oc->bohw"));
    net.output(mixed);
    Readings readings = audit(net, new Translation(3, -5));
    assertThat(readings.layer(mixed).ancestry()).isEqualTo("local");
    readings.assertEquivariant(mixed, 0);
  }

  @Test
  void einsumOverPlacesIsAttentionOrKnowsWhereItIs() {
    List<Layer> product = layers(net -> attention(net, false));
    List<Layer> einsum = layers(net -> attention(net, true));
    assertThat(places(einsum)).isEqualTo(places(product));
    assertThat(einsum.get(1).ancestry()).isEqualTo(Ancestry.GLOBAL);
    List<Layer> table =
        layers(
            net -> {
              List<String> inputs = List.of("x", net.weights(SIDE, SIDE));
              net.output(net.node("Einsum", inputs, text("equation", "bchw,hw->bc")));
            });
    assertThat(table.get(1).kind()).isEqualTo(LayerKind.VECTOR);
    assertThat(table.get(1).ancestry()).isEqualTo(Ancestry.POSITIONAL);
  }

  private static void attention(NetworkBuilder net, boolean einsum) {
    String flat = net.node("Reshape", List.of("x", net.longs(1, 4, SIDE * SIDE)));
    String tokens = net.node("Transpose", List.of(flat), ints("perm", 0, 2, 1));
    net.output(
        einsum
            ? net.node("Einsum", List.of(tokens, tokens), text("equation", "bic,bjc->bij"))
            : net.node("MatMul", List.of(tokens, flat)));
  }

  @Test
  void attentionInOneNodeIsGlobal() {
    NetworkBuilder net = network(n -> {}).opset(23);
    String flat = net.node("Reshape", List.of("x", net.longs(1, 4, SIDE * SIDE)));
    String tokens = net.node("Transpose", List.of(flat), ints("perm", 0, 2, 1));
    net.output(
        net.node(
            "Attention",
            List.of(tokens, tokens, tokens),
            integer("q_num_heads", 2),
            integer("kv_num_heads", 2)));
    Layer layer = structure(net, Granularity.MATERIALISED).layers().get(1);
    assertThat(layer.kind()).isEqualTo(LayerKind.TOKENS);
    assertThat(layer.ancestry()).isEqualTo(Ancestry.GLOBAL);
  }

  @Test
  void aFusedResidualKeepsItsTokens() {
    NetworkBuilder net = network(n -> {});
    String flat = net.node("Reshape", List.of("x", net.longs(1, 4, SIDE * SIDE)));
    String tokens = net.node("Transpose", List.of(flat), ints("perm", 0, 2, 1));
    String scale = net.floats(new long[] {4}, 1, 1, 1, 1);
    List<String> inputs = List.of(tokens, net.node("Relu", List.of(tokens)), scale);
    String norm = net.microsoftNode("SkipLayerNormalization", inputs);
    net.output(norm);
    List<Layer> layers = structure(net, Granularity.MATERIALISED).layers();
    Layer layer = layers.get(layers.size() - 1);
    assertThat(layer.kind()).isEqualTo(LayerKind.TOKENS);
    assertThat(layer.ancestry()).isEqualTo(Ancestry.LOCAL);
  }

  @Test
  void whatIsNotKnownIsSaidOfEveryLayerBehindIt() {
    NetworkBuilder net = network(n -> {});
    String grid = net.weights(1, 8, 8, 2);
    String sampled = net.node("GridSample", List.of("x", grid));
    String pooled = net.node("GlobalAveragePool", List.of(sampled));
    net.output(pooled);
    Readings readings = audit(net, new Translation(1, 0));
    assertThat(readings.layer(sampled).gridNote()).contains("GridSample");
    assertThat(readings.layer(pooled).gridNote()).contains("GridSample");
    assertThat(readings.layer(pooled).ancestry()).isEqualTo("unknown");
  }
}
