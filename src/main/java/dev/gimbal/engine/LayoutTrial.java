package dev.gimbal.engine;

import dev.gimbal.graph.Layer;
import dev.gimbal.runtime.RunFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Runs the same noise through two sessions of one model and compares every value of every layer:
 * another memory layout must not change a bit.
 */
final class LayoutTrial {
  /** Values that are held at most. */
  private static final long MOST_VALUES = 64L << 20;

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

  /** Whether the values of all layers can be held. */
  boolean isAffordable() {
    return layers.stream().mapToLong(Layer::elements).sum() <= MOST_VALUES;
  }

  /** The values of all layers but the input, in NCHW order. */
  List<float[]> values(ExposedSession session) {
    List<WatchedLayer> watched = session.watch(layers);
    List<float[]> values = new ArrayList<>();
    try (LayerReader reader = new LayerReader(session.session(), input, watched)) {
      reader.run(image);
      for (int layer = 1; layer < watched.size(); layer++) {
        float[] planes = new float[watched.get(layer).shape().elements()];
        reader.readPlanes(layer, planes);
        values.add(planes);
      }
    }
    return values;
  }

  /** Whether a session gives these values; false also where it fails. */
  boolean agrees(ExposedSession session, List<float[]> expected) {
    List<WatchedLayer> watched = session.watch(layers);
    try (LayerReader reader = new LayerReader(session.session(), input, watched)) {
      reader.run(image);
      for (int layer = 1; layer < watched.size(); layer++) {
        float[] planes = new float[watched.get(layer).shape().elements()];
        reader.readPlanes(layer, planes);
        if (!Arrays.equals(planes, expected.get(layer - 1))) {
          return false;
        }
      }
      return true;
    } catch (RunFailure e) {
      return false;
    }
  }
}
