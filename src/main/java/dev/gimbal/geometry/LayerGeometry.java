package dev.gimbal.geometry;

import java.util.Objects;

/** Geometry of a feature map on both axes, and the size of the input frame in pixels. */
public record LayerGeometry(AxisGeometry y, AxisGeometry x, int frameHeight, int frameWidth) {
  public LayerGeometry {
    Objects.requireNonNull(y);
    Objects.requireNonNull(x);
  }
}
