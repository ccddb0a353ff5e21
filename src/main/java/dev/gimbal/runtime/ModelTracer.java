package dev.gimbal.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gimbal.fault.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Asks ONNX Runtime for the type and shape of every tensor, and for the values of a few. */
public final class ModelTracer {
  /** Values are read of tensors that have at most so many elements. */
  public static final int MOST_ELEMENTS = 64;

  /** Bounds the memory of a run: 64 Mi elements are 256 MiB of float32. */
  private static final long ELEMENTS_PER_RUN = 1L << 26;

  private static final long UNKNOWN_ELEMENTS = 1L << 22;
  private static final long SEED = 20_240_607L;

  /**
   * What is known about a tensor.
   *
   * @param type its element type, such as {@code float32} or {@code int64}
   * @param shape at the traced input size
   * @param values if they were asked for, are few, and are float32, int32 or int64
   */
  public record Trace(String type, List<Integer> shape, Optional<List<Double>> values) {
    public Trace {
      shape = List.copyOf(shape);
    }
  }

  private final OrtSession session;
  private final OnnxTensor image;
  private final String inputName;
  private final Map<String, Trace> traces = new HashMap<>();

  private ModelTracer(OrtSession session, OnnxTensor image, String inputName) {
    this.session = session;
    this.image = image;
    this.inputName = inputName;
  }

  /**
   * Traces a model whose tensors have been made outputs; runs it a few times on fixed noise.
   *
   * @param model bytes of the model
   * @param folder where external weights lie
   * @param inputName the image input
   * @param inputShape its fixed shape
   * @param valuesOf tensors whose values are wanted: those that do not depend on the image
   * @return by name; without outputs that are no tensors
   * @throws InputException if ONNX Runtime refuses the model or fails on it
   */
  public static Map<String, Trace> trace(
      byte[] model, Path folder, String inputName, List<Integer> inputShape, Set<String> valuesOf) {
    OrtEnvironment environment = OrtAccess.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor image = noise(environment, session, inputName, inputShape)) {
        ModelTracer tracer = new ModelTracer(session, image, inputName);
        tracer.trace(valuesOf);
        return tracer.traces;
      }
    } catch (OrtException e) {
      throw InputException.input(
          "ONNX Runtime cannot run this model: " + e.getMessage(),
          "Check the file with onnx.checker, or give another input size.",
          e);
    }
  }

  /**
   * Shapes come from runs, not from inference: for pooling with ceil_mode ONNX Runtime 1.28 infers
   * one cell more than it computes, and a shape that it cannot infer looks like that of a scalar.
   */
  private void trace(Set<String> valuesOf) throws OrtException {
    List<String> group = new ArrayList<>();
    long elements = 0;
    for (Map.Entry<String, NodeInfo> output : session.getOutputInfo().entrySet()) {
      if (output.getValue().getInfo() instanceof TensorInfo info) {
        boolean known =
            info.getShape().length > 0 && Arrays.stream(info.getShape()).allMatch(d -> d >= 0);
        long size = known ? info.getNumElements() : UNKNOWN_ELEMENTS;
        if (!group.isEmpty() && elements + size > ELEMENTS_PER_RUN) {
          read(group, valuesOf);
          group.clear();
          elements = 0;
        }
        group.add(output.getKey());
        elements += size;
      }
    }
    if (!group.isEmpty()) {
      read(group, valuesOf);
    }
  }

  private void read(List<String> names, Set<String> valuesOf) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(inputName, image), Set.copyOf(names))) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        if (entry.getValue() instanceof OnnxTensor tensor) {
          boolean wanted = valuesOf.contains(entry.getKey());
          TensorInfo info = tensor.getInfo();
          Optional<List<Double>> values = wanted ? values(tensor) : Optional.empty();
          traces.put(entry.getKey(), new Trace(typeName(info), sizes(info), values));
        }
      }
    }
  }

  private static String typeName(TensorInfo info) {
    return switch (info.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> "float32";
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> "float64";
      default ->
          info.onnxType
              .name()
              .replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
              .toLowerCase(Locale.ROOT);
    };
  }

  private static List<Integer> sizes(TensorInfo info) {
    return Arrays.stream(info.getShape()).mapToObj(d -> (int) d).toList();
  }

  private static Optional<List<Double>> values(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    long count = Arrays.stream(info.getShape()).reduce(1, (a, b) -> a * b);
    if (count > MOST_ELEMENTS) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    switch (info.type) {
      case FLOAT -> {
        float[] all = new float[(int) count];
        tensor.getFloatBuffer().get(all);
        for (float v : all) {
          values.add((double) v);
        }
      }
      case INT64 -> {
        long[] all = new long[(int) count];
        tensor.getLongBuffer().get(all);
        Arrays.stream(all).forEach(v -> values.add((double) v));
      }
      case INT32 -> {
        int[] all = new int[(int) count];
        tensor.getIntBuffer().get(all);
        Arrays.stream(all).forEach(v -> values.add((double) v));
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** The same noise in every run: the facts must not depend on it. */
  private static OnnxTensor noise(
      OrtEnvironment environment, OrtSession session, String name, List<Integer> shape)
      throws OrtException {
    NodeInfo node = session.getInputInfo().get(name);
    if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
      throw InputException.input(
          "ONNX Runtime sees no tensor input '" + name + "'", "Check the file with onnx.checker.");
    }
    long[] dims = shape.stream().mapToLong(Integer::longValue).toArray();
    int count = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, info.type.size))
            .order(ByteOrder.nativeOrder());
    Random random = new Random(SEED);
    for (int i = 0; i < count; i++) {
      put(bytes, info.type, random.nextFloat());
    }
    bytes.flip();
    return OnnxTensor.createTensor(environment, bytes, dims, info.type);
  }

  private static void put(ByteBuffer bytes, OnnxJavaType type, float value) {
    switch (type) {
      case FLOAT -> bytes.putFloat(value);
      case FLOAT16 -> bytes.putShort(halfBits(value));
      case DOUBLE -> bytes.putDouble(value);
      case UINT8 -> bytes.put((byte) (int) (value * 255));
      default -> throw new IllegalArgumentException("an image input of type " + type);
    }
  }

  /** The half-precision number at or just below a value in [0, 1). */
  private static short halfBits(float value) {
    int bits = Float.floatToIntBits(value);
    int exponent = (bits >>> 23) - 127 + 15;
    return exponent <= 0 ? 0 : (short) (exponent << 10 | (bits >>> 13 & 0x3ff));
  }
}
