package dev.gimbal.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private OnnxModel(Path path, ModelProto proto, ModelFacts facts) {
    this.path = path;
    this.proto = proto;
    this.facts = facts;
  }

  /** Reads a file; whatever makes it unusable is an {@link InputException} that says so. */
  public static OnnxModel read(Path path) {
    byte[] bytes = ModelBytes.read(path);
    ModelProto proto = parse(path, bytes);
    ModelChecks.check(path, proto);
    return new OnnxModel(path, proto, facts(path, bytes, proto));
  }

  private static ModelProto parse(Path path, byte[] bytes) {
    String expected = "Export or download the model again; it must be an ONNX file.";
    try {
      ModelProto proto = ModelProto.parseFrom(bytes);
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
              + bytes.length
              + " bytes) is not a complete ONNX file: it is damaged, cut off, or something else",
          expected,
          e);
    }
  }

  private static ModelFacts facts(Path path, byte[] bytes, ModelProto proto) {
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
        ModelBytes.sha256(bytes),
        bytes.length,
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

  /** The parsed file; shared, immutable. */
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

  /** The folder against which external weight files are resolved. */
  public Path folder() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  /** Whether any weights lie in files of their own. */
  public boolean hasExternalData() {
    return hasExternalData(proto.getGraph());
  }

  private static boolean hasExternalData(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(OnnxModel::isExternal)
        || graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .anyMatch(
                attribute ->
                    isExternal(attribute.getT())
                        || hasExternalData(attribute.getG())
                        || attribute.getGraphsList().stream().anyMatch(OnnxModel::hasExternalData));
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == 1;
  }

  /** Reads a file's bytes into memory as ONNX Runtime wants them. */
  public byte[] bytes() {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw InputException.input(
          "'" + path + "' could not be read again", "Check that the file is still there.", e);
    }
  }
}
