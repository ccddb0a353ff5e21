package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.plan.LayerPatterns;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layers of a model are the tensors of the graph that ONNX Runtime really runs: it is asked to
 * write that graph, and both are counted.
 */
class FusingRulesTest {
  /** A multiple of every block size, so that convolutions run in the blocked layout. */
  private static final int CHANNELS = 32;

  private static final int SIDE = 16;

  @TempDir Path folder;
  private NetworkBuilder net;
  private String stem;

  @BeforeEach
  void stem() {
    net = new NetworkBuilder(3);
    net.input("x", 1, 3, SIDE, SIDE);
    stem = relu(convolution("x", 3));
  }

  private String convolution(String tensor, int channels) {
    return net.node(
        "Conv", List.of(tensor, net.weights(CHANNELS, channels, 3, 3)), ints("pads", 1, 1, 1, 1));
  }

  private String convolution(String tensor) {
    return convolution(tensor, CHANNELS);
  }

  private String relu(String tensor) {
    return net.node("Relu", List.of(tensor));
  }

  private String add(String first, String second) {
    return net.node("Add", List.of(first, second));
  }

  /** Ends with a global pool, so that nothing before it is an output. */
  private List<Layer> layers(String last) {
    net.output(net.node("GlobalAveragePool", List.of(last)));
    return structure(Granularity.MATERIALISED).layers();
  }

  private Structure structure(Granularity granularity) {
    OnnxModel model = OnnxModel.read(net.write(folder, "m.onnx"));
    return Inspection.inspect(model, ImageInput.of(model), SIDE, SIDE, granularity);
  }

  private static List<String> ops(List<Layer> layers) {
    return layers.stream().skip(1).map(Layer::op).toList();
  }

  /** Nodes of the optimised graph, without those that only change the memory's order. */
  private List<NodeProto> optimised() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    assumeTrue(List.of("amd64", "x86_64").contains(arch), "blocked layout of x86-64 CPUs");
    Path file = folder.resolve("optimised.onnx");
    // Loads the native libraries the way the program does.
    assertThat(ModelSession.runtimeVersion()).isNotEmpty();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setOptimizedModelFilePath(file.toString());
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      environment.createSession(net.model().toByteArray(), options).close();
      return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList().stream()
          .filter(node -> !node.getOpType().matches("Reorder.*|Reshape"))
          .toList();
    } catch (OrtException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many layers as tensors, and as many additions folded into convolutions. */
  private void assertAsOptimised(List<Layer> layers) {
    List<NodeProto> nodes = optimised();
    assertThat(ops(layers))
        .as(() -> nodes.stream().map(NodeProto::getOpType).toList().toString())
        .hasSize(nodes.size());
    long folded =
        nodes.stream()
            .filter(n -> n.getOpType().equals("Conv"))
            .filter(n -> n.getInputCount() > 3)
            .count();
    assertThat(layers.stream().filter(l -> l.op().startsWith("Conv+Add")).count())
        .isEqualTo(folded);
  }

  @Test
  void linearBottleneckTakesTheAdditionBehindIt() {
    String expanded = relu(convolution(stem));
    String sum = add(stem, convolution(expanded));
    List<Layer> layers = layers(sum);
    assertThat(ops(layers))
        .containsExactly("Conv+Relu", "Conv+Relu", "Conv+Add", "GlobalAveragePool");
    assertThat(layers.get(3).name()).isEqualTo(sum);
    assertThat(layers.get(3).parents()).containsExactlyInAnyOrder(stem, expanded);
    assertAsOptimised(layers);
  }

  @Test
  void residualBlockEndsInOneLayerWithItsActivation() {
    List<Layer> layers = layers(relu(add(convolution(relu(convolution(stem))), stem)));
    assertThat(ops(layers))
        .containsExactly("Conv+Relu", "Conv+Relu", "Conv+Add+Relu", "GlobalAveragePool");
    assertAsOptimised(layers);
  }

  @Test
  void ofTwoConvolutionsTheFirstOperandTakesTheAddition() {
    String main = convolution(relu(convolution(stem)));
    String shortcut = convolution(stem);
    String end = relu(add(main, shortcut));
    List<Layer> layers = layers(end);
    assertThat(ops(layers))
        .containsExactly("Conv+Relu", "Conv+Relu", "Conv", "Conv+Add+Relu", "GlobalAveragePool");
    assertThat(layers.get(3).name()).isEqualTo(shortcut);
    assertThat(layers.get(4).parents()).contains(shortcut);
    assertAsOptimised(layers);
  }

  @Test
  void convolutionsThatAreActivatedReadTwiceOrAlreadyAddedToStayLayers() {
    String twice = convolution(stem);
    String activated = relu(convolution(stem));
    String once = add(convolution(twice), activated);
    String end = add(once, twice);
    List<Layer> layers = layers(end);
    assertThat(ops(layers))
        .containsExactly("Conv+Relu", "Conv", "Conv+Relu", "Conv+Add", "Add", "GlobalAveragePool");
    assertAsOptimised(layers);
  }

  @Test
  void anOutputIsNeverFoldedAway() {
    String branch = convolution(stem);
    net.output(branch);
    List<Layer> layers = layers(add(branch, stem));
    assertThat(ops(layers)).containsExactly("Conv+Relu", "Conv", "Add", "GlobalAveragePool");
    assertAsOptimised(layers);
  }

  @Test
  void anAdditionThatBroadcastsIsNotFolded() {
    String gate = net.node("GlobalAveragePool", List.of(stem));
    List<Layer> layers = layers(add(convolution(stem), gate));
    assertThat(ops(layers))
        .containsExactly("Conv+Relu", "GlobalAveragePool", "Conv", "Add", "GlobalAveragePool");
    assertAsOptimised(layers);
  }

  @Test
  void foldedTensorsCanStillBeAskedForByName() {
    String expanded = relu(convolution(stem));
    String linear = convolution(expanded);
    String sum = add(stem, linear);
    List<Layer> layers = layers(sum);
    List<Layer> chosen =
        LayerPatterns.choose(
            layers,
            () -> structure(Granularity.EVERY_NODE).layers(),
            List.of("tensor:" + linear, sum),
            Set.of());
    assertThat(chosen.stream().map(Layer::name)).containsExactly("x", linear, sum);
    assertThat(chosen.get(1).op()).isEqualTo("Conv");
    assertThat(chosen.get(1).parents()).containsExactly(expanded);
    assertThat(chosen.get(2).op()).isEqualTo("Conv+Add");
    assertThat(chosen.get(2).parents()).containsExactlyInAnyOrder(stem, linear);
  }
}
