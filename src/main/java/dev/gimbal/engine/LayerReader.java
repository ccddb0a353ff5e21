package dev.gimbal.engine;

import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Runner;
import dev.gimbal.score.ChannelPlanes;
import dev.gimbal.score.MapShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * One worker's network: runs an image and gives out every watched layer in channel planes, whatever
 * its own layout. Layer 0 is the input itself.
 */
final class LayerReader implements AutoCloseable {
  private final List<WatchedLayer> layers;
  private final Runner runner;
  private float[] image = new float[0];
  private float[] scratch = new float[0];

  LayerReader(ModelSession session, NetworkInput input, List<WatchedLayer> layers) {
    this.layers = layers;
    Map<String, long[]> shapes = new LinkedHashMap<>();
    layers.stream()
        .skip(1)
        .forEach(watched -> shapes.put(watched.layer().name(), axes(watched.layer().shape())));
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

  /** All values of a layer in NCHW order. */
  void read(int layer, float[] target) {
    planes(layer).copy(0, layers.get(layer).shape().channels(), target);
  }

  /** The planes of a layer of the latest run. */
  ChannelPlanes planes(int layer) {
    WatchedLayer watched = layers.get(layer);
    MapShape shape = watched.shape();
    int cells = shape.cells();
    if (layer == 0) {
      return (first, count, target) ->
          System.arraycopy(image, first * cells, target, 0, count * cells);
    }
    int output = layer - 1;
    if (!watched.layer().channelsLast() || cells == 1) {
      return (first, count, target) -> runner.read(output, first * cells, count * cells, target, 0);
    }
    if (scratch.length < shape.elements()) {
      scratch = new float[shape.elements()];
    }
    runner.read(output, 0, shape.elements(), scratch, 0);
    return (first, count, target) -> transpose(shape, first, count, target);
  }

  private void transpose(MapShape shape, int first, int count, float[] target) {
    int channels = shape.channels();
    for (int k = 0; k < count; k++) {
      for (int cell = 0; cell < shape.cells(); cell++) {
        target[k * shape.cells() + cell] = scratch[cell * channels + first + k];
      }
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
