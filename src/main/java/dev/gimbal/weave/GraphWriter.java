package dev.gimbal.weave;

import com.google.protobuf.ByteString;
import dev.gimbal.graph.ElementType;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.TensorShapeProto;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Adds nodes to a model in the forms that its operator set knows, 7 to 26. Names of its own begin
 * with a prefix that no name of the model begins with.
 *
 * <p>Constants are nodes rather than initialisers: before IR 4 an initialiser had to be an input as
 * well.
 */
final class GraphWriter {
  /** Oldest operator set with broadcasting arithmetic. */
  static final int OLDEST_OPSET = 7;

  private static final int FLOAT_ATTRIBUTE = 1;
  private static final int INT_ATTRIBUTE = 2;
  private static final int STRING_ATTRIBUTE = 3;
  private static final int TENSOR_ATTRIBUTE = 4;
  private static final int INTS_ATTRIBUTE = 7;

  /** First operator set in which axes are an input of ReduceSum, and of the other reductions. */
  private static final int SUM_AXES_INPUT = 13;

  private static final int AXES_INPUT = 18;
  private static final int CLIP_LIMITS_INPUT = 11;
  private static final int GRID_SAMPLE = 16;
  private static final int GRID_SAMPLE_LINEAR = 20;
  private static final String MICROSOFT = "com.microsoft";

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;
  private final long opset;
  private final String prefix;
  private int names;

  GraphWriter(ModelProto.Builder model) {
    this.model = model;
    graph = model.getGraphBuilder();
    opset =
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(OperatorSetIdProto::getVersion)
            .max()
            .orElse(1);
    prefix = freePrefix(graph);
  }

  private static String freePrefix(GraphProto.Builder graph) {
    StringBuilder candidate = new StringBuilder("gimbal_");
    while (graph.getNodeList().stream()
            .anyMatch(
                node ->
                    node.getName().startsWith(candidate.toString())
                        || node.getOutputList().stream()
                            .anyMatch(name -> name.startsWith(candidate.toString())))
        || graph.getInputList().stream()
            .anyMatch(input -> input.getName().startsWith(candidate.toString()))
        || graph.getInitializerList().stream()
            .anyMatch(tensor -> tensor.getName().startsWith(candidate.toString()))) {
      candidate.insert(0, '_');
    }
    return candidate.toString();
  }

  /** A name that nothing else has. */
  String name(String what) {
    return prefix + what + "_" + names++;
  }

  /** A name for what a graph has once. */
  String own(String what) {
    return prefix + what;
  }

  /** A float32 input of the graph. */
  String input(String name, long... shape) {
    graph.addInput(value(name, ElementType.FLOAT32, shape));
    return name;
  }

  /** Declares a tensor an output of the graph under another name. */
  void output(String tensor, String name, long... shape) {
    named("Identity", tensor, name);
    graph.addOutput(value(name, ElementType.FLOAT32, shape));
  }

  /** A node of one input whose output has a given name. */
  void named(String op, String tensor, String output) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(op).setName(name(op)).addInput(tensor).addOutput(output));
  }

  private static ValueInfoProto.Builder value(String name, ElementType type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDimBuilder().setDimValue(size);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(dims)));
  }

  String node(String op, List<String> inputs, AttributeProto... attributes) {
    return node("", op, inputs, attributes);
  }

  private String node(String domain, String op, List<String> inputs, AttributeProto... attributes) {
    String output = name(op);
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(op)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  String floats(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(ElementType.FLOAT32, bytes, shape);
  }

  /** One number, which broadcasts to any shape. */
  String scalar(double value) {
    return floats(new float[] {(float) value}, 1);
  }

  private String longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(ElementType.INT64, bytes, values.length);
  }

  private String constant(ElementType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(type.number())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return node(
        "Constant",
        List.of(),
        AttributeProto.newBuilder()
            .setName("value")
            .setType(TENSOR_ATTRIBUTE)
            .setT(tensor)
            .build());
  }

  String add(String a, String b) {
    return node("Add", List.of(a, b));
  }

  String subtract(String a, String b) {
    return node("Sub", List.of(a, b));
  }

  String multiply(String a, String b) {
    return node("Mul", List.of(a, b));
  }

  String divide(String a, String b) {
    return node("Div", List.of(a, b));
  }

  String floor(String tensor) {
    return node("Floor", List.of(tensor));
  }

  String ceil(String tensor) {
    return node("Ceil", List.of(tensor));
  }

  String matMul(String a, String b) {
    return node("MatMul", List.of(a, b));
  }

  String cast(String tensor, ElementType type) {
    return node("Cast", List.of(tensor), integer("to", type.number()));
  }

  String reshape(String tensor, long... shape) {
    return node("Reshape", List.of(tensor, longs(shape)));
  }

  String transpose(String tensor, long... order) {
    return node("Transpose", List.of(tensor), ints("perm", order));
  }

  /** Entries along an axis, which stays. */
  String gather(String tensor, int axis, long... indices) {
    return node("Gather", List.of(tensor, longs(indices)), integer("axis", axis));
  }

  String concat(int axis, String... tensors) {
    return node("Concat", List.of(tensors), integer("axis", axis));
  }

  /** Smaller than {@code limit}, as 0 or 1. */
  String isLess(String tensor, String limit) {
    // Before operator set 9 comparisons are defined for float alone, which is all that comes here.
    return cast(node("Less", List.of(tensor, limit)), ElementType.FLOAT32);
  }

  String clip(String tensor, double low, double high) {
    if (opset < CLIP_LIMITS_INPUT) {
      return node("Clip", List.of(tensor), real("min", low), real("max", high));
    }
    return node(
        "Clip",
        List.of(
            tensor,
            floats(new float[] {(float) low}, new long[0]),
            floats(new float[] {(float) high}, new long[0])));
  }

  /** Σ over an axis, which goes away. */
  String sum(String tensor, int axis) {
    return reduce("ReduceSum", tensor, axis, opset >= SUM_AXES_INPUT);
  }

  /** Σ of squares over an axis, which goes away. */
  String sumOfSquares(String tensor, int axis) {
    return reduce("ReduceSumSquare", tensor, axis, opset >= AXES_INPUT);
  }

  private String reduce(String op, String tensor, int axis, boolean axesAreInput) {
    return axesAreInput
        ? node(op, List.of(tensor, longs(axis)), integer("keepdims", 0))
        : node(op, List.of(tensor), ints("axes", axis), integer("keepdims", 0));
  }

  /**
   * Reads maps [N,C,H,W] bilinearly at a grid [N,H',W',2] of (x, y), in which −1 and 1 are the
   * centres of the first and the last cell.
   *
   * @param padding {@code zeros} or {@code border}
   */
  String gridSample(String maps, String grid, String padding) {
    boolean standard = opset >= GRID_SAMPLE;
    if (!standard) {
      requireDomain(MICROSOFT);
    }
    return node(
        standard ? "" : MICROSOFT,
        "GridSample",
        List.of(maps, grid),
        integer("align_corners", 1),
        text("mode", opset >= GRID_SAMPLE_LINEAR ? "linear" : "bilinear"),
        text("padding_mode", padding));
  }

  private void requireDomain(String domain) {
    if (model.getOpsetImportList().stream().noneMatch(set -> set.getDomain().equals(domain))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(INT_ATTRIBUTE).setI(value).build();
  }

  private static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(FLOAT_ATTRIBUTE)
        .setF((float) value)
        .build();
  }

  private static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(STRING_ATTRIBUTE)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(INTS_ATTRIBUTE);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
