package dev.gimbal.graph;

import com.google.protobuf.ByteString;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.TensorProto;
import java.util.List;
import java.util.Objects;

/**
 * An input that holds the same for all images: in the audited model it is a constant, so that every
 * session, trial and rewriting has it without being told.
 *
 * @param shape sizes of its axes
 * @param bytes the values in C order, little-endian; not copied
 * @param origin where they come from, for the report
 */
@SuppressWarnings("ArrayRecordComponent")
public record FixedInput(
    String name, ElementType type, List<Integer> shape, byte[] bytes, String origin) {
  /** Older files must list their constants as inputs. */
  private static final long CONSTANTS_APART = 4;

  public FixedInput {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    Objects.requireNonNull(origin);
    shape = List.copyOf(shape);
  }

  ModelProto in(ModelProto model) {
    ModelProto.Builder copy = model.toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    if (model.getIrVersion() >= CONSTANTS_APART) {
      for (int i = graph.getInputCount() - 1; i >= 0; i--) {
        if (graph.getInput(i).getName().equals(name)) {
          graph.removeInput(i);
        }
      }
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.number())
            .setRawData(ByteString.copyFrom(bytes));
    shape.forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return copy.build();
  }
}
