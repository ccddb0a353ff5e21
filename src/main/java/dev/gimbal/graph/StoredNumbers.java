package dev.gimbal.graph;

import dev.gimbal.onnx.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/** The numbers of a constant tensor of any size, read where they lie. */
final class StoredNumbers {
  private static final int HALF_MANTISSA = 10;
  private static final int HALF_BIAS = 15;

  private final long count;
  private final LongToDoubleFunction numbers;

  private StoredNumbers(long count, LongToDoubleFunction numbers) {
    this.count = count;
    this.numbers = numbers;
  }

  long count() {
    return count;
  }

  double get(long index) {
    return numbers.applyAsDouble(index);
  }

  /** None for types other than floats and 8-bit whole numbers, and where the file is no help. */
  static Optional<StoredNumbers> of(OnnxModel model, TensorProto tensor) {
    ElementType type = ElementType.of(tensor.getDataType());
    long count = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    int bytes = ElementType.bits(tensor.getDataType()) / Byte.SIZE;
    Optional<ByteBuffer> raw = bytes(model, tensor, count * bytes);
    return raw.map(buffer -> raw(type, buffer.order(ByteOrder.LITTLE_ENDIAN)))
        .orElseGet(() -> listed(type, tensor, count))
        .map(numbers -> new StoredNumbers(count, numbers));
  }

  private static Optional<ByteBuffer> bytes(OnnxModel model, TensorProto tensor, long length) {
    if (length <= 0 || length > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    if (!ExternalWeights.isExternal(tensor)) {
      return tensor.getRawData().size() == length
          ? Optional.of(tensor.getRawData().asReadOnlyByteBuffer())
          : Optional.empty();
    }
    Map<String, String> place = ExternalWeights.entries(tensor);
    long offset = Long.parseLong(place.getOrDefault("offset", "0").strip());
    try (FileChannel channel =
        FileChannel.open(model.folder().resolve(place.getOrDefault("location", "")))) {
      return Optional.of(channel.map(FileChannel.MapMode.READ_ONLY, offset, length));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<LongToDoubleFunction> raw(ElementType type, ByteBuffer bytes) {
    return switch (type) {
      case FLOAT32 -> Optional.of(i -> bytes.getFloat((int) i * Float.BYTES));
      case FLOAT64 -> Optional.of(i -> bytes.getDouble((int) i * Double.BYTES));
      case FLOAT16 -> Optional.of(i -> half(bytes.getShort((int) i * Short.BYTES)));
      case BFLOAT16 ->
          Optional.of(i -> Float.intBitsToFloat(bytes.getShort((int) i * Short.BYTES) << 16));
      case INT8 -> Optional.of(i -> bytes.get((int) i));
      case UINT8 -> Optional.of(i -> Byte.toUnsignedInt(bytes.get((int) i)));
      default -> Optional.empty();
    };
  }

  /** Numbers that are fields of the message; small types come as int32 there. */
  private static Optional<LongToDoubleFunction> listed(
      ElementType type, TensorProto tensor, long count) {
    boolean wide = tensor.getInt32DataCount() == count;
    return switch (type) {
      case FLOAT32 ->
          tensor.getFloatDataCount() == count
              ? Optional.of(i -> tensor.getFloatData((int) i))
              : Optional.empty();
      case FLOAT64 ->
          tensor.getDoubleDataCount() == count
              ? Optional.of(i -> tensor.getDoubleData((int) i))
              : Optional.empty();
      case FLOAT16 ->
          wide ? Optional.of(i -> half((short) tensor.getInt32Data((int) i))) : Optional.empty();
      case INT8, UINT8 -> wide ? Optional.of(i -> tensor.getInt32Data((int) i)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The value of a half-precision number. */
  static double half(short bits) {
    int exponent = bits >> HALF_MANTISSA & 0x1f;
    int mantissa = bits & 0x3ff;
    double size;
    if (exponent == 0x1f) {
      size = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      size = Math.scalb((double) mantissa, 1 - HALF_BIAS - HALF_MANTISSA);
    } else {
      size = Math.scalb((double) (mantissa | 0x400), exponent - HALF_BIAS - HALF_MANTISSA);
    }
    return bits < 0 ? -size : size;
  }
}
