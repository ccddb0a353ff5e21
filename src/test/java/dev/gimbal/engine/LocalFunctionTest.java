package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.FunctionProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import dev.gimbal.onnx.ValueInfoProto;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local functions are written out: their tensors are layers, with the scores of plain nodes. */
class LocalFunctionTest {
  private static final String DOMAIN = "my.lib";
  private static final int SIDE = 16;

  @TempDir Path folder;

  private static NodeProto node(
      String domain, String op, List<String> inputs, List<String> outputs, AttributeProto... more) {
    return NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(op)
        .setName(op + "_call")
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(List.of(more))
        .build();
  }

  private static FunctionProto.Builder function(
      String name, List<String> inputs, List<String> outputs, NodeProto... nodes) {
    return FunctionProto.newBuilder()
        .setDomain(DOMAIN)
        .setName(name)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllNode(List.of(nodes))
        .addOpsetImport(opset("", 17))
        .addOpsetImport(opset(DOMAIN, 1));
  }

  private static OperatorSetIdProto opset(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static AttributeProto reference(String name, int type, String to) {
    return AttributeProto.newBuilder().setName(name).setType(type).setRefAttrName(to).build();
  }

  private Path write(NetworkBuilder net, FunctionProto.Builder... functions) {
    ModelProto.Builder model = net.model().toBuilder().setIrVersion(10);
    model.addOpsetImport(opset(DOMAIN, 1));
    for (FunctionProto.Builder function : functions) {
      model.addFunctions(function);
    }
    return write(model);
  }

  private Path write(ModelProto.Builder model) {
    try {
      return Files.write(folder.resolve("functions.onnx"), model.build().toByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Layer> layers(Path file) {
    OnnxModel model = OnnxModel.read(file);
    ImageInput input = ImageInput.of(model);
    return Inspection.inspect(model, input, SIDE, SIDE, Granularity.MATERIALISED).layers();
  }

  /** Calls are added as nodes of the default domain and moved into ours afterwards. */
  private static NetworkBuilder network(long seed) {
    return new NetworkBuilder(seed).opset(17);
  }

  private Path inDomain(Path file, String... ops) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (List.of(ops).contains(node.getOpType())) {
        node.setDomain(DOMAIN);
      }
    }
    return write(model);
  }

  /** A strided convolution and its activation, which is a function of its own. */
  private static FunctionProto.Builder[] block() {
    FunctionProto.Builder block =
        function(
                "Block",
                List.of("x", "w", "unused"),
                List.of("y", "raw"),
                node(
                    "", "Conv", List.of("x", "w"), List.of("raw"), reference("strides", 7, "step")),
                node(DOMAIN, "Act", List.of("raw"), List.of("y")))
            .addAttributeProto(ints("step", 1, 1));
    FunctionProto.Builder act =
        function("Act", List.of("x"), List.of("y"), node("", "Relu", List.of("x"), List.of("y")));
    return new FunctionProto.Builder[] {block, act};
  }

  private static NetworkBuilder calling(boolean functions) {
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    String first = net.weights(4, 2, 3, 3);
    String second = net.weights(4, 4, 3, 3);
    if (functions) {
      String one = net.node("Block", List.of("x", first), ints("step", 2, 2));
      String two = net.node("Block", List.of(one, second));
      return net.output(net.node("GlobalAveragePool", List.of(two)));
    }
    String one = net.node("Relu", List.of(net.convolution("x", first, 2, 2)));
    String two = net.node("Relu", List.of(net.convolution(one, second)));
    return net.output(net.node("GlobalAveragePool", List.of(two)));
  }

  @Test
  void nestedFunctionsWithAttributesGiveTheLayersAndScoresOfPlainNodes() throws IOException {
    Path functions = inDomain(write(calling(true), block()), "Block");
    Path plain = calling(false).write(folder, "plain.onnx");
    List<Layer> found = layers(functions);
    assertThat(found.stream().map(Layer::op))
        .containsExactly("Input", "Conv+Relu", "Conv+Relu", "GlobalAveragePool");
    assertThat(found.stream().map(Layer::geometry))
        .isEqualTo(layers(plain).stream().map(Layer::geometry).toList());
    Readings ours = read(functions);
    Readings theirs = read(plain);
    for (int layer = 0; layer < found.size(); layer++) {
      String name = found.get(layer).name();
      String other = theirs.result().layers().get(layer).name();
      for (int probe = 0; probe < 2; probe++) {
        assertThat(ours.value(name, probe, ScoreId.INVARIANCE))
            .isEqualTo(theirs.value(other, probe, ScoreId.INVARIANCE));
      }
    }
  }

  private static Readings read(Path file) {
    return TestAudit.of(file)
        .layers(Granularity.MATERIALISED)
        .probes(new Translation(2, 0), new Translation(1, -3))
        .run();
  }

  @Test
  void tensorsInsideAreNamedAfterTheirCall() throws IOException {
    Path file = inDomain(write(calling(true), block()), "Block");
    OnnxModel model = OnnxModel.read(file);
    List<String> tensors =
        Inspection.inspect(model, ImageInput.of(model), SIDE, SIDE, Granularity.EVERY_NODE)
            .layers()
            .stream()
            .map(Layer::name)
            .toList();
    assertThat(tensors).hasSize(6).anyMatch(name -> name.endsWith("/raw"));
    assertThat(model.proto().getFunctionsCount()).isZero();
  }

  @Test
  void overloadsAreToldApartAndClashingNamesStaySeparate() throws IOException {
    FunctionProto.Builder rectify =
        function("Act", List.of("x"), List.of("t"), node("", "Relu", List.of("x"), List.of("t")));
    FunctionProto.Builder squash =
        function(
                "Act",
                List.of("x"),
                List.of("y"),
                // "x" and "t1" are names of the main graph too
                node("", "Neg", List.of("x"), List.of("t1")),
                node("", "Sigmoid", List.of("t1"), List.of("y")))
            .setOverload("smooth");
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(4, 2, 3, 3));
    String one = net.node("Act", List.of(conv));
    net.output(net.node("Act", List.of(one)));
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(inDomain(write(net, rectify, squash), "Act")))
            .toBuilder();
    model.getGraphBuilder().getNodeBuilder(2).setOverload("smooth");
    List<Layer> found = layers(write(model));
    assertThat(found.stream().map(Layer::op))
        .containsExactly("Input", "Conv+Relu", "Neg", "Sigmoid");
    assertThat(found.get(1).name()).isEqualTo(one);
  }

