package dev.gimbal.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One worker's input and outputs in direct buffers, allocated once and used in every run. */
final class PinnedRun implements AutoCloseable {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxValue> outputs = new LinkedHashMap<>();

  /**
   * Buffers for images of this shape, the batch first; the image is noise between −2 and 2.
   *
   * @throws IllegalArgumentException when the model has several inputs or one of another shape
   */
  PinnedRun(OrtEnvironment environment, OrtSession session, long[] shape) throws OrtException {
    this.session = session;
    Map<String, NodeInfo> declared = session.getInputInfo();
    Map.Entry<String, NodeInfo> input = declared.entrySet().iterator().next();
    TensorInfo info = (TensorInfo) input.getValue().getInfo();
    if (declared.size() != 1 || !BareInference.fits(info, shape)) {
      throw new IllegalArgumentException("the model takes " + declared);
    }
    inputs = Map.of(input.getKey(), noise(environment, info, shape));
    // A first run on memory of ONNX Runtime's own says how large the outputs are.
    try (OrtSession.Result result = session.run(inputs)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        if (output.getValue() instanceof OnnxTensor tensor && tensor.getInfo().type.size > 0) {
          outputs.put(output.getKey(), empty(environment, tensor.getInfo()));
        }
      }
    }
  }

  void run() throws OrtException {
    try (OrtSession.Result result = session.run(inputs, Set.of(), outputs)) {
      // The outputs lie in the pinned buffers; the result owns nothing.
      assert result.size() == outputs.size();
    }
  }

  private static OnnxTensor noise(OrtEnvironment environment, TensorInfo info, long[] shape)
      throws OrtException {
    ByteBuffer bytes = direct(shape, info.type.size);
    Random random = new Random(1);
    while (bytes.hasRemaining()) {
      switch (info.type) {
        case FLOAT -> bytes.putFloat(4 * random.nextFloat() - 2);
        case DOUBLE -> bytes.putDouble(4 * random.nextDouble() - 2);
        // Half floats from 1 up to 2.
        case FLOAT16 -> bytes.putShort((short) (0x3C00 | random.nextInt(0x400)));
        case UINT8 -> bytes.put((byte) random.nextInt(256));
        default -> throw new IllegalArgumentException("input of type " + info.type);
      }
    }
    bytes.rewind();
    return tensor(environment, info, bytes, shape);
  }

  private static OnnxTensor empty(OrtEnvironment environment, TensorInfo info) throws OrtException {
    return tensor(environment, info, direct(info.getShape(), info.type.size), info.getShape());
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, TensorInfo info, ByteBuffer bytes, long[] shape)
      throws OrtException {
    return OnnxTensor.createTensor(environment, bytes, shape, info.type);
  }

  private static ByteBuffer direct(long[] shape, int size) {
    int count = size;
    for (long axis : shape) {
      count = Math.multiplyExact(count, Math.toIntExact(axis));
    }
    return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxValue::close);
  }
}
