package dev.gimbal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.gimbal.fault.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The session's image input in native memory, written from float planes in the model's own type and
 * layout.
 *
 * <p>Supported element types: float, float16, double, uint8 (rounded to nearest, clamped to 0…255).
 */
final class ImageBuffer implements AutoCloseable {
  private final OnnxJavaType type;
  private final ImageLayout layout;
  private final int channels;
  private final int cells;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final OnnxTensor tensor;

  ImageBuffer(OrtEnvironment environment, OnnxJavaType type, ImageLayout layout, ImageShape shape)
      throws OrtException {
    this.type = type;
    this.layout = layout;
    this.channels = shape.channels();
    this.cells = shape.height() * shape.width();
    int elements = Math.multiplyExact(Math.multiplyExact(shape.batch(), channels), cells);
    bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, type.size))
            .order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    long[] axes = layout.shape(shape.batch(), channels, shape.height(), shape.width());
    tensor =
        switch (type) {
          case FLOAT -> OnnxTensor.createTensor(environment, floats, axes);
          case FLOAT16, UINT8 -> OnnxTensor.createTensor(environment, bytes, axes, type);
          case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), axes);
          default ->
              throw InputException.input(
                  "The image input has elements of type "
                      + type
                      + "; expected float, float16, double or uint8.",
                  "Export the model with a float input.");
        };
  }

  OnnxTensor tensor() {
    return tensor;
  }

  /** Writes one image (C planes of H·W values) into a slot of the batch. */
  void write(int slot, float[] planes) {
    int base = slot * channels * cells;
    if (type == OnnxJavaType.FLOAT && (layout != ImageLayout.NHWC || channels == 1)) {
      floats.put(base, planes, 0, channels * cells);
      return;
    }
    for (int channel = 0; channel < channels; channel++) {
      for (int cell = 0; cell < cells; cell++) {
        int at =
            layout == ImageLayout.NHWC
                ? base + cell * channels + channel
                : base + channel * cells + cell;
        put(at, planes[channel * cells + cell]);
      }
    }
  }

  private void put(int at, float value) {
    switch (type) {
      case FLOAT -> floats.put(at, value);
      case FLOAT16 -> bytes.putShort(at * Short.BYTES, Fp16Conversions.floatToFp16(value));
      case DOUBLE -> bytes.putDouble(at * Double.BYTES, value);
      default -> bytes.put(at, (byte) Math.max(0, Math.min(255, Math.round(value))));
    }
  }

  @Override
  public void close() {
    tensor.close();
  }
}
