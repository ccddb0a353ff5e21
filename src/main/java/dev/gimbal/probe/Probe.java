package dev.gimbal.probe;

import dev.gimbal.geometry.AffineMap;

/** One geometric change of the input with its parameters. */
public sealed interface Probe permits Translation, Rotation, Crop {
  Family family();

  /** Unique, stable and readable, such as {@code translation dx=3 dy=-1 px}. */
  String id();

  /** The map from reference pixels to probed pixels for a frame of the given size. */
  AffineMap map(int height, int width);

  /**
   * True when the probe moves pixels onto pixels of this frame: no interpolation in image space.
   */
  boolean isExact(int height, int width);
}
