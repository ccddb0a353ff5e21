package dev.gimbal.result.records;

import java.util.List;
import java.util.Objects;

/**
 * Which numbers are kept of every image, and where in its row each stands ({@code
 * docs/RECORDS.md}).
 *
 * @param planHash of the audit, as its result states it
 * @param images rows, in plan order
 * @param probes of the audit
 * @param layers what is kept of each layer, in the result's order
 * @param outputs what is kept of each output, in the result's order
 */
public record RecordLayout(
    String planHash, int images, int probes, List<LayerForm> layers, List<OutputForm> outputs) {
  /** Most images that are stored together. */
  static final int MOST_BLOCK_IMAGES = 16;

  /** Words that a block may hold: 8 MiB, unless one image alone has more. */
  private static final int BLOCK_WORDS = 1 << 21;

  /** Words of one image that are refused: 512 MiB. */
  private static final long MOST_COLUMNS = 1L << 27;

  /** Numbers of a layer that do not depend on the probe: its distances, pooled and balanced. */
  static final int DISTANCES = 2;

  /**
   * Checks that a row can be held.
   *
   * @throws IllegalArgumentException where it cannot
   */
  public RecordLayout {
    Objects.requireNonNull(planHash);
    layers = List.copyOf(layers);
    outputs = List.copyOf(outputs);
    if (images < 1 || probes < 0) {
      throw new IllegalArgumentException(images + " images and " + probes + " probes");
    }
    if (count(layers, outputs, probes) > MOST_COLUMNS) {
      throw new IllegalArgumentException(
          layers.size() + " layers and " + probes + " probes are too many for one row");
    }
  }

  private static long count(List<LayerForm> layers, List<OutputForm> outputs, long probes) {
    long columns = 0;
    for (LayerForm form : layers) {
      columns += width(form, probes);
    }
    for (OutputForm form : outputs) {
      columns += width(form, probes);
    }
    return columns;
  }

  private static long width(LayerForm form, long probes) {
    return form == LayerForm.NONE ? 0 : DISTANCES + probes * form.sums();
  }

  private static long width(OutputForm form, long probes) {
    return form.perImage() + probes * form.perProbe();
  }

  /** The same numbers of fewer or more images. */
  RecordLayout of(int otherImages) {
    return new RecordLayout(planHash, otherImages, probes, layers, outputs);
  }

  /** Words of one image. */
  int columns() {
    return (int) count(layers, outputs, probes);
  }

  /** Images that are stored together. */
  int blockImages() {
    return Math.max(1, Math.min(MOST_BLOCK_IMAGES, BLOCK_WORDS / Math.max(1, columns())));
  }

  /** First word of every layer. */
  int[] layerStarts() {
    int[] starts = new int[layers.size()];
    int at = 0;
    for (int layer = 0; layer < starts.length; layer++) {
      starts[layer] = at;
      at += (int) width(layers.get(layer), probes);
    }
    return starts;
  }

  /** First word of every output. */
  int[] outputStarts() {
    int[] starts = new int[outputs.size()];
    int at = columns();
    for (int output = starts.length - 1; output >= 0; output--) {
      at -= (int) width(outputs.get(output), probes);
      starts[output] = at;
    }
    return starts;
  }
}
