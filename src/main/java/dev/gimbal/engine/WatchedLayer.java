package dev.gimbal.engine;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.score.MapShape;
import java.util.List;
import java.util.Optional;

/**
 * A layer together with the sizes that the scorer needs and the tensor that it is read from.
 *
 * @param tensor name of the session's output
 * @param axes sizes of that output
 */
record WatchedLayer(Layer layer, MapShape shape, String tensor, List<Integer> axes) {
  WatchedLayer {
    axes = List.copyOf(axes);
  }

  /** The image input: read from the planes that the sampler wrote, whatever the model's layout. */
  static WatchedLayer input(Layer layer) {
    MapShape shape = MapShape.planes(layer.channels(), layer.height(), layer.width());
    return new WatchedLayer(layer, shape, layer.name(), layer.shape());
  }

  /** Read in its own layout. */
  static WatchedLayer of(Layer layer) {
    return new WatchedLayer(layer, shape(layer), layer.name(), layer.shape());
  }

  /** Read in ONNX Runtime's layout. */
  static WatchedLayer of(Layer layer, BlockedTensor blocked) {
    MapShape shape = new MapShape(layer.channels(), layer.height(), layer.width(), blocked.block());
    int filled = shape.blocks() * shape.block();
    List<Integer> axes = List.of(1, filled, layer.height(), layer.width());
    return new WatchedLayer(layer, shape, blocked.name(), axes);
  }

  private static MapShape shape(Layer layer) {
    if (layer.kind() != LayerKind.MAP) {
      return MapShape.vector(layer.elements());
    }
    int block = layer.channelsLast() ? layer.channels() : 1;
    return new MapShape(layer.channels(), layer.height(), layer.width(), block);
  }

  /** Where its cells sit in the input: only maps whose geometry could be derived have this. */
  Optional<LayerGeometry> geometry() {
    return layer.kind() == LayerKind.MAP && layer.geometry() instanceof Layer.Geometry.Known known
        ? Optional.of(known.value())
        : Optional.empty();
  }
}
