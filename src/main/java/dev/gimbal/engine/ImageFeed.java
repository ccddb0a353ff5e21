package dev.gimbal.engine;

import java.util.OptionalInt;

/** The images of an audit in plan order, and what each probe makes of them. */
public interface ImageFeed {
  /** Number of images. */
  int size();

  /** A name for messages, such as the file's relative path. */
  String name(int image);

  /** Class index, where the images are labelled. */
  OptionalInt label(int image);

  /**
   * Opens one image; may decode a file. Called by several workers at once, each for another image.
   */
  Frame frame(int image);

  /** One image, ready to be rendered in network units as C planes of H·W values. */
  interface Frame {
    /** The image unprobed. */
    void reference(float[] target);

    /** The image under a probe, by the probe's index in the plan. */
    void probed(int probe, float[] target);

    /** The image under a probe and back again: only resampling differs from the reference. */
    void roundTrip(int probe, float[] target);
  }
}
