package dev.gimbal.image;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the model itself fixes about its image input.
 *
 * @param channels its channels
 * @param height its height where the model fixes it
 * @param width its width where the model fixes it
 * @param unsignedByte true for a uint8 input
 * @param askedSize the user's {@code --size}
 */
public record InputFacts(
    int channels,
    OptionalInt height,
    OptionalInt width,
    boolean unsignedByte,
    Optional<FrameSize> askedSize) {
  public InputFacts {
    if (channels < 1) {
      throw new IllegalArgumentException("channels " + channels);
    }
  }
}
