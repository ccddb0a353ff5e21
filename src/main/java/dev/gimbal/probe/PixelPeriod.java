package dev.gimbal.probe;

/**
 * A period of some layer, in whole input pixels per axis; a shift by it is on that layer's grid.
 */
public record PixelPeriod(int y, int x) {
  public PixelPeriod {
    if (y < 1 || x < 1) {
      throw new IllegalArgumentException("period " + y + ", " + x);
    }
  }
}
