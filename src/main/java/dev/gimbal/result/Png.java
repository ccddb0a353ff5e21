package dev.gimbal.result;

import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * A PNG file inside a result.
 *
 * @param height in pixels
 * @param width in pixels
 * @param base64 the file's bytes
 * @throws IllegalArgumentException when the bytes are no PNG file of that size: what stands here is
 *     placed in pages
 */
public record Png(int height, int width, String base64) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int AT_WIDTH = 16;
  private static final int AT_HEIGHT = 20;
  private static final int LEAST_BYTES = 45;

  public Png {
    Objects.requireNonNull(base64);
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length < LEAST_BYTES || !Arrays.equals(SIGNATURE, 0, 8, bytes, 0, 8)) {
      throw new IllegalArgumentException("pictures hold something that is no PNG file");
    }
    if (height < 1
        || width < 1
        || number(bytes, AT_HEIGHT) != height
        || number(bytes, AT_WIDTH) != width) {
      throw new IllegalArgumentException(
          "pictures hold a PNG file of another size than " + height + "x" + width);
    }
  }

  private static int number(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + Integer.BYTES; i++) {
      value = value << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
    }
    return value;
  }
}
