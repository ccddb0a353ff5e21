package dev.gimbal.report.chart;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A small picture of at most sixteen colours, as the data URI of a PNG with four bits a pixel.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colours as 0xRRGGBB
 * @param pixels indices of colours, row by row; an index without a colour is transparent
 */
public record IndexedPng(int width, int height, List<Integer> colours, List<Integer> pixels) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int MOST_COLOURS = 15;

  public IndexedPng {
    colours = List.copyOf(colours);
    pixels = List.copyOf(pixels);
    if (width < 1 || height < 1 || pixels.size() != width * height) {
      throw new IllegalArgumentException(
          width + " × " + height + " pixels, but " + pixels.size() + " values");
    }
    if (colours.size() > MOST_COLOURS) {
      throw new IllegalArgumentException(colours.size() + " colours, at most " + MOST_COLOURS);
    }
  }

  /** The picture as {@code data:image/png;base64,…}. */
  public String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes());
  }

  private byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    // Four bits a pixel, palette, no interlacing.
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(out, "IHDR", header.put((byte) 4).put((byte) 3).put(new byte[3]).array());
    ByteBuffer palette = ByteBuffer.allocate(3 * (colours.size() + 1));
    ByteBuffer opacity = ByteBuffer.allocate(colours.size() + 1);
    for (int colour : colours) {
      palette.put((byte) (colour >> 16)).put((byte) (colour >> 8)).put((byte) colour);
      opacity.put((byte) 0xff);
    }
    chunk(out, "PLTE", palette.array());
    chunk(out, "tRNS", opacity.array());
    chunk(out, "IDAT", deflated(scanLines()));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private byte[] scanLines() {
    int stride = 1 + (width + 1) / 2;
    byte[] lines = new byte[stride * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = pixels.get(y * width + x);
        int index = pixel >= 0 && pixel < colours.size() ? pixel : colours.size();
        lines[y * stride + 1 + x / 2] |= (byte) (x % 2 == 0 ? index << 4 : index);
      }
    }
    return lines;
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1024];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
