package dev.gimbal.engine;

import dev.gimbal.runtime.ImageLayout;
import java.util.Objects;

/** The image input of the network: its name and layout, and the sizes of one image. */
public record NetworkInput(String name, ImageLayout layout, int channels, int height, int width) {
  public NetworkInput {
    Objects.requireNonNull(name);
    Objects.requireNonNull(layout);
  }

  /** Values of one image. */
  public int elements() {
    return channels * height * width;
  }
}
