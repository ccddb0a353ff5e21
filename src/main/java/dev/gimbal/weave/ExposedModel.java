package dev.gimbal.weave;

import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.TensorShapeProto;
import dev.gimbal.onnx.TensorShapeProto.Dimension;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The audited model with more of its tensors as outputs and with a fixed input size. */
public final class ExposedModel {
  private ExposedModel() {}

  /**
   * The model's bytes with {@code tensors} added to its outputs.
   *
   * <p>Nodes and weights stay as they are. Declared shapes are dropped where the input's size
   * changes, so that ONNX Runtime infers them anew; a model whose batch is written into a Reshape
   * fails when it is loaded or run with another batch.
   *
   * @param batch images per run
   * @param height of the input, pixels
   * @param width of the input, pixels
   * @param tensors names of node outputs; those that are outputs already are not added again
   */
  public static byte[] bytes(
      OnnxModel model, ImageInput input, int batch, int height, int width, List<String> tensors) {
    return builder(model, input, batch, height, width, tensors).build().toByteArray();
  }

  /** The same before it is written, for more nodes to be added. */
  static ModelProto.Builder builder(
      OnnxModel model, ImageInput input, int batch, int height, int width, List<String> tensors) {
    ModelProto.Builder copy = model.proto().toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    if (resize(graph, input, input.shape(batch, height, width))) {
      graph.clearValueInfo();
      graph.getOutputBuilderList().forEach(ExposedModel::forgetShape);
    }
    Set<String> present = new HashSet<>();
    graph.getOutputList().forEach(o -> present.add(o.getName()));
    for (String tensor : tensors) {
      if (present.add(tensor)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(tensor));
      }
    }
    return copy;
  }

  /** Fixes the input's axes; true when that changed anything. */
  private static boolean resize(GraphProto.Builder graph, ImageInput input, List<Integer> shape) {
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      if (value.getName().equals(input.name())) {
        TensorShapeProto.Builder dims =
            value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        boolean changed = false;
        for (int i = 0; i < shape.size(); i++) {
          Dimension.Builder dim = dims.getDimBuilder(i);
          changed |= !dim.hasDimValue() || dim.getDimValue() != shape.get(i);
          dim.setDimValue(shape.get(i));
        }
        return changed;
      }
    }
    throw new IllegalArgumentException("no input named " + input.name());
  }

  private static void forgetShape(ValueInfoProto.Builder output) {
    if (output.getType().getValueCase() == TypeProto.ValueCase.TENSOR_TYPE) {
      output.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
  }
}
