package dev.gimbal.image;

import java.util.Objects;

/**
 * A decoded image before any preprocessing: rows of float samples in 0…255, read one row and one
 * channel at a time so that a large photograph is never held as floats.
 *
 * <p>One channel is grey, three are red, green, blue; other counts come from arrays only.
 */
public final class Picture {
  /** Reads one row of one channel. */
  @FunctionalInterface
  interface Rows {
    void read(int y, int channel, float[] target);
  }

  private final int height;
  private final int width;
  private final int channels;
  private final boolean bounded;
  private final Rows rows;

  Picture(int height, int width, int channels, boolean bounded, Rows rows) {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(height + "x" + width + ", channels " + channels);
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.bounded = bounded;
    this.rows = Objects.requireNonNull(rows);
  }

  /**
   * A picture over planes {@code [C][height·width]} of values in 0…255; the array is not copied and
   * must not change afterwards.
   */
  public static Picture ofPlanes(int height, int width, float[][] planes) {
    return ofPlanes(height, width, true, planes);
  }

  static Picture ofPlanes(int height, int width, boolean bounded, float[][] planes) {
    for (float[] plane : planes) {
      if (plane.length != height * width) {
        throw new IllegalArgumentException(plane.length + " values for " + height + "x" + width);
      }
    }
    return new Picture(
        height,
        width,
        planes.length,
        bounded,
        (y, channel, target) -> System.arraycopy(planes[channel], y * width, target, 0, width));
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  /** True when every value lies in 0…255, so that a resampling overshoot is cut off there. */
  boolean bounded() {
    return bounded;
  }

  /** Writes one row of one channel into {@code target[0 … width−1]}. */
  public void row(int y, int channel, float[] target) {
    rows.read(Objects.checkIndex(y, height), Objects.checkIndex(channel, channels), target);
  }
}
