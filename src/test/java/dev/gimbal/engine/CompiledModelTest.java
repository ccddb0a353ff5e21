package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.geometry.AffineMap;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.Runner;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import dev.gimbal.weave.CompiledModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compiled model, given nothing but images and six numbers a probe, finds an audit's losses. */
class CompiledModelTest {
  private static final int HEIGHT = 20;
  private static final int WIDTH = 26;
  private static final int IMAGES = 3;
  private static final float FILL = 100;
  private static final Probe[] PROBES = {
    new Translation(2, 0),
    new Translation(-4, 6),
    new Translation(1, 0),
    new Translation(3, -5),
    new Rotation(180),
    new Rotation(15),
    new Rotation(-40),
    new Crop(0.8, Anchor.CENTER),
    new Crop(0.5, Anchor.TOP_LEFT),
  };

  @TempDir Path folder;

  /** Sums of one layer, added up over images (or pairs of them). */
  private static final class Sums {
    final double[] invariance = new double[PROBES.length];
    final double[] clean = new double[PROBES.length];
    final double[] unclean = new double[PROBES.length];
    final double[] visibleDistance = new double[PROBES.length];
    double distance;
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 13, 16, 18, 20, 22})
  void itsLossesAreTheAudits(int opset) {
    NetworkBuilder net = new NetworkBuilder(3).opset(opset);
    net.input("x", 1, 3, HEIGHT, WIDTH);
    String stem =
        net.node(
            "Conv",
            List.of("x", net.weights(4, 3, 3, 3)),
            ints("pads", 1, 1, 1, 1),
            ints("strides", 2, 2));
    String conv = net.convolution(net.node("Relu", List.of(stem)), net.weights(5, 4, 3, 3));
    String vector = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(conv))));
    net.output(net.node("MatMul", List.of(vector, net.weights(5, 4))));
    compare(net.write(folder, "net.onnx"));
  }

  @Test
  void channelsLastFloat16AndUint8InputsAreUnderstood() {
    NetworkBuilder last = new NetworkBuilder(5);
    last.input("x", -1, HEIGHT, WIDTH, 3);
    String first = last.node("Transpose", List.of("x"), ints("perm", 0, 3, 1, 2));
    String conv = last.convolution(first, last.weights(4, 3, 3, 3), 2, 1);
    last.output(last.node("Transpose", List.of(conv), ints("perm", 0, 2, 3, 1)));
    compare(last.write(folder, "last.onnx"));
    for (int type : new int[] {NetworkBuilder.FLOAT16, NetworkBuilder.UINT8}) {
      NetworkBuilder net = new NetworkBuilder(4).opset(19);
      net.typedInput("x", type, -1, 3, HEIGHT, WIDTH);
      String floats = net.node("Cast", List.of("x"), integer("to", NetworkBuilder.FLOAT));
      net.output(net.convolution(floats, net.weights(4, 3, 3, 3)));
      compare(net.write(folder, "net.onnx"));
    }
  }

  private static void compare(Path file) {
    Border border = new Border.Fill(new Border.FillColour.Given(new double[] {FILL, FILL, FILL}));
    List<PreparedImage> images = NoisePictures.draw(IMAGES, 3, HEIGHT, WIDTH, 0, 20);
    Readings audit =
        TestAudit.of(file)
            .probes(PROBES)
            .border(border)
            .images(IMAGES)
            .layers(Granularity.MATERIALISED)
            .pictures(drawn -> images)
            .run();
    Map<String, Sums> sums = run(file, images, border);
    assertThat(sums).isNotEmpty();
    int compared = 0;
    for (Map.Entry<String, Sums> layer : sums.entrySet()) {
      for (int probe = 0; probe < PROBES.length; probe++) {
        compared += compare(audit, layer.getKey(), probe, layer.getValue());
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(PROBES.length);
  }

  private static int compare(Readings audit, String layer, int probe, Sums sums) {
    String what = layer + " under " + audit.probe(probe).id();
    double invariance = 1 - audit.value(layer, probe, ScoreId.INVARIANCE);
    double floor = 3 * audit.floor(layer, probe);
    int pairs = IMAGES - 1;
    assertThat(pairs * sums.invariance[probe] / sums.distance)
        .as("invariance of " + what)
        .isEqualTo(invariance, within(floor + 1e-4 * invariance));
    if (audit.outcome(layer, probe, ScoreId.LOSS).isEmpty()) {
      return 0;
    }
    double scale = sums.visibleDistance[probe] / pairs;
    double unclean = audit.value(layer, probe, ScoreId.LOSS_UNCLEAN);
    assertThat(sums.unclean[probe] / scale)
        .as("unclean loss of " + what)
        .isEqualTo(unclean, within(floor + 2e-4 * unclean));
    Optional<Outcome> clean = audit.outcome(layer, probe, ScoreId.LOSS_CLEAN);
    double expected = clean.orElseThrow() instanceof Outcome.Measured found ? found.value() : 0;
    assertThat(sums.clean[probe] / scale)
        .as("clean loss of " + what)
        .isEqualTo(expected, within(floor + 2e-4 * expected));
    return 1;
  }

  /** Every image with every other one as the other. */
  private static Map<String, Sums> run(Path file, List<PreparedImage> images, Border border) {
    OnnxModel model = OnnxModel.read(file);
    ImageInput input = ImageInput.of(model);
    Structure structure = Inspection.inspect(model, input, HEIGHT, WIDTH, Granularity.MATERIALISED);
    ImageLayout layout = ImageLayout.valueOf(input.layout().name());
    NetworkInput network = new NetworkInput(input.name(), layout, 3, HEIGHT, WIDTH);
    List<Layer> layers = structure.layers();
    Compilation compilation = new Compilation(model, input, network, layers);
    CompiledModel compiled = compilation.weave(PROBES.length, Map.of());
    assertThat(compilation.problem(compiled, PROBES.length)).isEmpty();
    Map<String, Sums> sums = new LinkedHashMap<>();
    try (ModelSession session = ModelSession.open(compiled.bytes(), folderOf(file), Provider.CPU);
        Runner runner = open(session, compiled)) {
      runner.setInput(compiled.inputs().fill(), 0, new float[] {FILL, FILL, FILL});
      runner.setInput(compiled.inputs().maps(), 0, maps());
      for (PreparedImage image : images) {
        for (PreparedImage other : images) {
          if (image != other) {
            runner.setImage(0, reference(image, border));
            runner.setInput(compiled.inputs().other(), 0, reference(other, border));
            runner.run();
            add(runner, compiled, sums);
          }
        }
      }
    }
    return sums;
  }

  private static Path folderOf(Path file) {
    return java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static float[] reference(PreparedImage image, Border border) {
    float[] planes = new float[3 * HEIGHT * WIDTH];
    image.renderReference(border, planes);
    return planes;
  }

  private static float[] maps() {
    float[] maps = new float[6 * PROBES.length];
    for (int probe = 0; probe < PROBES.length; probe++) {
      AffineMap map = PROBES[probe].map(HEIGHT, WIDTH);
      double[] entries = {map.yy(), map.yx(), map.y0(), map.xy(), map.xx(), map.x0()};
      for (int k = 0; k < entries.length; k++) {
        maps[6 * probe + k] = (float) entries[k];
      }
    }
    return maps;
  }

  private static Runner open(ModelSession session, CompiledModel compiled) {
    Map<String, long[]> others = new LinkedHashMap<>();
    others.put(compiled.inputs().other(), new long[] {1, 3, HEIGHT, WIDTH});
    others.put(compiled.inputs().maps(), new long[] {PROBES.length, 6});
    others.put(compiled.inputs().fill(), new long[] {3});
    Map<String, long[]> outputs = new LinkedHashMap<>();
    for (CompiledModel.Outputs layer : compiled.outputs()) {
      long[] sums = {PROBES.length, layer.layer().channels()};
      outputs.put(layer.distance(), new long[] {1, layer.layer().channels()});
      outputs.put(layer.invariance(), sums);
      layer.clean().ifPresent(name -> outputs.put(name, sums));
      layer.unclean().ifPresent(name -> outputs.put(name, sums));
      layer.visibleDistance().ifPresent(name -> outputs.put(name, new long[] {PROBES.length}));
    }
    return session.runner(
        compiled.inputs().image(),
        ImageLayout.NCHW,
        new ImageShape(1, 3, HEIGHT, WIDTH),
        others,
        outputs);
  }

  private static void add(Runner runner, CompiledModel compiled, Map<String, Sums> sums) {
    int output = 0;
    for (CompiledModel.Outputs layer : compiled.outputs()) {
      Sums found = sums.computeIfAbsent(layer.layer().layer().name(), name -> new Sums());
      int channels = layer.layer().channels();
      found.distance += total(runner, output++, 0, channels);
      List<double[]> targets = new ArrayList<>(List.of(found.invariance));
      if (layer.clean().isPresent()) {
        targets.add(found.clean);
        targets.add(found.unclean);
      }
      for (double[] target : targets) {
        for (int probe = 0; probe < PROBES.length; probe++) {
          target[probe] += total(runner, output, probe * channels, channels) / (IMAGES - 1);
        }
        output++;
      }
      if (layer.visibleDistance().isPresent()) {
        for (int probe = 0; probe < PROBES.length; probe++) {
          found.visibleDistance[probe] += total(runner, output, probe, 1);
        }
        output++;
      }
    }
  }

  private static double total(Runner runner, int output, int from, int count) {
    float[] values = new float[count];
    runner.read(output, from, count, values, 0);
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
