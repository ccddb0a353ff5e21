package dev.gimbal.engine;

import dev.gimbal.geometry.IndexRange;

/** Rows or columns of the input that are changed together. */
record Stripe(boolean rows, IndexRange pixels) {

  /** Copies the stripe's pixels of all channels from one image to another. */
  void copy(float[] from, float[] to, NetworkInput input) {
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int y = 0; y < input.height(); y++) {
        int line = (channel * input.height() + y) * input.width();
        if (!rows) {
          System.arraycopy(from, line + pixels.first(), to, line + pixels.first(), pixels.size());
        } else if (pixels.contains(y)) {
          System.arraycopy(from, line, to, line, input.width());
        }
      }
    }
  }
}
