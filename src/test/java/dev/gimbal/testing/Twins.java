package dev.gimbal.testing;

import com.google.protobuf.ByteString;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * Copies of a network with one thing changed, as a careless export changes it. Convolutions are
 * counted from 1, in the order of their nodes.
 */
public final class Twins {
  /** Changes one weight. */
  public interface WeightChange {
    /** The new value, by the channel that the weight's filter makes. */
    float of(int outputChannel, float value);
  }

  private Twins() {}

  public static ModelProto read(Path file) {
    try {
      return ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With changed weights of a convolution. */
  public static ModelProto weights(ModelProto model, int convolution, WeightChange change) {
    ModelProto.Builder copy = model.toBuilder();
    String name = convolution(model.getGraph(), convolution).getInput(1);
    TensorProto.Builder tensor = initializer(copy.getGraphBuilder(), name);
    float[] values = floats(tensor.build());
    int each = values.length / (int) tensor.getDims(0);
    for (int i = 0; i < values.length; i++) {
      values[i] = change.of(i / each, values[i]);
    }
    put(tensor, values);
    return copy.build();
  }

  /** With normal noise on the weights of a convolution. */
  public static ModelProto noisy(ModelProto model, int convolution, double deviation) {
    Random random = new Random(1);
    return weights(
        model,
        convolution,
        (channel, value) -> value + (float) (deviation * random.nextGaussian()));
  }

  /** With one channel of a convolution that answers to nothing: no weights and no bias. */
  public static ModelProto zeroed(ModelProto model, int convolution, int channel) {
    ModelProto zeroed = weights(model, convolution, (out, value) -> out == channel ? 0 : value);
    NodeProto node = convolution(model.getGraph(), convolution);
    if (node.getInputCount() < 3) {
      return zeroed;
    }
    ModelProto.Builder copy = zeroed.toBuilder();
    TensorProto.Builder bias = initializer(copy.getGraphBuilder(), node.getInput(2));
    float[] values = floats(bias.build());
    values[channel] = 0;
    put(bias, values);
    return copy.build();
  }

  /** With other numbers in an attribute of a convolution, such as its pads or strides. */
  public static ModelProto attribute(
      ModelProto model, int convolution, String name, long... numbers) {
    ModelProto.Builder copy = model.toBuilder();
    String output = convolution(model.getGraph(), convolution).getOutput(0);
    for (NodeProto.Builder node : copy.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOutput(0).equals(output)) {
        for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
          if (attribute.getName().equals(name)) {
            attribute.clearInts();
            Arrays.stream(numbers).forEach(attribute::addInts);
            copy.getGraphBuilder().clearValueInfo();
            return copy.build();
          }
        }
      }
    }
    throw new NoSuchElementException(name + " of convolution " + convolution);
  }

  /** With all tensors but inputs and outputs named as another exporter might. */
  public static ModelProto renamed(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
    List<String> outputs = graph.getOutputList().stream().map(o -> o.getName()).toList();
    Map<String, String> names = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        names.put(output, outputs.contains(output) ? output : "val_" + names.size());
      }
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  private static NodeProto convolution(GraphProto graph, int number) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("Conv"))
        .skip(number - 1L)
        .findFirst()
        .orElseThrow();
  }

  private static TensorProto.Builder initializer(GraphProto.Builder graph, String name) {
    return graph.getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The numbers of a float32 tensor, however it stores them. */
  static float[] floats(TensorProto tensor) {
    float[] values;
    if (tensor.hasRawData()) {
      values = new float[tensor.getRawData().size() / Float.BYTES];
      ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer();
      bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
    values = new float[tensor.getFloatDataCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.getFloatData(i);
    }
    return values;
  }

  private static void put(TensorProto.Builder tensor, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    tensor.clearFloatData().setRawData(ByteString.copyFrom(bytes.array()));
  }
}
