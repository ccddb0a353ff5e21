package dev.gimbal.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A float32 input besides the image, in native memory; zero until written. */
final class FloatInput implements AutoCloseable {
  private final FloatBuffer floats;
  private final OnnxTensor tensor;

  FloatInput(OrtEnvironment environment, long[] shape) throws OrtException {
    int elements = 1;
    for (long size : shape) {
      elements = Math.toIntExact(Math.multiplyExact((long) elements, size));
    }
    floats =
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    tensor = OnnxTensor.createTensor(environment, floats, shape);
  }

  OnnxTensor tensor() {
    return tensor;
  }

  /** Writes values from an element on. */
  void write(int from, float[] values) {
    floats.put(from, values);
  }

  @Override
  public void close() {
    tensor.close();
  }
}
