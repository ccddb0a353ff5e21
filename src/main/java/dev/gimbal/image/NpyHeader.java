package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a {@code .npy} file in C order.
 *
 * @param type NumPy's name of the element type, such as {@code <f4}
 * @param axes the shape as it is written
 * @param offset where the values begin, bytes
 */
record NpyHeader(String type, String axes, int offset) {
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr':\\s*'([^']{1,8})'.*'fortran_order':\\s*(True|False).*'shape':\\s*\\(([0-9, L]*)\\)");
  private static final int MAX_HEADER = 65_536;

  static NpyHeader read(Path file, byte[] data) {
    boolean magic = data.length >= 12 && (data[0] & 0xff) == 0x93 && data[1] == 'N';
    if (!magic) {
      throw InputException.input(file + ": not a .npy file", "Write it with numpy.save.");
    }
    ByteBuffer little = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int lengthBytes = data[6] == 1 ? 2 : 4;
    long length = lengthBytes == 2 ? little.getShort(8) & 0xffff : little.getInt(8) & 0xffffffffL;
    long offset = 8L + lengthBytes + length;
    if (length > MAX_HEADER || offset > data.length) {
      throw InputException.input(file + ": truncated header", "Check that the file is complete.");
    }
    String header = new String(data, 8 + lengthBytes, (int) length, StandardCharsets.ISO_8859_1);
    Matcher match = HEADER.matcher(header);
    if (!match.find() || match.group(2).equals("True")) {
      throw InputException.input(
          file + ": header " + header.strip() + " is not an array in C order",
          "Write it with numpy.save(file, numpy.ascontiguousarray(array)).");
    }
    return new NpyHeader(match.group(1), match.group(3), (int) offset);
  }

  /**
   * The sizes of the axes; their product must fit the bytes of the file.
   *
   * @param fileBytes length of the whole file
   */
  int[] shape(Path file, int bytesPerValue, int fileBytes) {
    long present = (long) fileBytes - offset;
    String[] sides = axes.replace("L", "").replace(" ", "").split(",", -1);
    int[] shape = new int[(int) Arrays.stream(sides).filter(s -> !s.isEmpty()).count()];
    long bytes = bytesPerValue;
    for (int i = 0; i < shape.length; i++) {
      // Longer numbers cannot be true of a file that fits in memory.
      shape[i] = sides[i].isEmpty() || sides[i].length() > 9 ? 0 : Integer.parseInt(sides[i]);
      bytes = bytes < 0 || bytes > ArrayFile.MAX_BYTES ? -1 : bytes * shape[i];
    }
    if (bytes != present || bytes == 0) {
      throw InputException.input(
          "%s: shape (%s) does not match the %d bytes present".formatted(file, axes, present),
          "Check that the file is complete and not empty.");
    }
    return shape;
  }
}
