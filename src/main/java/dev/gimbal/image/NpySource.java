package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * NumPy's {@code .npy}: {@code [N,H,W]}, {@code [N,H,W,C]} or {@code [N,C,H,W]} of uint8 or
 * float32. The channel axis is the one with 1, 3 or 4 entries, the last if both could be. Floats
 * that all lie in 0…1 are multiplied by 255, with a warning.
 */
final class NpySource implements ImageSource {
  private final String name;
  private final byte[] data;
  private final int offset;
  private final boolean floats;
  private final ByteOrder order;
  private final Axes axes;
  private final float factor;
  private final boolean bounded;

  /** Sizes of the axes, and whether the channels come before the pixels. */
  private record Axes(int count, int height, int width, int channels, boolean channelsFirst) {
    static Axes of(Path file, int[] shape) {
      if (shape.length == 3) {
        return new Axes(shape[0], shape[1], shape[2], 1, false);
      }
      if (shape.length == 4 && isChannels(shape[3])) {
        return new Axes(shape[0], shape[1], shape[2], shape[3], false);
      }
      if (shape.length == 4 && shape[1] <= 64) {
        return new Axes(shape[0], shape[2], shape[3], shape[1], true);
      }
      throw InputException.input(
          file + ": shape " + Arrays.toString(shape) + ", expected [N,H,W], [N,H,W,C] or [N,C,H,W]",
          "Store images as one of these.");
    }

    private static boolean isChannels(int size) {
      return size == 1 || size == 3 || size == 4;
    }

    int valuesPerImage() {
      return height * width * channels;
    }
  }

  private NpySource(
      Path file, byte[] data, int offset, boolean floats, ByteOrder order, Axes axes) {
    this.name = file.getFileName().toString();
    this.data = data;
    this.offset = offset;
    this.floats = floats;
    this.order = order;
    this.axes = axes;
    float low = 0;
    float high = floats ? 0 : 255;
    if (floats) {
      ByteBuffer values = ByteBuffer.wrap(data).order(order);
      for (int at = offset; at < data.length; at += Float.BYTES) {
        float value = values.getFloat(at);
        if (!Float.isFinite(value)) {
          throw InputException.input(
              file + ": holds " + value, "Store finite values, 0 to 255 or 0 to 1.");
        }
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    boolean shares = floats && low >= 0 && high <= 1;
    this.factor = shares ? 255 : 1;
    this.bounded = low >= 0 && high <= 255;
  }

  static NpySource read(Path file) {
    byte[] data = ArrayFile.read(file);
    NpyHeader header = NpyHeader.read(file, data);
    String type = header.type();
    boolean floats = type.equals("<f4") || type.equals(">f4");
    if (!floats && !type.equals("|u1") && !type.equals("<u1")) {
      throw InputException.input(
          file + ": element type " + type + ", expected uint8 or float32",
          "Convert the array with .astype(numpy.uint8) or .astype(numpy.float32).");
    }
    int[] shape = header.shape(file, floats ? 4 : 1, data.length);
    ByteOrder order = type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpySource(file, data, header.offset(), floats, order, Axes.of(file, shape));
  }

  @Override
  public int size() {
    return axes.count();
  }

  @Override
  public String name(int index) {
    return name + "#" + index;
  }

  @Override
  public byte[] bytes(int index) {
    int size = axes.valuesPerImage() * (floats ? Float.BYTES : 1);
    return Arrays.copyOfRange(data, offset + index * size, offset + (index + 1) * size);
  }

  @Override
  public ImageDecoder.Decoded decode(byte[] bytes) {
    ByteBuffer values = ByteBuffer.wrap(bytes).order(order);
    int stepX = axes.channelsFirst() ? 1 : axes.channels();
    int stepC = axes.channelsFirst() ? axes.height() * axes.width() : 1;
    return new ImageDecoder.Decoded(
        new Picture(
            axes.height(),
            axes.width(),
            axes.channels(),
            bounded,
            (y, c, target) -> {
              for (int x = 0; x < axes.width(); x++) {
                int at = (y * axes.width() + x) * stepX + c * stepC;
                target[x] = floats ? factor * values.getFloat(4 * at) : bytes[at] & 0xff;
              }
            }),
        false);
  }

  @Override
  public List<String> warnings() {
    if (!bounded) {
      return List.of(
          name + " holds values outside 0…255: they are used as they are, as image values.");
    }
    return factor == 1
        ? List.of()
        : List.of(name + " holds floats in 0…1: they were multiplied by 255, which is a guess.");
  }
}
