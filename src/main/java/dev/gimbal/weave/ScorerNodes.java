package dev.gimbal.weave;

import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Layer;
import java.util.List;

/**
 * The scorer of one layer as nodes: per channel the squared difference from the reference, over all
 * cells and, read in the reference frame, over the clean and over the unclean visible ones.
 *
 * <p>Every row of the batch is compared with the reference, the reference's own row too: cutting
 * rows out would copy whole maps. Sums run over a row of cells first and over the rows then, so
 * that no float sum has more terms than a map has columns or rows.
 */
final class ScorerNodes {
  /** Axes of maps [N,C,H,W]. */
  private static final int ROWS = 2;

  private static final int COLUMNS = 3;

  private final GraphWriter writer;
  private final WovenLayer layer;
  private final int batch;

  ScorerNodes(GraphWriter writer, WovenLayer layer, int batch) {
    this.writer = writer;
    this.layer = layer;
    this.batch = batch;
  }

  /**
   * The layer's values as float32 in the order [N,C,H,W], or [N,elements] where it is no map,
   * divided by the layer's scale.
   */
  String values() {
    String tensor = layer.layer().name();
    if (layer.type() != ElementType.FLOAT32) {
      tensor = writer.cast(tensor, ElementType.FLOAT32);
    }
    if (layer.exponent() != 0) {
      // Float32 holds every power of two from −126 to 127 exactly.
      tensor = writer.multiply(tensor, writer.scalar(Math.scalb(1.0, -layer.exponent())));
    }
    if (!layer.isMap()) {
      return writer.reshape(tensor, batch, layer.channels());
    }
    Layer map = layer.layer();
    if (map.shape().size() != 4) {
      return writer.reshape(tensor, batch, map.channels(), map.height(), map.width());
    }
    return map.channelsLast() ? writer.transpose(tensor, 0, 3, 1, 2) : tensor;
  }

  /** ‖f′ − f‖² per row of the batch and channel. */
  String invariance(String probed, String reference) {
    String difference = writer.subtract(probed, reference);
    return layer.isMap() ? squares(difference) : writer.multiply(difference, difference);
  }

  /** The probed map read at the images of the reference's cells by two matrices a row. */
  String alignedByMatrices(String probed, String rows, String columns) {
    Layer map = layer.layer();
    String moved = writer.matMul(rows, probed);
    // One matrix product a row of the batch instead of one a channel.
    String flat = writer.reshape(moved, batch, (long) map.channels() * map.height(), map.width());
    String read = writer.matMul(flat, columns);
    return writer.reshape(read, batch, map.channels(), map.height(), map.width());
  }

  /** The same at a grid of places. */
  String alignedByGrid(String probed, String grid) {
    return writer.gridSample(probed, grid, "border");
  }

  /** ‖u‖² per row and channel over the cells that a mask [N,1,H,W] marks with 1, for each mask. */
  List<String> masked(String aligned, String reference, List<String> masks) {
    String difference = writer.subtract(aligned, reference);
    return masks.stream().map(mask -> squares(writer.multiply(difference, mask))).toList();
  }

  private String squares(String maps) {
    return writer.sum(writer.sumOfSquares(maps, COLUMNS), ROWS);
  }
}
