package dev.gimbal.engine;

import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Runner;
import dev.gimbal.score.LayerValues;
import dev.gimbal.score.MapShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * One worker's network: runs an image and gives out every watched layer in the order of its shape.
 * Layer 0 is the input itself.
 */
final class LayerReader implements AutoCloseable {
  private final List<WatchedLayer> layers;
  private final Runner runner;
  private float[] image = new float[0];
  private float[] scratch = new float[0];

  LayerReader(ModelSession session, NetworkInput input, List<WatchedLayer> layers) {
    this.layers = layers;
    Map<String, long[]> shapes = new LinkedHashMap<>();
    layers.stream().skip(1).forEach(watched -> shapes.put(watched.tensor(), axes(watched.axes())));
    ImageShape shape = new ImageShape(1, input.channels(), input.height(), input.width());
    runner = session.runner(input.name(), input.layout(), shape, shapes);
  }

  private static long[] axes(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Runs one image; {@code planes} must not change until the layers have been read. */
  void run(float[] planes) {
    if (Thread.currentThread().isInterrupted()) {
      // One image may take minutes: an interrupted audit stops between two forward passes.
      throw new CancellationException();
    }
    image = planes;
    runner.setImage(0, planes);
    runner.run();
  }

  /** All values of a layer. */
  void read(int layer, float[] target) {
    values(layer).copy(0, layers.get(layer).shape().values(), target);
  }

  /** All values of a layer in NCHW order. */
  void readPlanes(int layer, float[] planes) {
    MapShape shape = layers.get(layer).shape();
    if (shape.values() == shape.elements() && (shape.block() == 1 || shape.cells() == 1)) {
      read(layer, planes);
      return;
    }
    if (scratch.length < shape.values()) {
      scratch = new float[shape.values()];
    }
    read(layer, scratch);
    shape.toPlanes(scratch, planes);
  }

  /** All values of a layer in NCHW order, in an array of their own. */
  float[] planes(int layer) {
    float[] planes = new float[layers.get(layer).shape().elements()];
    readPlanes(layer, planes);
    return planes;
  }

  /** The values of a layer in the latest run. */
  LayerValues values(int layer) {
    if (layer == 0) {
      return (from, count, target) -> System.arraycopy(image, from, target, 0, count);
    }
    int output = layer - 1;
    return (from, count, target) -> runner.read(output, from, count, target, 0);
  }

  @Override
  public void close() {
    runner.close();
  }
}
