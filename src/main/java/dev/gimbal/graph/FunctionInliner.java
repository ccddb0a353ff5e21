package dev.gimbal.graph;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.FunctionProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a model's local functions out where they are called, so that the tensors inside them are
 * ordinary tensors of the graph.
 *
 * <p>Tensors inside are named {@code call/inner}, with a number where that is taken. A function
 * whose operator set versions differ from the model's stays closed: its nodes could mean something
 * else outside. Bodies of If, Loop and Scan are written out too, but stay bodies.
 */
final class FunctionInliner {
  /** Names come from the file; nested calls add up. */
  private static final int LONGEST_PREFIX = 200;

  private final FunctionLibrary library;
  private final Set<String> taken = new HashSet<>();

  /** What the inside of one call sees. */
  private record Scope(
      String prefix, Map<String, String> names, Map<String, AttributeProto> attributes) {
    Scope inner() {
      return new Scope(prefix, new HashMap<>(names), attributes);
    }
  }

  private FunctionInliner(FunctionLibrary library) {
    this.library = library;
  }

  /**
   * The model without functions, or unchanged if it has none.
   *
   * @throws dev.gimbal.fault.InputException for functions that call themselves or grow without
   *     bounds
   */
  static ModelProto inline(Path path, ModelProto model) {
    if (model.getFunctionsCount() == 0) {
      return model;
    }
    FunctionLibrary library = FunctionLibrary.of(path, model);
    FunctionInliner inliner = new FunctionInliner(library);
    inliner.take(model.getGraph());
    ModelProto.Builder copy = model.toBuilder();
    copy.getGraphBuilder().clearNode().addAllNode(inliner.nodes(model.getGraph().getNodeList()));
    if (!library.hasClosed()) {
      copy.clearFunctions();
    }
    addImports(copy, model.getFunctionsList());
    return copy.build();
  }

  private static void addImports(ModelProto.Builder model, List<FunctionProto> functions) {
    Set<String> known = new HashSet<>();
    model.getOpsetImportList().forEach(opset -> known.add(opset.getDomain()));
    if (known.contains("") || known.contains("ai.onnx")) {
      known.addAll(List.of("", "ai.onnx"));
    }
    for (FunctionProto function : functions) {
      for (OperatorSetIdProto opset : function.getOpsetImportList()) {
        if (known.add(opset.getDomain())) {
          model.addOpsetImport(opset);
        }
      }
    }
  }

  private void take(GraphProto graph) {
    graph.getInputList().forEach(value -> taken.add(value.getName()));
    graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(t -> taken.add(t.getValues().getName()));
    for (NodeProto node : graph.getNodeList()) {
      taken.addAll(node.getInputList());
      taken.addAll(node.getOutputList());
      node.getAttributeList().forEach(a -> FunctionLibrary.bodies(a).forEach(this::take));
    }
  }

  private List<NodeProto> nodes(List<NodeProto> given) {
    List<NodeProto> result = new ArrayList<>();
    for (NodeProto node : given) {
      Optional<FunctionProto> function = library.of(node);
      if (function.isPresent()) {
        write(node, function.get(), result);
      } else {
        result.add(withBodiesWritten(node));
      }
    }
    return result;
  }

  private NodeProto withBodiesWritten(NodeProto node) {
    NodeProto.Builder copy = node.toBuilder().clearAttribute();
    node.getAttributeList()
        .forEach(
            attribute ->
                copy.addAttribute(
                    withBodies(attribute, body -> withNodes(body, nodes(body.getNodeList())))));
    return copy.build();
  }

  private static GraphProto withNodes(GraphProto graph, List<NodeProto> nodes) {
    return graph.toBuilder().clearNode().addAllNode(nodes).build();
  }

  private static AttributeProto withBodies(
      AttributeProto attribute, UnaryOperator<GraphProto> change) {
    if (FunctionLibrary.bodies(attribute).isEmpty()) {
      return attribute;
    }
    AttributeProto.Builder copy = attribute.toBuilder();
    if (attribute.hasG()) {
      copy.setG(change.apply(attribute.getG()));
    }
    for (int i = 0; i < attribute.getGraphsCount(); i++) {
      copy.setGraphs(i, change.apply(attribute.getGraphs(i)));
    }
    return copy.build();
  }

