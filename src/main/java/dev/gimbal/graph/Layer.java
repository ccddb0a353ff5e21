package dev.gimbal.graph;

import dev.gimbal.geometry.LayerGeometry;
import java.util.List;
import java.util.Objects;

/**
 * A named tensor of the network that the audit watches.
 *
 * @param name the ONNX tensor name
 * @param op operators folded into it, the main one first, such as {@code Conv+Relu}
 * @param kind map, vector, tokens or other
 * @param shape the tensor's shape at batch 1, in the model's own axis order; the first axis is the
 *     batch when {@code hasBatchAxis}
 * @param hasBatchAxis whether axis 0 is the batch
 * @param channelsLast whether a map is [N,H,W,C] rather than [N,C,H,W]
 * @param geometry where its cells sit in the input, for maps
 * @param ancestry what kinds of operators lie above
 * @param parents the layers it is computed from, by name
 */
public record Layer(
    String name,
    String op,
    LayerKind kind,
    List<Integer> shape,
    boolean hasBatchAxis,
    boolean channelsLast,
    Geometry geometry,
    Ancestry ancestry,
    List<String> parents) {

  /** A layer's geometry, or why there is none. */
  public sealed interface Geometry {
    /** Derived operator by operator. */
    record Known(LayerGeometry value) implements Geometry {
      public Known {
        Objects.requireNonNull(value);
      }
    }

    /**
     * Could not be derived, or does not exist; the reason is a clause such as "branches with jumps
     * 2 and 4 meet".
     */
    record Unknown(String reason) implements Geometry {
      public Unknown {
        Objects.requireNonNull(reason);
      }
    }
  }

  public Layer {
    shape = List.copyOf(shape);
    parents = List.copyOf(parents);
    Objects.requireNonNull(name);
    Objects.requireNonNull(op);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(geometry);
    Objects.requireNonNull(ancestry);
  }

  /** The same layer below others. */
  public Layer withParents(List<String> others) {
    return new Layer(name, op, kind, shape, hasBatchAxis, channelsLast, geometry, ancestry, others);
  }

  /** Channels of a map (1 where it has no channel axis), or elements of anything else. */
  public int channels() {
    if (kind != LayerKind.MAP) {
      return elements();
    }
    return hasChannelAxis() ? shape.get(channelsLast ? 3 : 1) : 1;
  }

  /** Rows of a map, else 1. */
  public int height() {
    return kind == LayerKind.MAP ? shape.get(hasChannelAxis() && !channelsLast ? 2 : 1) : 1;
  }

  /** Columns of a map, else 1. */
  public int width() {
    return kind == LayerKind.MAP ? shape.get(hasChannelAxis() && !channelsLast ? 3 : 2) : 1;
  }

  /** A map of rank 3 is [N,H,W]. */
  private boolean hasChannelAxis() {
    return shape.size() > 3;
  }

  /** Number of values per image. */
  public int elements() {
    int product = 1;
    for (int size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
