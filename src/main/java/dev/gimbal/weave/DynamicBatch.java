package dev.gimbal.weave;

import dev.gimbal.graph.GraphView;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.TensorFact;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites a model that was exported for one batch size so that it takes any.
 *
 * <p>Contract: at the exported batch size the rewritten model computes the same as the original,
 * bit for bit, because only constants that state a size are replaced by what that size is there. At
 * other sizes nothing is promised: whoever runs batches must first compare one with its members run
 * one by one, since a model may mix images on purpose (dynamic quantisation, a reshape that moves
 * the batch elsewhere).
 *
 * <ul>
 *   <li>The image input's first axis becomes symbolic; declared shapes of outputs and inner tensors
 *       are dropped.
 *   <li>A Reshape to constant sizes gets −1 in front, or 0 where another size is −1 already and its
 *       input begins with the batch.
 *   <li>A Resize to constant sizes takes the first one from its input.
 *   <li>A Concat of the batch with something that has one row repeats that row.
 * </ul>
 */
public final class DynamicBatch {
  private static final int INTEGER = 2;
  private static final int INT64 = 7;

  /** First operator set with Expand. */
  private static final int EXPAND_OPSET = 8;

  /** The rewritten model, or why there is none. */
  public sealed interface Outcome {
    /**
     * A model whose first input axis is open.
     *
     * @param changes what was replaced, one clause each; empty if opening the axis was enough
     */
    record Rewritten(ModelProto model, List<String> changes) implements Outcome {
      public Rewritten {
        changes = List.copyOf(changes);
      }
    }

    /** The reason is a clause such as "Reshape 'r' writes the batch as 1". */
    record Refused(String reason) implements Outcome {
      public Refused {
        Objects.requireNonNull(reason);
      }
    }
  }

  private final GraphView view;
  private final Map<String, TensorFact> facts;
  private final Set<String> free;
  private final long batch;
  private final int opset;
  private final GraphProto.Builder graph;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private DynamicBatch(OnnxModel model, ImageInput input, Map<String, TensorFact> facts) {
    this.view = GraphView.of(model);
    this.facts = facts;
    this.free = view.independentOfImage(input.name());
    this.batch = shape(input.name()).get(0);
    this.opset = model.facts().opset();
    this.graph = model.proto().getGraph().toBuilder();
    names.addAll(facts.keySet());
    graph.getInitializerList().forEach(t -> names.add(t.getName()));
    graph.getInputList().forEach(i -> names.add(i.getName()));
  }

  /**
   * Rewrites a model.
   *
   * @param facts of all tensors and of the image input, traced at the batch size that the model was
   *     exported for, or at 1 where it states none
   */
  public static Outcome of(OnnxModel model, ImageInput input, Map<String, TensorFact> facts) {
    DynamicBatch rewriting = new DynamicBatch(model, input, facts);
    for (NodeProto node : model.proto().getGraph().getNodeList()) {
      String refusal = rewriting.rewrite(node);
      if (!refusal.isEmpty()) {
        return new Outcome.Refused(refusal);
      }
    }
    rewriting.graph.clearNode().addAllNode(rewriting.nodes).clearValueInfo();
    rewriting.openAxes(input.name());
    return new Outcome.Rewritten(
        model.proto().toBuilder().setGraph(rewriting.graph).build(), rewriting.changes);
  }

