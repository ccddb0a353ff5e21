package dev.gimbal.runtime;

/** Order of the axes of the image input. */
public enum ImageLayout {
  /** Batch, channels, height, width. */
  NCHW,
  /** Batch, height, width, channels. */
  NHWC,
  /** Batch, height, width: one channel without an axis of its own. */
  NHW;

  long[] shape(int batch, int channels, int height, int width) {
    return switch (this) {
      case NCHW -> new long[] {batch, channels, height, width};
      case NHWC -> new long[] {batch, height, width, channels};
      case NHW -> new long[] {batch, height, width};
    };
  }
}
