package dev.gimbal.geometry;

import java.util.Objects;

/** What a probe does to the picture, as far as the geometry of a layer is concerned. */
public sealed interface Motion {
  /**
   * A move by whole pixels.
   *
   * @param wraps whether content that leaves on one side enters on the other
   */
  record Shift(int dy, int dx, boolean wraps) implements Motion {}

  /** Any other affine map from reference pixels to probed pixels. */
  record Warp(AffineMap map) implements Motion {
    public Warp {
      Objects.requireNonNull(map);
    }
  }
}