  private void openAxes(String input) {
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      if (value.getName().equals(input)) {
        value
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .getDimBuilder(0)
            .setDimParam("batch");
      }
    }
    for (ValueInfoProto.Builder output : graph.getOutputBuilderList()) {
      if (output.getType().getValueCase() == TypeProto.ValueCase.TENSOR_TYPE) {
        output.getTypeBuilder().getTensorTypeBuilder().clearShape();
      }
    }
  }

  /** Adds the node to the new graph, changed where it must be; a reason where it cannot be. */
  private String rewrite(NodeProto node) {
    String refusal = "";
    switch (node.getOpType()) {
      case "Reshape" -> refusal = reshape(node);
      case "Resize" -> resize(node);
      case "Concat" -> refusal = concat(node);
      default -> nodes.add(node);
    }
    return refusal;
  }

  private String reshape(NodeProto node) {
    List<Long> sizes = node.getInputCount() > 1 ? constant(node.getInput(1)) : List.of();
    boolean fixed = !sizes.isEmpty() && sizes.get(0) > 0 && !free.contains(node.getOutput(0));
    boolean zeros = attribute(node, "allowzero") != 0;
    if (!fixed || zeros && sizes.contains(0L)) {
      nodes.add(node);
      return "";
    }
    List<Integer> from = shape(node.getInput(0));
    boolean first = !from.isEmpty() && (long) from.get(0) == sizes.get(0) && !zeros;
    long open = sizes.contains(-1L) ? 0 : -1;
    if (open == 0 && !first) {
      nodes.add(node);
      return sizes.get(0) == batch
          ? "Reshape '" + node.getName() + "' writes the batch as " + batch
          : "";
    }
    List<Long> opened = new ArrayList<>(sizes);
    opened.set(0, open);
    nodes.add(node.toBuilder().setInput(1, longs(opened)).build());
    changes.add("Reshape '" + node.getName() + "' to " + opened + " instead of " + sizes);
    return "";
  }

  private void resize(NodeProto node) {
    List<Long> sizes = node.getInputCount() > 3 ? constant(node.getInput(3)) : List.of();
    boolean all = node.getAttributeList().stream().noneMatch(a -> a.getName().equals("axes"));
    List<Integer> from = shape(node.getInput(0));
    if (sizes.isEmpty() || !all || from.isEmpty() || (long) from.get(0) != sizes.get(0)) {
      nodes.add(node);
      return;
    }
    String dynamic = batchBefore(node.getInput(0), sizes.subList(1, sizes.size()));
    nodes.add(node.toBuilder().setInput(3, dynamic).build());
    changes.add("Resize '" + node.getName() + "' takes the batch from its input");
  }

  private String concat(NodeProto node) {
    List<String> rows = node.getInputList().stream().filter(this::isOneRow).toList();
    List<String> images = node.getInputList().stream().filter(i -> !isFree(i)).toList();
    if (rows.isEmpty() || images.isEmpty() || attribute(node, "axis") == 0) {
      nodes.add(node);
      return "";
    }
    if (batch != 1 || opset < EXPAND_OPSET) {
      return "Concat '" + node.getName() + "' joins the batch with a constant of its size";
    }
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (rows.contains(node.getInput(i))) {
        List<Long> rest = shape(node.getInput(i)).stream().skip(1).map(Integer::longValue).toList();
        String repeated = fresh("rows");
        nodes.add(node("Expand", repeated, node.getInput(i), batchBefore(images.get(0), rest)));
        copy.setInput(i, repeated);
      }
    }
    nodes.add(copy.build());
    changes.add("Concat '" + node.getName() + "' repeats its constant for every image");
    return "";
  }

  private boolean isOneRow(String tensor) {
    List<Integer> shape = shape(tensor);
    return isFree(tensor) && shape.size() > 1 && shape.get(0) == batch;
  }

  private boolean isFree(String tensor) {
    return free.contains(tensor) || view.constantShape(tensor).isPresent();
  }

  /** A tensor of sizes: the first axis of {@code tensor}, then {@code rest}. */
  private String batchBefore(String tensor, List<Long> rest) {
    String all = fresh("shape");
    String first = fresh("batch");
    String sizes = fresh("sizes");
    nodes.add(node("Shape", all, tensor));
    nodes.add(node("Gather", first, all, longs(List.of(0L))));
    nodes.add(
        node("Concat", sizes, first, longs(rest)).toBuilder()
            .addAttribute(AttributeProto.newBuilder().setName("axis").setType(INTEGER).setI(0))
            .build());
    return sizes;
  }

  private NodeProto node(String op, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private String longs(List<Long> values) {
    String name = fresh("sizes");
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(INT64)
            .addDims(values.size())
            .addAllInt64Data(values));
    return name;
  }

  private String fresh(String stem) {
    String name = "gimbal/" + stem;
    for (int i = 1; !names.add(name); i++) {
      name = "gimbal/" + stem + i;
    }
    return name;
  }

  private static long attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }

  private List<Long> constant(String tensor) {
    return view.constantValues(tensor)
        .or(() -> fact(tensor).filter(f -> free.contains(tensor)).flatMap(TensorFact::values))
        .map(values -> values.stream().map(Double::longValue).toList())
        .orElse(List.of());
  }

  private List<Integer> shape(String tensor) {
    return view.constantShape(tensor)
        .or(() -> fact(tensor).flatMap(TensorFact::shape))
        .orElse(List.of());
  }

  private Optional<TensorFact> fact(String tensor) {
    return Optional.ofNullable(facts.get(tensor));
  }
}
