package dev.gimbal.engine;

import dev.gimbal.engine.ImageRecord.Sum;
import dev.gimbal.stats.RatioAccumulator;
import java.util.List;
import java.util.Optional;

/** Merges image records in plan order into what intervals and means need. */
final class LayerTotals {
  /** What is known of one layer under one probe. */
  static final class Cell {
    final RatioAccumulator invariance;
    final RatioAccumulator invarianceBalanced;
    final RatioAccumulator aligned;
    final RatioAccumulator alignedBalanced;
    double clean;
    double unclean;
    double roundTrip;

    Cell(int references) {
      invariance = new RatioAccumulator(references);
      invarianceBalanced = new RatioAccumulator(references);
      aligned = new RatioAccumulator(references);
      alignedBalanced = new RatioAccumulator(references);
    }
  }

  private final Cell[][] cells;
  private final double[][][] channelInvariance;
  private final double[][][] channelAligned;
  private final int[] firstFailure;
  private int images;

  /**
   * Prepares.
   *
   * @param references images behind the mean that distances are measured from
   */
  LayerTotals(List<WatchedLayer> layers, int probes, int families, int references) {
    cells = new Cell[layers.size()][probes];
    channelInvariance = ImageRecord.channels(layers, families);
    channelAligned = ImageRecord.channels(layers, families);
    firstFailure = new int[layers.size()];
    java.util.Arrays.fill(firstFailure, Integer.MAX_VALUE);
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int probe = 0; probe < probes; probe++) {
        cells[layer][probe] = new Cell(references);
      }
    }
  }

  void accept(ImageRecord record, int image) {
    images++;
    for (int layer = 0; layer < cells.length; layer++) {
      for (int probe = 0; probe < cells[layer].length; probe++) {
        accept(record, image, layer, probe);
      }
      for (int family = 0; family < channelInvariance[layer].length; family++) {
        add(record.channelInvariance(layer, family), channelInvariance[layer][family]);
        add(record.channelAligned(layer, family), channelAligned[layer][family]);
      }
    }
  }

  private void accept(ImageRecord record, int image, int layer, int probe) {
    Cell cell = cells[layer][probe];
    double clean = record.get(layer, probe, Sum.CLEAN);
    double unclean = record.get(layer, probe, Sum.UNCLEAN);
    double invariance = record.get(layer, probe, Sum.INVARIANCE);
    cell.invariance.accept(invariance, record.distance(layer));
    cell.invarianceBalanced.accept(
        record.get(layer, probe, Sum.INVARIANCE_BALANCED), record.balancedDistance(layer));
    cell.aligned.accept(clean + unclean, record.get(layer, probe, Sum.DISTANCE));
    cell.alignedBalanced.accept(
        record.get(layer, probe, Sum.ALIGNED_BALANCED),
        record.get(layer, probe, Sum.DISTANCE_BALANCED));
    cell.clean += clean;
    cell.unclean += unclean;
    cell.roundTrip += record.get(layer, probe, Sum.ROUND_TRIP);
    if (!Double.isFinite(invariance + clean + unclean)) {
      firstFailure[layer] = Math.min(firstFailure[layer], image);
    }
  }

  private static void add(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  Cell cell(int layer, int probe) {
    return cells[layer][probe];
  }

  /** Sum over images and over the family's probes of a channel's ‖f(gx) − f(x)‖². */
  double channelInvariance(int layer, int family, int channel) {
    return channelInvariance[layer][family][channel];
  }

  /** Sum over images and over the family's counted probes of a channel's ‖u‖². */
  double channelAligned(int layer, int family, int channel) {
    return channelAligned[layer][family][channel];
  }

  int images() {
    return images;
  }

  /** The first image under which this layer gave NaN or infinity in any probe. */
  Optional<Integer> firstFailure(int layer) {
    return firstFailure[layer] == Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(firstFailure[layer]);
  }
}
