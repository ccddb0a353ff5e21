package dev.gimbal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A PNG file in memory. */
public final class PngPicture {
  private final int height;
  private final int width;
  private final byte[] bytes;

  private PngPicture(int height, int width, byte[] bytes) {
    this.height = height;
    this.width = width;
    this.bytes = bytes;
  }

  static PngPicture of(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      // A stream in memory without ImageIO's default cache file on disk.
      try (var stream = new MemoryCacheImageOutputStream(bytes)) {
        ImageIO.write(image, "png", stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new PngPicture(image.getHeight(), image.getWidth(), bytes.toByteArray());
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The file's bytes as text, for results and pages. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
