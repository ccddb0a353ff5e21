package dev.gimbal.engine;

import java.util.List;

/**
 * How far apart the same layer comes out twice: after an identity probe, and after every input
 * value was moved by one unit in the last place. Squared differences per cell, summed over channels
 * and images.
 */
final class NoisePlanes {
  /** The loss under ±1 ulp of input noise counts this many times over. */
  private static final double ULP_FACTOR = 10;

  private final double[][] identity;
  private final double[][] ulp;
  private int images;

  NoisePlanes(List<WatchedLayer> layers) {
    identity =
        layers.stream().map(layer -> new double[layer.shape().cells()]).toArray(double[][]::new);
    ulp = layers.stream().map(layer -> new double[layer.shape().cells()]).toArray(double[][]::new);
  }

  double[] identity(int layer) {
    return identity[layer];
  }

  double[] ulp(int layer) {
    return ulp[layer];
  }

  void countImage() {
    images++;
  }

  /** Adds what a later image saw; an image that measured no noise brings no planes. */
  void combine(NoisePlanes later) {
    if (later.images == 0) {
      return;
    }
    for (int layer = 0; layer < identity.length; layer++) {
      add(later.identity[layer], identity[layer]);
      add(later.ulp[layer], ulp[layer]);
    }
    images += later.images;
  }

  private static void add(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /**
   * Mean squared noise over the cells that {@code sum} adds up: the larger of identity and 10 ×
   * ulp.
   */
  double of(int layer, java.util.function.ToDoubleFunction<double[]> sum) {
    double same = sum.applyAsDouble(identity[layer]);
    double moved = ULP_FACTOR * sum.applyAsDouble(ulp[layer]);
    return Math.max(same, moved) / Math.max(1, images);
  }
}
