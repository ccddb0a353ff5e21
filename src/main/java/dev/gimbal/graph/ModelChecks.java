package dev.gimbal.graph;

import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.FunctionProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.SparseTensorProto;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What ONNX Runtime would refuse, found before it is asked, in words. */
final class ModelChecks {
  /** Newest versions that ONNX Runtime 1.28 reads. */
  static final int NEWEST_IR = 13;

  static final int NEWEST_OPSET = 26;

  private static final Set<String> DOMAINS =
      Set.of(
          "", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc", "ai.onnx.training");

  private final Path path;
  private final ModelProto model;
  private final ExternalWeights weights;
  private final Set<String> functions = new HashSet<>();

  private ModelChecks(Path path, ModelProto model) {
    this.path = path;
    this.model = model;
    this.weights = new ExternalWeights(path);
    for (FunctionProto function : model.getFunctionsList()) {
      functions.add(function.getDomain() + ":" + function.getName());
    }
  }

  static void check(Path path, ModelProto model) {
    ModelChecks checks = new ModelChecks(path, model);
    checks.versions();
    checks.outputs();
    checks.graph(model.getGraph());
    model.getFunctionsList().forEach(f -> checks.nodes(f.getNodeList()));
  }

  private void versions() {
    if (model.getIrVersion() > NEWEST_IR) {
      throw newer("IR version " + model.getIrVersion(), "IR versions up to " + NEWEST_IR);
    }
    long opset = OnnxModel.opset(model);
    if (opset > NEWEST_OPSET) {
      throw newer("operator set " + opset, "operator sets up to " + NEWEST_OPSET);
    }
  }

  private void outputs() {
    if (model.getGraph().getOutputCount() == 0) {
      throw InputException.input(
          "'" + path + "' declares no output, so there is nothing to audit",
          "Export the model again with its outputs.");
    }
  }

  private InputException newer(String found, String expected) {
    return InputException.input(
        "'" + path + "' needs " + found + "; this ONNX Runtime knows " + expected,
        "Export the model with an older version.");
  }

  private void graph(GraphProto graph) {
    graph.getInitializerList().forEach(weights::check);
    graph.getSparseInitializerList().forEach(this::sparse);
    nodes(graph.getNodeList());
  }

  private void nodes(List<NodeProto> nodes) {
    for (NodeProto node : nodes) {
      String name = node.getDomain() + ":" + node.getOpType();
      if (!DOMAINS.contains(node.getDomain()) && !functions.contains(name)) {
        throw InputException.input(
            "'"
                + path
                + "' uses the custom operator "
                + node.getDomain()
                + "."
                + node.getOpType()
                + " (node '"
                + node.getName()
                + "'), which ONNX Runtime does not have",
            "Export the model with standard ONNX operators, without pre- and post-processing.");
      }
      node.getAttributeList().forEach(this::attribute);
    }
  }

  private void attribute(AttributeProto attribute) {
    if (attribute.hasG()) {
      graph(attribute.getG());
    }
    attribute.getGraphsList().forEach(this::graph);
    weights.check(attribute.getT());
    attribute.getTensorsList().forEach(weights::check);
    sparse(attribute.getSparseTensor());
    attribute.getSparseTensorsList().forEach(this::sparse);
  }

  private void sparse(SparseTensorProto tensor) {
    weights.check(tensor.getValues());
    weights.check(tensor.getIndices());
  }
}
