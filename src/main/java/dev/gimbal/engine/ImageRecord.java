package dev.gimbal.engine;

import java.util.List;

/**
 * Everything one image contributes: the atom that is merged in plan order. Indexed by layer and
 * probe; sums are over channels and cells of squared differences, in the layer's own units.
 */
final class ImageRecord {
  /** The sums kept for every layer and probe. */
  enum Sum {
    /** ‖f(gx) − f(x)‖². */
    INVARIANCE,
    INVARIANCE_BALANCED,
    /** ‖u‖² over clean visible cells. */
    CLEAN,
    UNCLEAN,
    /** ‖u‖² over visible cells, channel-balanced. */
    ALIGNED_BALANCED,
    /** ‖f(x) − f̄‖² over the visible cells. */
    DISTANCE,
    DISTANCE_BALANCED,
    /** ‖f(T⁻¹Tx) − f(x)‖² over the visible cells. */
    ROUND_TRIP
  }

  private static final int SUMS = Sum.values().length;

  private final int probes;
  private final double[] sums;
  private final double[] distances;
  private final double[] balancedDistances;
  private final double[][][] channelInvariance;
  private final double[][][] channelAligned;

  ImageRecord(List<WatchedLayer> layers, int probes, int families) {
    this.probes = probes;
    sums = new double[Math.multiplyExact(Math.multiplyExact(layers.size(), probes), SUMS)];
    distances = new double[layers.size()];
    balancedDistances = new double[layers.size()];
    channelInvariance = channels(layers, families);
    channelAligned = channels(layers, families);
  }

  /** One sum a layer, family and channel. */
  static double[][][] channels(List<WatchedLayer> layers, int families) {
    double[][][] sums = new double[layers.size()][families][];
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int family = 0; family < families; family++) {
        sums[layer][family] = new double[layers.get(layer).shape().channels()];
      }
    }
    return sums;
  }

  void set(int layer, int probe, Sum sum, double value) {
    sums[(layer * probes + probe) * SUMS + sum.ordinal()] = value;
  }

  double get(int layer, int probe, Sum sum) {
    return sums[(layer * probes + probe) * SUMS + sum.ordinal()];
  }

  /** ‖f(x) − f̄‖² over all cells, pooled and balanced. */
  void setDistance(int layer, double pooled, double balanced) {
    distances[layer] = pooled;
    balancedDistances[layer] = balanced;
  }

  double distance(int layer) {
    return distances[layer];
  }

  double balancedDistance(int layer) {
    return balancedDistances[layer];
  }

  /** Per channel, ‖f(gx) − f(x)‖² summed over the probes of one family. */
  double[] channelInvariance(int layer, int family) {
    return channelInvariance[layer][family];
  }

  /**
   * Per channel, ‖u‖² over the visible cells, summed over the probes that {@link AlignedChannels}
   * counts.
   */
  double[] channelAligned(int layer, int family) {
    return channelAligned[layer][family];
  }
}