  @Test
  void bodiesInsideFunctionsSeeTheFunctionsTensors() throws IOException {
    GraphProto.Builder same =
        GraphProto.newBuilder()
            .setName("same")
            .addNode(node("", "Identity", List.of("h"), List.of("z")))
            .addOutput(ValueInfoProto.newBuilder().setName("z"));
    GraphProto.Builder negated =
        GraphProto.newBuilder()
            .setName("negated")
            .addNode(node("", "Neg", List.of("h"), List.of("z")))
            .addOutput(ValueInfoProto.newBuilder().setName("z"));
    FunctionProto.Builder choose =
        function(
            "Choose",
            List.of("a", "flag"),
            List.of("y"),
            node("", "Relu", List.of("a"), List.of("h")),
            node(
                "",
                "If",
                List.of("flag"),
                List.of("y"),
                AttributeProto.newBuilder().setName("then_branch").setType(5).setG(same).build(),
                AttributeProto.newBuilder()
                    .setName("else_branch")
                    .setType(5)
                    .setG(negated)
                    .build()));
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(4, 2, 3, 3));
    String flag = net.node("Cast", List.of(net.longs(1)), integer("to", 9));
    net.output(net.node("Choose", List.of(conv, flag)));
    List<Layer> found = layers(inDomain(write(net, choose), "Choose"));
    assertThat(found.stream().map(Layer::op)).containsExactly("Input", "Conv+Relu", "If");
    assertThat(found.get(2).parents()).containsExactly(found.get(1).name());
  }

  @Test
  void inputsThatAreLeftOutAndInputsThatArePassedOnAreKept() throws IOException {
    FunctionProto.Builder limit =
        function(
            "Limit",
            List.of("x", "low", "high"),
            List.of("y", "x"),
            node("", "Clip", List.of("x", "low", "high"), List.of("y")));
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(4, 2, 3, 3));
    net.node("Limit", List.of(conv, "", net.floats(new long[] {}, 6)), List.of("y", "same"));
    net.output("y").output("same");
    List<Layer> found = layers(inDomain(write(net, limit), "Limit"));
    assertThat(found.stream().map(Layer::name)).contains("y", "same");
    assertThat(found.stream().map(Layer::op)).containsExactly("Input", "Conv", "Clip", "Identity");
  }

  @Test
  void operatorSetsThatOnlyAFunctionImportsAreImported() throws IOException {
    FunctionProto.Builder gelu =
        function(
                "Act",
                List.of("x"),
                List.of("y"),
                node("com.microsoft", "Gelu", List.of("x"), List.of("y")))
            .addOpsetImport(opset("com.microsoft", 1));
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    net.output(net.node("Act", List.of(net.convolution("x", net.weights(4, 2, 3, 3)))));
    assertThat(layers(inDomain(write(net, gelu), "Act")).stream().map(Layer::op))
        .containsExactly("Input", "Conv+Gelu");
  }

  @Test
  void functionsOfAnotherOperatorSetVersionStayClosed() throws IOException {
    FunctionProto.Builder old =
        function("Act", List.of("x"), List.of("y"), node("", "Relu", List.of("x"), List.of("y")))
            .clearOpsetImport()
            .addOpsetImport(opset("", 13));
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    net.output(net.node("Act", List.of(net.convolution("x", net.weights(4, 2, 3, 3)))));
    List<Layer> found = layers(inDomain(write(net, old), "Act"));
    assertThat(found.stream().map(Layer::op)).containsExactly("Input", "Conv", "Act");
    assertThat(found.get(2).geometry().toString()).contains("what Act does to positions");
  }

  private void refused(String reason, FunctionProto.Builder... functions) throws IOException {
    NetworkBuilder net = network(4);
    net.input("x", 1, 2, SIDE, SIDE);
    net.output(net.node("F0", List.of("x")));
    CliRun.audit(folder, inDomain(write(net, functions), "F0")).refusedWith(3, reason, "functions");
  }

  private static FunctionProto.Builder calls(String name, String... called) {
    FunctionProto.Builder function = function(name, List.of("x"), List.of("y0"));
    String last = "x";
    for (int i = called.length - 1; i >= 0; i--) {
      function.addNode(node(DOMAIN, called[i], List.of(last), List.of("y" + i)));
      last = "y" + i;
    }
    return function;
  }

  private static FunctionProto.Builder[] chain(int length, int times) {
    FunctionProto.Builder[] functions = new FunctionProto.Builder[length];
    for (int i = 0; i < length - 1; i++) {
      String[] called = new String[times];
      java.util.Arrays.fill(called, "F" + (i + 1));
      functions[i] = calls("F" + i, called);
    }
    functions[length - 1] =
        function(
            "F" + (length - 1),
            List.of("x"),
            List.of("y0"),
            node("", "Relu", List.of("x"), List.of("y0")));
    return functions;
  }

  @Test
  void hostileDefinitionsAreRefused() throws IOException {
    refused("by itself", calls("F0", "F0"));
    refused("by itself", calls("F0", "F1"), calls("F1", "F0"));
    refused("more than 200000 nodes", chain(40, 2));
    refused("more than 64 deep", chain(5_000, 1));
    refused("twice", calls("F0", "F1"), chain(2, 1)[1], calls("F0", "F1"));
  }
}
