package dev.gimbal.probe;

import dev.gimbal.geometry.AffineMap;

/** Moves the picture by whole pixels: {@code dx} to the right, {@code dy} downwards. */
public record Translation(int dx, int dy) implements Probe {
  @Override
  public Family family() {
    return Family.TRANSLATION;
  }

  @Override
  public String id() {
    return "translation dx=" + dx + " dy=" + dy + " px";
  }

  @Override
  public AffineMap map(int height, int width) {
    return AffineMap.translation(dy, dx);
  }

  @Override
  public boolean isExact(int height, int width) {
    return true;
  }
}
