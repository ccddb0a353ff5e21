package dev.gimbal.weave;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import java.util.Objects;
import java.util.Optional;

/**
 * A layer whose scorer is woven into a graph.
 *
 * @param layer the tensor; not the input
 * @param type of its elements
 * @param exponent its values are divided by 2 to this power before they are squared, so that
 *     squares of very large or very small layers stay in the range of float32; a power of two moves
 *     no digit
 */
public record WovenLayer(Layer layer, ElementType type, int exponent) {
  public WovenLayer {
    Objects.requireNonNull(layer);
    if (!type.isFloating()) {
      throw new IllegalArgumentException(layer.name() + " is " + type.id());
    }
  }

  /** What sums of squares in the graph must be multiplied by. */
  public double squaredScale() {
    return Math.scalb(1.0, 2 * exponent);
  }

  boolean isMap() {
    return layer.kind() == LayerKind.MAP;
  }

  /** Where its cells sit in the input: only such layers are compared in the reference frame. */
  public Optional<LayerGeometry> geometry() {
    return isMap() && layer.geometry() instanceof Layer.Geometry.Known known
        ? Optional.of(known.value())
        : Optional.empty();
  }

  /** Channels of a map, elements of anything else. */
  public int channels() {
    return isMap() ? layer.channels() : layer.elements();
  }

  /** Its axes in the graph for so many rows: [N,C,H,W], or [N,elements]. */
  public long[] shape(int rows) {
    return isMap()
        ? new long[] {rows, channels(), layer.height(), layer.width()}
        : new long[] {rows, channels()};
  }
}
