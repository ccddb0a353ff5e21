package dev.gimbal.weave;

import com.google.protobuf.ByteString;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.GraphView;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.MapCollapse;
import dev.gimbal.graph.MapCollapse.InputMap;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.TensorFact;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two graphs made of the audited model: one that gives out the maps and the vector of a step from
 * map to vector, and one that is this step alone, with the maps as inputs. All of them are float32
 * outside, whatever the model computes in.
 */
public final class CollapseModel {
  /** Older files must list their constants as inputs. */
  private static final long CONSTANTS_APART = 4;

  private CollapseModel() {}

  /**
   * A graph made of the model.
   *
   * @param bytes the .onnx file
   * @param names of its inputs and outputs, by the tensors of the model that they hold
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(byte[] bytes, Map<String, String> names) {
    public Part {
      names = Map.copyOf(names);
    }

    /** The name under which a tensor of the model goes in or comes out. */
    public String name(String tensor) {
      String name = names.get(tensor);
      if (name == null) {
        throw new IllegalArgumentException("the part does not have " + tensor);
      }
      return name;
    }
  }

  /**
   * The model with maps and vectors as outputs.
   *
   * @param height of the input, pixels
   * @param width of the input, pixels
   * @param maps what is read besides the vectors; the image input is not read
   * @param vectors floating-point tensors
   */
  public static Part reading(
      OnnxModel model,
      ImageInput input,
      int height,
      int width,
      List<InputMap> maps,
      Set<String> vectors) {
    List<String> exposed = new ArrayList<>(vectors);
    List<InputMap> whole = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    vectors.forEach(vector -> names.put(vector, vector));
    for (InputMap map : maps) {
      if (map.tensor().equals(input.name()) || names.containsKey(map.tensor())) {
        continue;
      }
      names.put(map.tensor(), map.tensor());
      if (map.type().isFloating()) {
        exposed.add(map.tensor());
      } else {
        whole.add(map);
      }
    }
    ModelProto.Builder copy = ExposedModel.builder(model, input, 1, height, width, exposed);
    GraphWriter writer = new GraphWriter(copy);
    for (InputMap map : whole) {
      String name = writer.name("map");
      writer.output(writer.cast(map.tensor(), ElementType.FLOAT32), name, axes(map));
      names.put(map.tensor(), name);
    }
    return new Part(copy.build().toByteArray(), names);
  }

  /** The step from maps to vector alone. */
  public static Part alone(OnnxModel model, MapCollapse step) {
    ModelProto whole = model.proto();
    ModelProto.Builder copy = whole.toBuilder();
    copy.setIrVersion(Math.max(CONSTANTS_APART, whole.getIrVersion()));
    // Its names must be free in the whole model, of which a part is added afterwards.
    GraphWriter writer = new GraphWriter(copy);
    GraphProto.Builder graph = copy.getGraphBuilder().clear().setName("collapse");
    Map<String, String> names = new HashMap<>();
    Set<String> given = new HashSet<>(step.constants().keySet());
    for (InputMap map : step.maps()) {
      given.add(map.tensor());
      names.put(map.tensor(), input(writer, map));
    }
    step.constants().forEach((name, fact) -> graph.addInitializer(constant(name, fact)));
    names.put(step.vector(), step.vector());
    Set<String> needed = part(GraphView.of(model), step.vector(), given, graph);
    for (TensorProto tensor : whole.getGraph().getInitializerList()) {
      if (needed.contains(tensor.getName())) {
        graph.addInitializer(tensor);
      }
    }
    whole.getGraph().getSparseInitializerList().stream()
        .filter(sparse -> needed.contains(sparse.getValues().getName()))
        .forEach(graph::addSparseInitializer);
    graph.addOutput(ValueInfoProto.newBuilder().setName(step.vector()));
    return new Part(copy.build().toByteArray(), names);
  }

  /** A float32 input that becomes a map of the model's own type. */
  private static String input(GraphWriter writer, InputMap map) {
    if (map.type() == ElementType.FLOAT32) {
      return writer.input(map.tensor(), axes(map));
    }
    String outside = writer.input(writer.name("map"), axes(map));
    writer.named("Identity", writer.cast(outside, map.type()), map.tensor());
    return outside;
  }

  private static long[] axes(InputMap map) {
    return map.shape().stream().mapToLong(Integer::longValue).toArray();
  }

  /**
   * Adds the nodes that a vector needs, in running order.
   *
   * @return names of all tensors that they read and that no node makes
   */
  private static Set<String> part(
      GraphView view, String vector, Set<String> given, GraphProto.Builder graph) {
    Set<String> needed = new HashSet<>(Set.of(vector));
    List<NodeProto> nodes = view.nodes();
    List<NodeProto> taken = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        taken.add(0, node);
        node.getInputList().stream().filter(name -> !given.contains(name)).forEach(needed::add);
      }
    }
    graph.addAllNode(taken);
    return needed;
  }

  private static TensorProto constant(String name, TensorFact fact) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(fact.type().number());
    fact.shape().orElseThrow().forEach(tensor::addDims);
    List<Double> values = fact.values().orElseThrow();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (fact.type()) {
        case INT64 -> bytes.putLong((long) value);
        case INT32 -> bytes.putInt((int) value);
        case FLOAT32 -> bytes.putFloat((float) value);
        default -> throw new IllegalArgumentException("values of type " + fact.type());
      }
    }
    return tensor.setRawData(ByteString.copyFrom(bytes.flip())).build();
  }
}
