package dev.gimbal.engine;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.runtime.Runner;
import dev.gimbal.weave.CompiledModel;
import dev.gimbal.weave.ExposedModel;
import dev.gimbal.weave.WovenLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Compiles a model and tries it out.
 *
 * <p>The trial runs two pictures of noise through the compiled model and through the model itself,
 * one at a time: every layer must find the same distance between them, and none between a picture
 * and its identity probe.
 */
public final class Compilation {
  private static final long SEED = 41;
  private static final double BYTE = 255;

  /** What two ways of adding float32 squares may differ by, as a share of the sum. */
  private static final double SUMS = 1e-4;

  /** Loss, as a share of the distance, that reading at pixels through GridSample may cost. */
  private static final double NOISE = 1e-6;

  /** Squared difference, as a share of the layer's own size, that float noise explains. */
  private static final double DUST = 1e-12;

  private final OnnxModel model;
  private final ImageInput image;
  private final NetworkInput input;
  private final List<WatchedLayer> layers;
  private final float[] first;
  private final float[] second;
  private final List<WovenLayer> woven;
  private final double[] distances;
  private final double[] energies;

  /**
   * Learns what the layers make of two pictures.
   *
   * @param layers whose sums come out; layer 0 is the input
   * @throws dev.gimbal.runtime.RunFailure when the network cannot be run
   */
  public Compilation(OnnxModel model, ImageInput image, NetworkInput input, List<Layer> layers) {
    this.model = model;
    this.image = image;
    this.input = input;
    this.layers = new ArrayList<>(List.of(WatchedLayer.input(layers.get(0))));
    layers.stream().skip(1).map(WatchedLayer::of).forEach(this.layers::add);
    SplittableRandom random = new SplittableRandom(SEED);
    boolean bytes = image.type() == ElementType.UINT8;
    first = noise(random, input.elements(), bytes);
    second = noise(random, input.elements(), bytes);
    List<String> names = layers.stream().skip(1).map(Layer::name).toList();
    byte[] exposed = ExposedModel.bytes(model, image, 1, input.height(), input.width(), names);
    try (ModelSession session = ModelSession.open(exposed, model.folder(), Provider.CPU)) {
      ElementTypes types = new ElementTypes(session);
      woven =
          this.layers.stream()
              .skip(1)
              .map(watched -> new WovenLayer(watched.layer(), types.of(watched), 0))
              .toList();
      energies = new double[woven.size()];
      distances = distances(session);
    }
  }

  /**
   * The compiled model.
   *
   * @param probes probes a run
   * @param metadata entries for the file's metadata
   */
  public CompiledModel weave(int probes, Map<String, String> metadata) {
    return CompiledModel.of(model, image, probes, input.height(), input.width(), woven, metadata);
  }

  private static float[] noise(SplittableRandom random, int count, boolean bytes) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double value = random.nextDouble();
      values[i] = (float) (bytes ? Math.rint(BYTE * value) : value);
    }
    return values;
  }

  /**
   * What the compiled model gets wrong, or why the network refuses the batch; none if it agrees.
   */
  public Optional<String> problem(CompiledModel compiled, int probes) {
    try {
      return disagreement(compiled, probes);
    } catch (RunFailure | InputException e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "it does not run"));
    }
  }

  private Optional<String> disagreement(CompiledModel compiled, int probes) {
    try (ModelSession session = ModelSession.open(compiled.bytes(), model.folder(), Provider.CPU);
        Runner runner = open(session, compiled, probes)) {
      runner.setImage(0, first);
      runner.setInput(compiled.inputs().other(), 0, second);
      for (int probe = 0; probe < probes; probe++) {
        runner.setInput(compiled.inputs().maps(), 6 * probe, new float[] {1, 0, probe, 0, 1, 0});
      }
      runner.run();
      for (int k = 0; k < distances.length; k++) {
        int channels = layers.get(k + 1).shape().channels();
        double distance = total(runner, 2 * k, channels);
        double identity = total(runner, 2 * k + 1, channels);
        if (!agrees(k, distance, identity)) {
          return Optional.of(
              String.format(
                  Locale.ROOT,
                  "layer '%s' differs by %.4g between two images in a batch and by %.4g between"
                      + " them alone, and by %.4g under the identity probe",
                  layers.get(k + 1).layer().name(),
                  distance,
                  distances[k],
                  identity));
        }
      }
    }
    return Optional.empty();
  }

  /** A network that makes no numbers of noise makes none in a batch either. */
  private boolean agrees(int k, double distance, double identity) {
    if (!Double.isFinite(distances[k])) {
      return !Double.isFinite(distance);
    }
    double dust = DUST * energies[k];
    return Math.abs(distance - distances[k]) <= SUMS * distances[k] + dust
        && identity <= NOISE * distances[k] + dust;
  }

  private Runner open(ModelSession session, CompiledModel compiled, int probes) {
    ImageShape shape = new ImageShape(1, input.channels(), input.height(), input.width());
    Map<String, long[]> others = new LinkedHashMap<>();
    others.put(
        compiled.inputs().other(), new long[] {1, input.channels(), input.height(), input.width()});
    others.put(compiled.inputs().maps(), new long[] {probes, 6});
    others.put(compiled.inputs().fill(), new long[] {input.channels()});
    Map<String, long[]> outputs = new LinkedHashMap<>();
    for (CompiledModel.Outputs layer : compiled.outputs()) {
      outputs.put(layer.distance(), new long[] {1, layer.layer().channels()});
      outputs.put(layer.invariance(), new long[] {probes, layer.layer().channels()});
    }
    return session.runner(compiled.inputs().image(), ImageLayout.NCHW, shape, others, outputs);
  }

  private static double total(Runner runner, int output, int channels) {
    float[] row = new float[channels];
    runner.read(output, 0, channels, row, 0);
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    return sum;
  }

  private double[] distances(ModelSession session) {
    try (LayerReader reader = new LayerReader(session, input, layers)) {
      List<float[]> some = maps(reader, first);
      List<float[]> others = maps(reader, second);
      double[] found = new double[some.size()];
      for (int k = 0; k < found.length; k++) {
        found[k] = WovenTrial.squaredDistance(some.get(k), others.get(k));
        energies[k] = WovenTrial.squaredDistance(some.get(k), new float[some.get(k).length]);
      }
      return found;
    }
  }

  private List<float[]> maps(LayerReader reader, float[] picture) {
    reader.run(picture);
    List<float[]> maps = new ArrayList<>();
    for (int layer = 1; layer < layers.size(); layer++) {
      float[] map = new float[layers.get(layer).shape().values()];
      reader.read(layer, map);
      maps.add(map);
    }
    return maps;
  }
}
