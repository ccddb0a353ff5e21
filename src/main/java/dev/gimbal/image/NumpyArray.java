package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Any numeric array of a {@code .npy} file, as it is.
 *
 * @param type its element type, named as ONNX does: {@code float32}, {@code int64}, {@code bool} …
 * @param shape sizes of its axes; empty for a single number
 * @param bytes the values in C order, little-endian; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record NumpyArray(String type, List<Integer> shape, byte[] bytes) {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("f2", "float16"),
          Map.entry("f4", "float32"),
          Map.entry("f8", "float64"),
          Map.entry("i1", "int8"),
          Map.entry("i2", "int16"),
          Map.entry("i4", "int32"),
          Map.entry("i8", "int64"),
          Map.entry("u1", "uint8"),
          Map.entry("u2", "uint16"),
          Map.entry("u4", "uint32"),
          Map.entry("u8", "uint64"),
          Map.entry("b1", "bool"));

  public NumpyArray {
    shape = List.copyOf(shape);
  }

  /**
   * Reads a file.
   *
   * @throws InputException if it is no array of numbers in C order, or damaged
   */
  public static NumpyArray read(Path file) {
    byte[] data = ArrayFile.read(file);
    NpyHeader header = NpyHeader.read(file, data);
    String kind = header.type().substring(Math.min(1, header.type().length()));
    String type = TYPES.get(kind);
    if (type == null || !"<>|=".contains(header.type().substring(0, 1))) {
      throw InputException.input(
          file + ": element type " + header.type() + ", expected numbers",
          "Convert the array with .astype, such as .astype(numpy.float32).");
    }
    int width = kind.charAt(1) - '0';
    int[] shape = header.shape(file, width, data.length);
    byte[] bytes = Arrays.copyOfRange(data, header.offset(), data.length);
    if (header.type().startsWith(">")) {
      swap(bytes, width);
    }
    return new NumpyArray(type, Arrays.stream(shape).boxed().toList(), bytes);
  }

  private static void swap(byte[] bytes, int width) {
    for (int start = 0; start < bytes.length; start += width) {
      for (int i = 0; i < width / 2; i++) {
        byte kept = bytes[start + i];
        bytes[start + i] = bytes[start + width - 1 - i];
        bytes[start + width - 1 - i] = kept;
      }
    }
  }
}