  private void write(NodeProto call, FunctionProto function, List<NodeProto> result) {
    String called = call.getName().isEmpty() ? call.getOpType() : call.getName();
    String prefix = called.substring(Math.max(0, called.length() - LONGEST_PREFIX)) + "/";
    Scope scope = new Scope(prefix, new HashMap<>(), new HashMap<>());
    function.getAttributeProtoList().forEach(a -> scope.attributes().put(a.getName(), a));
    call.getAttributeList().forEach(a -> scope.attributes().put(a.getName(), a));
    for (int i = 0; i < function.getInputCount(); i++) {
      scope.names().put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
    }
    List<NodeProto> passed = new ArrayList<>();
    for (int i = 0; i < function.getOutputCount(); i++) {
      String inner = function.getOutput(i);
      String outer = i < call.getOutputCount() ? call.getOutput(i) : "";
      String known = scope.names().get(inner);
      if (outer.isEmpty()) {
        scope.names().computeIfAbsent(inner, name -> fresh(scope, name));
      } else if (known == null) {
        scope.names().put(inner, outer);
      } else {
        // An input, or an output named twice.
        passed.add(
            NodeProto.newBuilder().setOpType("Identity").addInput(known).addOutput(outer).build());
      }
    }
    for (NodeProto node : function.getNodeList()) {
      result.addAll(nodes(List.of(renamed(node, scope))));
    }
    result.addAll(passed);
  }

  private String fresh(Scope scope, String name) {
    String wanted = scope.prefix() + name;
    String free = wanted;
    for (int i = 1; !taken.add(free); i++) {
      free = wanted + "_" + i;
    }
    return free;
  }

  private NodeProto renamed(NodeProto node, Scope scope) {
    NodeProto.Builder copy = node.toBuilder().setName(scope.prefix() + node.getName());
    for (int i = 0; i < node.getInputCount(); i++) {
      copy.setInput(i, inside(scope, node.getInput(i)));
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      copy.setOutput(i, inside(scope, node.getOutput(i)));
    }
    copy.clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      resolved(attribute, scope).ifPresent(copy::addAttribute);
    }
    return copy.build();
  }

  private String inside(Scope scope, String name) {
    return name.isEmpty() ? "" : scope.names().computeIfAbsent(name, n -> fresh(scope, n));
  }

  /** An attribute that refers to one of the call is that one; without a value it is left out. */
  private Optional<AttributeProto> resolved(AttributeProto attribute, Scope scope) {
    if (attribute.getRefAttrName().isEmpty()) {
      return Optional.of(withBodies(attribute, body -> renamed(body, scope.inner())));
    }
    return Optional.ofNullable(scope.attributes().get(attribute.getRefAttrName()))
        .map(value -> value.toBuilder().setName(attribute.getName()).build());
  }

  /** A body sees the tensors around it; what it defines itself hides them. */
  private GraphProto renamed(GraphProto body, Scope scope) {
    GraphProto.Builder copy = body.toBuilder().clearValueInfo().clearQuantizationAnnotation();
    for (ValueInfoProto.Builder input : copy.getInputBuilderList()) {
      input.setName(defined(scope, input.getName()));
    }
    for (TensorProto.Builder tensor : copy.getInitializerBuilderList()) {
      // An initialiser may be listed as an input too: one tensor, one name.
      boolean input =
          body.getInputList().stream().anyMatch(v -> v.getName().equals(tensor.getName()));
      tensor.setName(input ? inside(scope, tensor.getName()) : defined(scope, tensor.getName()));
    }
    copy.getSparseInitializerBuilderList()
        .forEach(t -> t.getValuesBuilder().setName(defined(scope, t.getValues().getName())));
    body.getNodeList()
        .forEach(
            node ->
                node.getOutputList().stream()
                    .filter(o -> !o.isEmpty())
                    .forEach(o -> defined(scope, o)));
    copy.clearNode();
    body.getNodeList().forEach(node -> copy.addNode(renamed(node, scope)));
    copy.getOutputBuilderList().forEach(o -> o.setName(inside(scope, o.getName())));
    return copy.build();
  }

  private String defined(Scope scope, String name) {
    String free = fresh(scope, name);
    scope.names().put(name, free);
    return free;
  }
}
