package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.gimbal.graph.Granularity;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.testing.HalfPrecision;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same function, written to a file in another way, has the same scores. */
class SameFunctionTest {
  private static final int SIDE = 16;
  private static final int PROBES = 3;
  private static final int FLOAT64 = 11;
  private static final int OLDEST_OPSET = 7;
  private static final int NEWEST_OPSET = 26;

  /** Of scores, where only the order of additions may differ. */
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  private static Readings read(Path model) {
    return TestAudit.of(model)
        .layers(Granularity.MATERIALISED)
        .border(dev.gimbal.probe.Border.standard())
        .probes(new Translation(4, 0), new Translation(1, -3), new Rotation(90))
        .images(6)
        .size(SIDE)
        .run();
  }

  private Path write(String name, ModelProto model) {
    try {
      return Files.write(folder.resolve(name), model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Layer by layer in running order: equal operators, places and scores. */
  private static void assertSame(Readings some, Readings others, double tolerance) {
    List<LayerInfo> layers = some.result().layers();
    assertThat(others.result().layers().stream().map(LayerInfo::shape))
        .containsExactlyElementsOf(layers.stream().map(LayerInfo::shape).toList());
    for (int i = 0; i < layers.size(); i++) {
      LayerInfo other = others.result().layers().get(i);
      assertThat(other.grid()).as(other.name()).isEqualTo(layers.get(i).grid());
      assertThat(other.ancestry()).as(other.name()).isEqualTo(layers.get(i).ancestry());
      assertSameScores(some, layers.get(i).name(), others, other.name(), tolerance);
    }
  }

  private static void assertSameScores(
      Readings some, String layer, Readings others, String other, double tolerance) {
    boolean map = some.layer(layer).grid().isPresent();
    for (int probe = 0; probe < PROBES; probe++) {
      for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.LOSS_CLEAN, ScoreId.LOSS_UNCLEAN)) {
        if (score == ScoreId.INVARIANCE || map) {
          assertThat(others.value(other, probe, score))
              .as("%s of %s under %s", score, other, some.probe(probe).id())
              .isEqualTo(some.value(layer, probe, score), within(tolerance));
        }
      }
    }
  }

  /** A network in the operator forms of one operator set. */
  private static ModelProto inForm(int opset) {
    NetworkBuilder net = new NetworkBuilder(9).opset(opset);
    net.input("x", 1, 3, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(6, 3, 3, 3));
    float[] scale = {1, 0.5f, 2, 1.5f, 1, 0.7f};
    float[] shift = {0, 10, -10, 5, 3, -4};
    float[] variance = {1, 2, 1, 0.5f, 1, 1};
    String normalised =
        net.node(
            "BatchNormalization",
            List.of(
                conv,
                net.floats(new long[] {6}, scale),
                net.floats(new long[] {6}, shift),
                net.floats(new long[] {6}, shift),
                net.floats(new long[] {6}, variance)));
    String clipped =
        opset < 11
            ? net.node("Clip", List.of(normalised), real("min", 0), real("max", 300))
            : net.node(
                "Clip",
                List.of(normalised, net.floats(new long[] {}, 0), net.floats(new long[] {}, 300)));
    String pooled =
        net.node("MaxPool", List.of(clipped), ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    String kept = net.node("Dropout", List.of(pooled));
    String grown = grown(net, opset, kept);
    String padded =
        opset < 11
            ? net.node("Pad", List.of(grown), ints("pads", 0, 0, 1, 1, 0, 0, 1, 1))
            : net.node("Pad", List.of(grown, net.longs(0, 0, 1, 1, 0, 0, 1, 1)));
    String deep = net.node("Relu", List.of(net.convolution(padded, net.weights(4, 6, 3, 3))));
    String mean =
        opset < 18
            ? net.node("ReduceMean", List.of(deep), ints("axes", 2, 3), integer("keepdims", 1))
            : net.node("ReduceMean", List.of(deep, net.longs(2, 3)), integer("keepdims", 1));
    String flat =
        opset < 13
            ? net.node("Squeeze", List.of(mean), ints("axes", 2, 3))
            : net.node("Squeeze", List.of(mean, net.longs(2, 3)));
    String classes = net.node("MatMul", List.of(flat, net.weights(4, 5)));
    String calm = net.node("Mul", List.of(classes, net.floats(new long[] {}, 0.01f)));
    net.output(net.node("Softmax", List.of(calm), integer("axis", 1)));
    return net.model().toBuilder().setIrVersion(irVersion(opset)).build();
  }

  private static String grown(NetworkBuilder net, int opset, String tensor) {
    String mode = "nearest";
    if (opset < 9) {
      return net.node("Upsample", List.of(tensor), text("mode", mode), reals("scales", 1, 1, 2, 2));
    }
    String scales = net.floats(new long[] {4}, 1, 1, 2, 2);
    if (opset < 11) {
      return net.node(
          opset == 9 ? "Upsample" : "Resize", List.of(tensor, scales), text("mode", mode));
    }
    return net.node(
        "Resize",
        List.of(tensor, opset < 13 ? net.floats(new long[] {0}) : "", scales),
        text("mode", mode),
        text("coordinate_transformation_mode", "asymmetric"),
        text("nearest_mode", "floor"));
  }

  private static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(1).setF(value).build();
  }

  private static AttributeProto reals(String name, float... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(6);
    for (float value : values) {
      attribute.addFloats(value);
    }
    return attribute.build();
  }

  /** The file version that came with an operator set. */
  private static int irVersion(int opset) {
    int[] since = {0, 9, 10, 11, 12, 15, 19, 21, 23, 25, 26};
    int version = 3;
    for (int i = 1; i < since.length; i++) {
      version = opset >= since[i] ? i + 3 : version;
    }
    return version;
  }

  @Test
  void everyOperatorSetInItsOwnForms() {
    Readings expected = read(write("opset13.onnx", inForm(13)));
    assertThat(expected.result().layers().stream().map(LayerInfo::op))
        .containsExactly(
            "Input",
            "Conv+BatchNormalization+Clip",
            "MaxPool",
            "Resize",
            "Conv+Relu",
            "ReduceMean",
            "MatMul+Mul",
            "Softmax");
    for (int opset = OLDEST_OPSET; opset <= NEWEST_OPSET; opset++) {
      ModelProto model = inForm(opset);
      if (opset < 9) {
        model = initialisersAsInputs(model);
      }
      assertSame(expected, read(write("opset" + opset + ".onnx", model)), ROUNDING);
    }
  }

  private static ModelProto initialisersAsInputs(ModelProto model) {
    ModelProto.Builder copy = model.toBuilder();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(tensor.getName());
      var type = value.getTypeBuilder().getTensorTypeBuilder();
      type.setElemType(tensor.getDataType());
      tensor.getDimsList().forEach(d -> type.getShapeBuilder().addDimBuilder().setDimValue(d));
      copy.getGraphBuilder().addInput(value);
    }
    return copy.build();
  }

