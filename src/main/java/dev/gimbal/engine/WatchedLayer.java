package dev.gimbal.engine;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.score.MapShape;
import java.util.Optional;

/** A layer together with the sizes that the scorer needs. */
record WatchedLayer(Layer layer, MapShape shape) {
  static WatchedLayer of(Layer layer) {
    MapShape shape =
        layer.kind() == LayerKind.MAP
            ? new MapShape(layer.channels(), layer.height(), layer.width())
            : new MapShape(layer.elements(), 1, 1);
    return new WatchedLayer(layer, shape);
  }

  /** Where its cells sit in the input: only maps whose geometry could be derived have this. */
  Optional<LayerGeometry> geometry() {
    return layer.kind() == LayerKind.MAP && layer.geometry() instanceof Layer.Geometry.Known known
        ? Optional.of(known.value())
        : Optional.empty();
  }
}
