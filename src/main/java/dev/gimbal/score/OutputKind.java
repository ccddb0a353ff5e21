package dev.gimbal.score;

import java.util.List;
import java.util.Locale;

/** What a model output means, which decides the scores it gets. */
public enum OutputKind {
  /** One row of class scores. */
  CLASSES,
  /** Class scores at every position of a map. */
  DENSE,
  /** A vector whose direction and length matter. */
  EMBEDDING,
  /** Boxes: the layer scores cover it. */
  DETECTIONS,
  /** A regression value or an image: the layer scores cover it. */
  OTHER;

  /** The name in results and sidecars. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the shape alone suggests, for outputs on which the sidecar is silent: a vector or 1×1 map
   * of at least two values is classes; a map with at least two channels is dense, unless it has as
   * many channels as the input, which suggests an image; anything else is other.
   *
   * @param shape at batch 1, channels first, such as [1, K], [K], [1, K, H, W]
   * @param hasBatchAxis whether the first axis is the batch
   * @param input the model's image input as [C, H, W]
   */
  public static OutputKind guess(List<Integer> shape, boolean hasBatchAxis, List<Integer> input) {
    List<Integer> perImage = hasBatchAxis ? shape.subList(1, shape.size()) : shape;
    if (perImage.isEmpty() || perImage.get(0) < 2) {
      return OTHER;
    }
    if (perImage.size() == 1) {
      return CLASSES;
    }
    if (perImage.size() != 3) {
      return OTHER;
    }
    if (perImage.get(1) == 1 && perImage.get(2) == 1) {
      return CLASSES;
    }
    return perImage.get(0).equals(input.get(0)) ? OTHER : DENSE;
  }
}
