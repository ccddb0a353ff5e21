package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads a whole array file into memory, unpacking gzip; both sizes are limited. */
final class ArrayFile {
  static final int MAX_BYTES = 1_900_000_000;

  private ArrayFile() {}

  static byte[] read(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      try (InputStream unpacked = gzip ? new GZIPInputStream(raw, 1 << 16) : raw) {
        byte[] bytes = unpacked.readNBytes(MAX_BYTES);
        if (unpacked.read() >= 0) {
          throw InputException.input(
              file + ": more than " + MAX_BYTES + " bytes", "Give a smaller part of the data.");
        }
        return bytes;
      }
    } catch (IOException e) {
      throw InputException.input(
          file + ": cannot be read: " + e.getMessage(), "Check that the file is complete.", e);
    }
  }
}
