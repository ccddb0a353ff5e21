package dev.gimbal.testing;

import com.google.protobuf.ByteString;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.TensorShapeProto;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes small ONNX networks for tests, node by node. */
public final class NetworkBuilder {
  /** ONNX numbers of element types. */
  public static final int FLOAT = 1;

  public static final int UINT8 = 2;
  public static final int FLOAT16 = 10;
  private static final int INT64 = 7;
  private static final String MICROSOFT = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final Random random;
  private int names;
  private int opset = 13;

  public NetworkBuilder(long seed) {
    random = new Random(seed);
  }

  public NetworkBuilder opset(int version) {
    opset = version;
    return this;
  }

  /** A float32 input; a size of −1 is symbolic. */
  public String input(String name, long... shape) {
    return typedInput(name, FLOAT, shape);
  }

  /** An input of another element type, by its ONNX number. */
  public String typedInput(String name, int elementType, long... shape) {
    graph.addInput(ValueInfoProto.newBuilder().setName(name).setType(type(elementType, shape)));
    return name;
  }

  private static TypeProto type(int elementType, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      if (size < 0) {
        dims.addDimBuilder().setDimParam("N");
      } else {
        dims.addDimBuilder().setDimValue(size);
      }
    }
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(dims))
        .build();
  }

  /** Normal weights divided by the root of the fan-in (the product of all sizes but the first). */
  public String weights(long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    double scale = 1 / Math.sqrt((double) count / shape[0]);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return floats(shape, values);
  }

  public String floats(long[] shape, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name("c")).setDataType(FLOAT);
    for (long size : shape) {
      tensor.addDims(size);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** A one-dimensional int64 constant. */
  public String longs(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name("c")).setDataType(INT64).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a node with one output and gives its name; an empty input name omits that input. */
  public String node(String op, List<String> inputs, AttributeProto... attributes) {
    String output = name("t");
    node(op, inputs, List.of(output), attributes);
    return output;
  }

  public void node(
      String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(name("n"))
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  /** A node of ONNX Runtime's own operators. */
  public String microsoftNode(String op, List<String> inputs, AttributeProto... attributes) {
    String output = node(op, inputs, attributes);
    graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(MICROSOFT);
    return output;
  }

  /** A convolution without padding or bias and with the strides given, or 1. */
  public String convolution(String input, String weights, long... strides) {
    return strides.length == 0
        ? node("Conv", List.of(input, weights))
        : node("Conv", List.of(input, weights), ints("strides", strides));
  }

  public NetworkBuilder output(String tensor) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(tensor));
    return this;
  }

  private String name(String prefix) {
    return prefix + names++;
  }

  public static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(7);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
  }

  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(3)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
        .setGraph(graph)
        .build();
  }

  /** Writes the model into a folder and gives its path. */
  public Path write(Path folder, String file) {
    try {
      return Files.write(folder.resolve(file), model().toByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
