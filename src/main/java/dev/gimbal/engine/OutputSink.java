package dev.gimbal.engine;

/**
 * Receives the rows of the network's outputs. Called for one image by one worker at a time, for
 * different images by several workers at once.
 */
public interface OutputSink {
  /**
   * All values of output {@code output} for an unprobed image: every image of the plan, in its
   * order, before any probed one; the array is reused afterwards.
   */
  void preview(int output, float[] values);

  /** The same again for an image whose probes follow. */
  void reference(int output, int image, float[] values);

  /** The same for a probed image. */
  void probed(int output, int image, int probe, float[] values);
}
