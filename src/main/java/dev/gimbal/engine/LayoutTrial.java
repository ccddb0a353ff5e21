package dev.gimbal.engine;

import dev.gimbal.graph.Layer;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.score.MapShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs the same noise through two sessions of one model and compares every value of every layer:
 * another memory layout must not change a bit.
 */
final class LayoutTrial {
  /** Values that are held at a time. */
  private static final int GROUP_VALUES = 4_000_000;

  private static final long SEED = 1;

  private final NetworkInput input;
  private final List<Layer> layers;
  private final float[] image;

  LayoutTrial(NetworkInput input, List<Layer> layers) {
    this.input = input;
    this.layers = layers;
    image = new float[input.elements()];
    Random random = new Random(SEED);
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
  }

  /** Whether all layers of both sessions are the same; false also where one of them fails. */
  boolean agree(ExposedSession first, ExposedSession second) {
    List<WatchedLayer> a = first.watch(layers);
    List<WatchedLayer> b = second.watch(layers);
    int from = 1;
    while (from < layers.size()) {
      int to = from;
      int values = 0;
      while (to < layers.size()
          && (to == from || values + a.get(to).shape().elements() <= GROUP_VALUES)) {
        values += a.get(to++).shape().elements();
      }
      try {
        if (!agree(first, group(a, from, to), second, group(b, from, to))) {
          return false;
        }
      } catch (RunFailure e) {
        return false;
      }
      from = to;
    }
    return true;
  }

  private static List<WatchedLayer> group(List<WatchedLayer> layers, int from, int to) {
    List<WatchedLayer> group = new ArrayList<>();
    group.add(layers.get(0));
    group.addAll(layers.subList(from, to));
    return group;
  }

  private boolean agree(
      ExposedSession first, List<WatchedLayer> a, ExposedSession second, List<WatchedLayer> b) {
    try (LayerReader one = new LayerReader(first.session(), input, a);
        LayerReader other = new LayerReader(second.session(), input, b)) {
      one.run(image);
      other.run(image);
      for (int layer = 1; layer < a.size(); layer++) {
        MapShape shape = a.get(layer).shape();
        float[] expected = new float[shape.elements()];
        float[] found = new float[shape.elements()];
        one.readPlanes(layer, expected);
        other.readPlanes(layer, found);
        if (!java.util.Arrays.equals(expected, found)) {
          return false;
        }
      }
      return true;
    }
  }
}
