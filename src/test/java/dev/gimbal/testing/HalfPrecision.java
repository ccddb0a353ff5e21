package dev.gimbal.testing;

import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A float32 network as converters to float16 write it. */
public final class HalfPrecision {
  /** Operators with inputs or attributes that stay float32. */
  private static final Set<String> UNFIT = Set.of("Resize", "Upsample", "Cast", "Constant");

  private HalfPrecision() {}

  /**
   * All weights and tensors in float16; casts behind the inputs and before the outputs, so that
   * these keep their names and types.
   *
   * @throws IllegalArgumentException for operators that need more than that
   */
  public static ModelProto of(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    Set<String> weights =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    weights(graph);
    List<NodeProto> nodes = new ArrayList<>();
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      if (weights.contains(input.getName())) {
        halve(input);
      } else {
        nodes.add(cast(input.getName(), half(input.getName()), NetworkBuilder.FLOAT16));
        weights.add(half(input.getName()));
      }
    }
    Set<String> borders =
        graph.getInputList().stream()
            .map(ValueInfoProto::getName)
            .filter(name -> weights.contains(half(name)))
            .collect(Collectors.toSet());
    graph.getOutputList().forEach(output -> borders.add(output.getName()));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      nodes.add(withinBorders(node, borders));
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      nodes.add(cast(half(output.getName()), output.getName(), NetworkBuilder.FLOAT));
    }
    graph.clearNode().addAllNode(nodes).clearValueInfo();
    return model.toBuilder().setGraph(graph).build();
  }

  private static NodeProto withinBorders(NodeProto.Builder node, Set<String> borders) {
    if (UNFIT.contains(node.getOpType())) {
      throw new IllegalArgumentException(node.getOpType() + " is not converted");
    }
    for (int i = 0; i < node.getInputCount(); i++) {
      String name = node.getInput(i);
      node.setInput(i, borders.contains(name) ? half(name) : name);
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      String name = node.getOutput(i);
      node.setOutput(i, borders.contains(name) ? half(name) : name);
    }
    return node.build();
  }

  private static String half(String name) {
    return name + "_half";
  }

  private static NodeProto cast(String from, String to, int type) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .setName("cast_" + to)
        .addInput(from)
        .addOutput(to)
        .addAttribute(NetworkBuilder.integer("to", type))
        .build();
  }

  /** Rounds a graph's float32 weights to float16, in place. */
  public static void weights(GraphProto.Builder graph) {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getDataType() == NetworkBuilder.FLOAT) {
        float[] values = Twins.floats(tensor.build());
        ByteBuffer bytes =
            ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
          bytes.putShort(Fp16Conversions.floatToFp16(value));
        }
        tensor
            .clearFloatData()
            .setDataType(NetworkBuilder.FLOAT16)
            .setRawData(ByteString.copyFrom(bytes.array()));
      }
    }
  }

  /** Gives an input of float32 the type float16. */
  public static void halve(ValueInfoProto.Builder value) {
    var type = value.getTypeBuilder().getTensorTypeBuilder();
    if (type.getElemType() == NetworkBuilder.FLOAT) {
      type.setElemType(NetworkBuilder.FLOAT16);
    }
  }
}
