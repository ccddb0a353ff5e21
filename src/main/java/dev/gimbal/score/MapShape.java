package dev.gimbal.score;

/**
 * Sizes of a layer's output for one image. A vector has its elements as channels of 1×1 cells.
 *
 * @param channels C
 * @param height H, cells
 * @param width W, cells
 */
public record MapShape(int channels, int height, int width) {
  public MapShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(channels + "×" + height + "×" + width);
    }
  }

  /** Cells of one channel. */
  public int cells() {
    return height * width;
  }

  public int elements() {
    return Math.multiplyExact(channels, cells());
  }
}
