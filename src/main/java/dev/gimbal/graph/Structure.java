package dev.gimbal.graph;

import java.util.List;

/**
 * The layers of a model at one input size.
 *
 * @param layers in running order; the input is layer 0
 * @param skipped layers that cannot be scored
 * @param collapses where maps become vectors
 * @param height of the input, pixels
 * @param width of the input, pixels
 */
public record Structure(
    List<Layer> layers,
    List<SkippedTensor> skipped,
    List<MapCollapse> collapses,
    int height,
    int width) {
  public Structure {
    layers = List.copyOf(layers);
    skipped = List.copyOf(skipped);
    collapses = List.copyOf(collapses);
  }

  /** One row a layer, as {@code gimbal inspect} prints them; skipped layers follow. */
  public List<StructureRow> rows() {
    return StructureRow.of(this);
  }
}
