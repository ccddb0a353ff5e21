package dev.gimbal.graph;

import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.FunctionProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model's local functions by what calls them, known to be finite and of bearable size. */
final class FunctionLibrary {
  /** Far above any network, far below what a few doubling functions make. */
  private static final long MOST_NODES = 200_000;

  /** What a protobuf can hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private static final int DEEPEST = 64;

  private final Path path;
  private final Map<String, Long> opsets;
  private final Map<Key, FunctionProto> functions = new HashMap<>();
  private final Map<Key, Size> sizes = new HashMap<>();
  private final Set<Key> open = new LinkedHashSet<>();

  /** How a node names its function. */
  private record Key(String domain, String name, String overload) {
    static Key of(String domain, String name, String overload) {
      return new Key(domain.equals("ai.onnx") ? "" : domain, name, overload);
    }

    @Override
    public String toString() {
      return (domain.isEmpty() ? "" : domain + ".")
          + name
          + (overload.isEmpty() ? "" : ":" + overload);
    }
  }

  /** Of a node list with all calls written out. */
  private record Size(long nodes, long bytes) {
    Size plus(Size other) {
      return new Size(nodes + other.nodes, bytes + other.bytes);
    }
  }

  private FunctionLibrary(Path path, ModelProto model) {
    this.path = path;
    this.opsets = versions(model.getOpsetImportList());
    for (FunctionProto function : model.getFunctionsList()) {
      Key key = Key.of(function.getDomain(), function.getName(), function.getOverload());
      if (functions.put(key, function) != null) {
        throw fault("defines the function " + key + " twice");
      }
    }
  }

  /**
   * The functions of a model.
   *
   * @throws InputException if a function calls itself, or if writing them out would not end in a
   *     graph of bearable size
   */
  static FunctionLibrary of(Path path, ModelProto model) {
    FunctionLibrary library = new FunctionLibrary(path, model);
    Size all = library.size(model.getGraph().getNodeList());
    if (all.nodes() > MOST_NODES || all.bytes() > MOST_BYTES) {
      throw library.tooLarge();
    }
    return library;
  }

  /** The function that a node calls; empty for operators, and where {@link #fits} does not hold. */
  Optional<FunctionProto> of(NodeProto node) {
    return called(node).filter(this::fits);
  }

  /** Whether some function must stay closed because it wants other operator versions. */
  boolean hasClosed() {
    return functions.values().stream().anyMatch(function -> !fits(function));
  }

  private Optional<FunctionProto> called(NodeProto node) {
    return Optional.ofNullable(
        functions.get(Key.of(node.getDomain(), node.getOpType(), node.getOverload())));
  }

  /** Whether its nodes mean the same in the main graph: the same version of every operator set. */
  private boolean fits(FunctionProto function) {
    return versions(function.getOpsetImportList()).entrySet().stream()
        .allMatch(e -> opsets.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
  }

  private static Map<String, Long> versions(List<OperatorSetIdProto> imports) {
    Map<String, Long> versions = new HashMap<>();
    for (OperatorSetIdProto opset : imports) {
      String domain = opset.getDomain().equals("ai.onnx") ? "" : opset.getDomain();
      versions.put(domain, opset.getVersion());
    }
    return versions;
  }

  private Size size(List<NodeProto> nodes) {
    Size sum = new Size(0, 0);
    for (NodeProto node : nodes) {
      Optional<FunctionProto> function = called(node);
      sum = sum.plus(new Size(1, node.getSerializedSize()));
      if (function.isPresent()) {
        sum = sum.plus(size(function.get()));
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        for (GraphProto body : bodies(attribute)) {
          sum = sum.plus(size(body.getNodeList()));
        }
      }
      if (sum.nodes() > MOST_NODES || sum.bytes() > MOST_BYTES) {
        throw tooLarge();
      }
    }
    return sum;
  }

  static List<GraphProto> bodies(AttributeProto attribute) {
    return attribute.hasG() ? List.of(attribute.getG()) : attribute.getGraphsList();
  }

  private Size size(FunctionProto function) {
    Key key = Key.of(function.getDomain(), function.getName(), function.getOverload());
    Size known = sizes.get(key);
    if (known != null) {
      return known;
    }
    if (!open.add(key)) {
      throw fault("defines the function " + key + " by itself");
    }
    if (open.size() > DEEPEST) {
      throw fault("nests functions more than " + DEEPEST + " deep");
    }
    Size size = size(function.getNodeList());
    open.remove(key);
    sizes.put(key, size);
    return size;
  }

  private InputException tooLarge() {
    return fault(
        "has functions that grow to more than "
            + MOST_NODES
            + " nodes or "
            + (MOST_BYTES >> 30)
            + " GiB when they are written out");
  }

  private InputException fault(String found) {
    return InputException.input(
        "'" + path + "' " + found,
        "Export the model again with its functions inlined, and do not trust this file.");
  }
}