  @Test
  void initialisersListedAsInputs() {
    ModelProto model = residual(1);
    Readings plain = read(write("plain.onnx", model));
    // ONNX Runtime fuses less where a weight could be replaced.
    assertSame(plain, read(write("listed.onnx", initialisersAsInputs(model))), ROUNDING);
  }

  /** A residual network without odd forms; the batch is fixed or, below 0, open. */
  private static ModelProto residual(long batch) {
    NetworkBuilder net = new NetworkBuilder(11).opset(17);
    net.input("x", batch, 3, SIDE, SIDE);
    String stem = relu(net, padded(net, "x", 3, 2));
    String sum =
        net.node("Add", List.of(padded(net, relu(net, padded(net, stem, 8, 1)), 8, 1), stem));
    String maps = relu(net, sum);
    String flat = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(maps))));
    net.output(net.node("Gemm", List.of(flat, net.weights(8, 5), net.weights(5))));
    return net.model();
  }

  private static String padded(NetworkBuilder net, String tensor, int channels, int stride) {
    return net.node(
        "Conv",
        List.of(tensor, net.weights(8, channels, 3, 3)),
        ints("pads", 1, 1, 1, 1),
        ints("strides", stride, stride));
  }

  private static String relu(NetworkBuilder net, String tensor) {
    return net.node("Relu", List.of(tensor));
  }

  @Test
  void fixedAndOpenBatch() {
    assertSame(read(write("fixed.onnx", residual(1))), read(write("open.onnx", residual(-1))), 0);
  }

  @Test
  void halfPrecisionWithinItsFloor() {
    Readings single = read(write("single.onnx", residual(1)));
    Readings half = read(write("half.onnx", inHalfPrecision(residual(1))));
    List<LayerInfo> layers = single.result().layers();
    assertThat(half.result().layers().stream().map(LayerInfo::name))
        .containsExactlyElementsOf(layers.stream().map(LayerInfo::name).toList());
    for (LayerInfo layer : layers) {
      for (int probe = 0; probe < PROBES; probe++) {
        double floor = half.floor(layer.name(), probe);
        assertThat(floor).as(layer.name()).isLessThan(1e-4);
        // The floor is a squared distance: rounding moves the root of a loss by about its root.
        double expected = Math.sqrt(1 - single.value(layer.name(), probe, ScoreId.INVARIANCE));
        double found = Math.sqrt(1 - half.value(layer.name(), probe, ScoreId.INVARIANCE));
        assertThat(found).as(layer.name()).isEqualTo(expected, within(2 * Math.sqrt(floor)));
      }
    }
  }

  /** In float16 from the input to the output, without casts. */
  private static ModelProto inHalfPrecision(ModelProto model) {
    ModelProto.Builder copy = model.toBuilder();
    HalfPrecision.halve(copy.getGraphBuilder().getInputBuilder(0));
    HalfPrecision.weights(copy.getGraphBuilder());
    return copy.build();
  }

  /** ONNX Runtime has no convolution of float64: models that take it convert first. */
  @Test
  void float64Input() {
    NetworkBuilder plain = new NetworkBuilder(2);
    plain.input("x", 1, 3, SIDE, SIDE);
    plain.output(relu(plain, padded(plain, "x", 3, 2)));
    NetworkBuilder wide = new NetworkBuilder(2);
    wide.typedInput("x", FLOAT64, 1, 3, SIDE, SIDE);
    String cast = wide.node("Cast", List.of("x"), integer("to", NetworkBuilder.FLOAT));
    wide.output(relu(wide, padded(wide, cast, 3, 2)));
    assertSame(read(write("plain.onnx", plain.model())), read(write("wide.onnx", wide.model())), 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = OptLevel.class,
      names = {"BASIC_OPT", "EXTENDED_OPT"})
  void optimisedOffline(OptLevel level) {
    Readings plain = read(write("plain.onnx", residual(1)));
    Readings optimised = read(optimised(level));
    List<String> names = plain.result().layers().stream().map(LayerInfo::name).toList();
    List<String> found = optimised.result().layers().stream().map(LayerInfo::name).toList();
    List<String> matched = names.stream().filter(found::contains).toList();
    assertThat(matched).containsAll(found).hasSize(names.size());
    for (String name : matched) {
      assertThat(optimised.layer(name).grid()).isEqualTo(plain.layer(name).grid());
      assertSameScores(plain, name, optimised, name, ROUNDING);
    }
  }

  /** The blocked layout of one kind of CPU: what is inside cannot be placed, the output can. */
  @Test
  void optimisedOfflineForThisCpu() {
    Readings plain = read(write("plain.onnx", residual(1)));
    Readings optimised = read(optimised(OptLevel.ALL_OPT));
    String output = plain.result().layers().get(plain.result().layers().size() - 1).name();
    assertSameScores(plain, output, optimised, output, ROUNDING);
    assertThat(optimised.result().layers().stream().filter(l -> l.grid().isPresent()))
        .allSatisfy(
            layer -> assertSameScores(plain, layer.name(), optimised, layer.name(), ROUNDING));
  }

  private Path optimised(OptLevel level) {
    Path file = folder.resolve("optimised.onnx");
    // Loads the native libraries the way the program does.
    assertThat(ModelSession.runtimeVersion()).isNotEmpty();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setOptimizedModelFilePath(file.toString());
      OrtEnvironment.getEnvironment().createSession(residual(1).toByteArray(), options).close();
      return file;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
