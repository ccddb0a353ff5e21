package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * MNIST's idx format: unsigned bytes {@code [N,H,W]} or {@code [N,H,W,C]}, with the labels file
 * found beside it by name ({@code images-idx3} → {@code labels-idx1}), both plain or gzipped.
 */
final class IdxSource implements ImageSource {
  private static final int UNSIGNED_BYTE = 0x08;

  private final String name;
  private final byte[] data;
  private final int offset;
  private final int count;
  private final int height;
  private final int width;
  private final int channels;
  private final byte @Nullable [] labels;

  private IdxSource(Path file, byte[] data, int[] shape, byte @Nullable [] labels) {
    this.name = file.getFileName().toString();
    this.data = data;
    this.offset = 4 + 4 * shape.length;
    this.count = shape[0];
    this.height = shape[1];
    this.width = shape[2];
    this.channels = shape.length == 4 ? shape[3] : 1;
    this.labels = labels;
  }

  static boolean matches(Path file) {
    String name = file.getFileName().toString();
    return name.contains("idx3") || name.contains("idx4") || name.endsWith(".idx");
  }

  static IdxSource read(Path file) {
    byte[] data = ArrayFile.read(file);
    int[] shape = shape(file, data);
    if (shape.length != 3 && shape.length != 4) {
      throw InputException.input(
          file + ": an idx array with " + shape.length + " axes, expected [N,H,W] or [N,H,W,C]",
          "Give the images file of the pair.");
    }
    Path labelsFile = labelsFile(file);
    byte[] labels = null;
    if (labelsFile != null) {
      byte[] raw = ArrayFile.read(labelsFile);
      int[] labelShape = shape(labelsFile, raw);
      if (labelShape.length != 1 || labelShape[0] != shape[0]) {
        throw InputException.input(
            "%s: shape %s, but %s holds %d images"
                .formatted(labelsFile, Arrays.toString(labelShape), file.getFileName(), shape[0]),
            "Give the labels that belong to these images.");
      }
      labels = Arrays.copyOfRange(raw, 8, raw.length);
    }
    return new IdxSource(file, data, shape, labels);
  }

  private static int[] shape(Path file, byte[] data) {
    boolean idx = data.length >= 4 && data[0] == 0 && data[1] == 0 && data[3] >= 1 && data[3] <= 8;
    if (!idx || data.length < 4 + 4 * data[3]) {
      throw InputException.input(
          file + ": not an idx file", "Give MNIST-style idx files, plain or gzipped.");
    }
    if (data[2] != UNSIGNED_BYTE) {
      throw InputException.input(
          "%s: idx element type 0x%02x, expected 0x08 (unsigned byte)".formatted(file, data[2]),
          "Store the images as unsigned bytes.");
    }
    int[] shape = new int[data[3]];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = ByteBuffer.wrap(data).getInt(4 + 4 * i);
      boolean usable = shape[i] >= 1 && elements <= ArrayFile.MAX_BYTES;
      elements = usable ? elements * shape[i] : -1;
    }
    long present = data.length - 4L - 4L * shape.length;
    if (elements != present) {
      throw InputException.input(
          "%s: shape %s does not match the %d bytes present"
              .formatted(file, Arrays.toString(shape), present),
          "Check that the file is complete.");
    }
    return shape;
  }

  private static @Nullable Path labelsFile(Path images) {
    String name = images.getFileName().toString();
    String other = name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
    if (other.equals(name)) {
      return null;
    }
    String plain = other.endsWith(".gz") ? other.substring(0, other.length() - 3) : other;
    for (String candidate : List.of(other, plain, plain + ".gz")) {
      Path file = images.resolveSibling(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public String name(int index) {
    return name + "#" + index;
  }

  @Override
  public OptionalInt label(int index) {
    return labels == null ? OptionalInt.empty() : OptionalInt.of(labels[index] & 0xff);
  }

  @Override
  public byte[] bytes(int index) {
    int size = height * width * channels;
    return Arrays.copyOfRange(data, offset + index * size, offset + (index + 1) * size);
  }

  @Override
  public ImageDecoder.Decoded decode(byte[] bytes) {
    return new ImageDecoder.Decoded(
        new Picture(
            height,
            width,
            channels,
            true,
            (y, c, target) -> {
              for (int x = 0; x < width; x++) {
                target[x] = bytes[(y * width + x) * channels + c] & 0xff;
              }
            }),
        false);
  }

  @Override
  public List<String> warnings() {
    return labels == null ? List.of("No labels file stands beside " + name + ".") : List.of();
  }
}
