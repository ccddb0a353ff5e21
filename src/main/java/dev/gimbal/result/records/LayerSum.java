package dev.gimbal.result.records;

/**
 * The sums kept of one image for a layer and a probe. Pooled ones are divided by the layer's D;
 * balanced ones hold each live channel divided by its own D.
 */
public enum LayerSum {
  /** ‖f(gx) − f(x)‖². */
  INVARIANCE,
  INVARIANCE_BALANCED,
  /** ‖u‖² over the visible cells. */
  ALIGNED,
  ALIGNED_BALANCED,
  /** ‖f(x) − f̄‖² over the visible cells. */
  DISTANCE,
  DISTANCE_BALANCED
}
