package dev.gimbal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * One output in native memory that every run of a {@link Runner} writes into; read back as floats.
 */
final class PinnedOutput implements AutoCloseable {
  private final OnnxJavaType type;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final OnnxTensor tensor;

  PinnedOutput(OrtEnvironment environment, OnnxJavaType type, long[] shape) throws OrtException {
    this.type = type;
    int elements = 1;
    for (long size : shape) {
      elements = Math.toIntExact(Math.multiplyExact((long) elements, size));
    }
    bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, type.size))
            .order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    tensor =
        switch (type) {
          case FLOAT -> OnnxTensor.createTensor(environment, floats, shape);
          case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), shape);
          default -> OnnxTensor.createTensor(environment, bytes, shape, type);
        };
  }

  static boolean supports(OnnxJavaType type) {
    return type == OnnxJavaType.FLOAT
        || type == OnnxJavaType.FLOAT16
        || type == OnnxJavaType.DOUBLE;
  }

  OnnxTensor tensor() {
    return tensor;
  }

  void read(int from, int count, float[] target, int at) {
    switch (type) {
      case FLOAT -> floats.get(from, target, at, count);
      case FLOAT16 -> {
        ShortBuffer shorts = bytes.asShortBuffer();
        for (int i = 0; i < count; i++) {
          target[at + i] = Fp16Conversions.fp16ToFloat(shorts.get(from + i));
        }
      }
      default -> {
        DoubleBuffer doubles = bytes.asDoubleBuffer();
        for (int i = 0; i < count; i++) {
          target[at + i] = (float) doubles.get(from + i);
        }
      }
    }
  }

  @Override
  public void close() {
    tensor.close();
  }
}
