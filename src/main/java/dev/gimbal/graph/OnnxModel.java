package dev.gimbal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A model file that was read and found usable by ONNX Runtime; external weights stay on disk. */
public final class OnnxModel {
  private final Path path;
  private final ModelProto proto;
  private final ModelFacts facts;
  private final String identity;

  private OnnxModel(Path path, ModelProto proto, ModelFacts facts, String identity) {
    this.path = path;
    this.proto = proto;
    this.facts = facts;
    this.identity = identity;
  }

  /** Reads a file; whatever makes it unusable is an {@link InputException} that says so. */
  public static OnnxModel read(Path path) {
    ByteString bytes = ModelBytes.read(path);
    ModelProto whole = parse(path, bytes);
    ModelChecks.check(path, whole);
    ModelFacts facts = facts(path, bytes.size(), whole);
    ModelProto proto = EmbeddedWeights.leaveInFile(whole, bytes, fileName(path));
    return new OnnxModel(path, FunctionInliner.inline(path, proto), facts, facts.sha256());
  }

  private static ModelProto parse(Path path, ByteString bytes) {
    String expected = "Export or download the model again; it must be an ONNX file.";
    try {
      ModelProto proto = EmbeddedWeights.parse(bytes);
      if (!proto.hasGraph()) {
        throw InputException.input(
            "'" + path + "' holds no graph, so it is no ONNX model", expected);
      }
      return proto;
    } catch (InvalidProtocolBufferException e) {
      throw InputException.input(
          "'"
              + path
              + "' ("
              + bytes.size()
              + " bytes) is not a complete ONNX file: it is damaged, cut off, or something else",
          expected,
          e);
    }
  }

  private static ModelFacts facts(Path path, long bytes, ModelProto proto) {
    Map<String, String> metadata = new TreeMap<>();
    for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    Set<String> initialisers = initialisers(proto);
    List<ValueInfoProto> inputs =
        proto.getGraph().getInputList().stream()
            .filter(i -> !initialisers.contains(i.getName()))
            .toList();
    return new ModelFacts(
        String.valueOf(path.getFileName()),
        ModelBytes.sha256(path),
        bytes,
        (proto.getProducerName() + " " + proto.getProducerVersion()).strip(),
        (int) opset(proto),
        (int) proto.getIrVersion(),
        proto.getGraph().getNodeCount(),
        parameters(proto),
        inputs.stream().map(ValueTypes::describe).toList(),
        proto.getGraph().getOutputList().stream().map(ValueTypes::describe).toList(),
        metadata);
  }

  static long opset(ModelProto proto) {
    return proto.getOpsetImportList().stream()
        .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
        .mapToLong(o -> o.getVersion())
        .max()
        .orElse(1);
  }

  private static Set<String> initialisers(ModelProto proto) {
    Set<String> names = new HashSet<>();
    proto.getGraph().getInitializerList().forEach(t -> names.add(t.getName()));
    proto.getGraph().getSparseInitializerList().forEach(t -> names.add(t.getValues().getName()));
    return names;
  }

  private static long parameters(ModelProto proto) {
    long sum = 0;
    for (TensorProto tensor : proto.getGraph().getInitializerList()) {
      sum += tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    }
    return sum;
  }

  public Path path() {
    return path;
  }

  /**
   * The parsed file with its local functions written out; shared, immutable. Large weights are
   * named as bytes of the file, as if they were external data.
   */
  public ModelProto proto() {
    return proto;
  }

  public ModelFacts facts() {
    return facts;
  }

  /** Names of the graph inputs that must be fed: those that are no initialisers. */
  public List<ValueInfoProto> realInputs() {
    Set<String> initialisers = initialisers(proto);
    return proto.getGraph().getInputList().stream()
        .filter(i -> !initialisers.contains(i.getName()))
        .toList();
  }

  /** Names of the model's outputs, in its own order. */
  public List<String> outputNames() {
    return proto.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** The folder against which external weights, those in the file itself included, are resolved. */
  public Path folder() {
    boolean inFile =
        proto.getGraph().getInitializerList().stream()
            .flatMap(tensor -> tensor.getExternalDataList().stream())
            .anyMatch(entry -> entry.getValue().equals(fileName(path)));
    Path file = inFile ? target(path) : path.toAbsolutePath();
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  /**
   * Whether any weights lie outside the parsed model: beside it or, unless it is {@link #whole}, in
   * its file.
   */
  public boolean hasExternalData() {
    return hasExternalData(proto.getGraph());
  }

  private static boolean hasExternalData(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(ExternalWeights::isExternal)
        || graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .anyMatch(
                attribute ->
                    ExternalWeights.isExternal(attribute.getT())
                        || hasExternalData(attribute.getG())
                        || attribute.getGraphsList().stream().anyMatch(OnnxModel::hasExternalData));
  }

  /** The same model with all weights of its file in memory: to be written elsewhere. */
  public OnnxModel whole() {
    ModelProto full = EmbeddedWeights.restore(proto, ModelBytes.read(path), fileName(path));
    return new OnnxModel(path, full, facts, identity);
  }

  /** The file behind links: ONNX Runtime refuses weights that a link leads out of the folder. */
  private static Path target(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }

  private static String fileName(Path path) {
    return String.valueOf(target(path).getFileName());
  }

  /** The same model with another graph; its facts stay those of the file. */
  public OnnxModel rewritten(ModelProto other) {
    return new OnnxModel(path, other, facts, identity);
  }

  /** The same model with some of its inputs fixed; its facts name what they hold. */
  public OnnxModel with(List<FixedInput> fixed) {
    ModelProto other = proto;
    List<String> inputs = new ArrayList<>(facts.inputs());
    StringBuilder held = new StringBuilder(identity);
    for (FixedInput input : fixed) {
      other = input.in(other);
      held.append(' ').append(input.name()).append('=').append(ModelBytes.sha256(input.bytes()));
      for (InputSpec spec : inputs()) {
        if (spec.name().equals(input.name())) {
          inputs.replaceAll(t -> t.equals(spec.text()) ? t + " = " + input.origin() : t);
        }
      }
    }
    return new OnnxModel(path, other, facts.withInputs(inputs), held.toString());
  }

  /** What decides about its numbers: the file's hash, and those of inputs that were fixed. */
  public String identity() {
    return identity;
  }

  /** What the inputs that must be fed declare. */
  public List<InputSpec> inputs() {
    return realInputs().stream().map(InputSpec::of).toList();
  }
}
