package dev.gimbal.image;

import dev.gimbal.image.ImageDecoder.Orientation;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation tag (0x0112) in the EXIF block of a JPEG file. */
final class ExifOrientation {
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int EXIF_HEADER = 0x45786966; // "Exif"

  private ExifOrientation() {}

  /** The orientation, upright where the file states none or states it badly. */
  static Orientation read(byte[] bytes) {
    try {
      return switch (tag(ByteBuffer.wrap(bytes))) {
        case 2 -> new Orientation(false, false, true);
        case 3 -> new Orientation(false, true, true);
        case 4 -> new Orientation(false, true, false);
        case 5 -> new Orientation(true, false, false);
        case 6 -> new Orientation(true, false, true);
        case 7 -> new Orientation(true, true, true);
        case 8 -> new Orientation(true, true, false);
        default -> Orientation.UPRIGHT;
      };
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Orientation.UPRIGHT;
    }
  }

  private static int tag(ByteBuffer file) {
    if ((file.getShort() & 0xffff) != 0xffd8) {
      return 1;
    }
    while (file.remaining() >= 4) {
      int marker = file.getShort() & 0xffff;
      int length = file.getShort() & 0xffff;
      boolean segment = marker >= 0xffc0 && marker != 0xffda && length >= 2;
      if (!segment) {
        return 1;
      }
      int next = file.position() + length - 2;
      if (marker == 0xffe1 && length >= 16 && file.getInt(file.position()) == EXIF_HEADER) {
        return firstDirectory(file.slice(file.position() + 6, length - 8));
      }
      file.position(next);
    }
    return 1;
  }

  private static int firstDirectory(ByteBuffer tiff) {
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int start = tiff.getInt(4);
    int entries = tiff.getShort(start) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = start + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
        return tiff.getShort(entry + 8) & 0xffff;
      }
    }
    return 1;
  }
}
