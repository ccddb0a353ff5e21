package dev.gimbal.score;

/** Gives out a layer's output for one image, channel by channel. */
public interface ChannelPlanes {
  /**
   * Copies whole channels, H·W values each, row by row.
   *
   * @param first first channel
   * @param count number of channels
   * @param target receives count·H·W values from index 0
   */
  void copy(int first, int count, float[] target);
}
