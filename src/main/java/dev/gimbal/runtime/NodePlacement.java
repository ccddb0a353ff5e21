package dev.gimbal.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which provider ran each node of a network, learnt from ONNX Runtime's profile of one run on
 * zeros. Nodes are those of the optimised graph: fused ones count once, and the copies between host
 * and device that ONNX Runtime adds have the operators MemcpyFromHost and MemcpyToHost.
 *
 * @param groups nodes by provider and operator, the largest group first
 */
public record NodePlacement(List<Group> groups) {
  private static final String NODE_CATEGORY = "Node";
  private static final String KERNEL_SUFFIX = "_kernel_time";
  private static final int MOST_NAMES = 5;

  /**
   * Nodes of one operator on one provider.
   *
   * @param provider ONNX Runtime's name, such as CPUExecutionProvider
   * @param operator such as Conv
   * @param nodes how many
   * @param names the first few of them, in alphabetical order
   */
  public record Group(String provider, String operator, int nodes, List<String> names) {
    public Group {
      names = List.copyOf(names);
    }
  }

  public NodePlacement {
    groups = List.copyOf(groups);
  }

  /** The groups that ran on the CPU. */
  public List<Group> onCpu() {
    return groups.stream()
        .filter(group -> group.provider().equals(ExecutionProvider.CPU.ortName()))
        .toList();
  }

  /** How many nodes there are. */
  public int nodes() {
    return groups.stream().mapToInt(Group::nodes).sum();
  }

  /**
   * Loads a model with a provider and runs it once.
   *
   * @param model bytes of an .onnx file whose inputs have fixed shapes; open axes count as 1
   * @param externalFolder where files of external data lie
   * @throws RunFailure when the model cannot be loaded or run so
   */
  public static NodePlacement trace(byte[] model, Path externalFolder, Provider provider) {
    try {
      Path folder = Files.createTempDirectory("gimbal-profile-");
      try {
        return trace(model, externalFolder, provider, folder);
      } finally {
        NativeLibraries.delete(folder);
      }
    } catch (OrtException | IOException e) {
      throw new RunFailure(e);
    }
  }

  private static NodePlacement trace(
      byte[] model, Path externalFolder, Provider provider, Path folder)
      throws OrtException, IOException {
    OrtEnvironment environment = OrtAccess.environment();
    Provider first =
        provider.devices().isEmpty() ? provider : provider.on(provider.devices().get(0));
    try (OrtSession.SessionOptions options = SessionSettings.worker(externalFolder, first)) {
      options.enableProfiling(folder.resolve("run").toString());
      try (OrtSession session = environment.createSession(model, options)) {
        run(environment, session);
        return parse(Files.readString(Path.of(session.endProfiling())));
      }
    }
  }

  private static void run(OrtEnvironment environment, OrtSession session) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        if (input.getValue().getInfo() instanceof TensorInfo info) {
          inputs.put(input.getKey(), zeros(environment, info));
        }
      }
      session.run(inputs).close();
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor zeros(OrtEnvironment environment, TensorInfo info) throws OrtException {
    long[] shape = info.getShape();
    int elements = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.max(1, shape[axis]);
      elements = Math.toIntExact(Math.multiplyExact((long) elements, shape[axis]));
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, info.type.size))
            .order(ByteOrder.nativeOrder());
    return OnnxTensor.createTensor(environment, bytes, shape, info.type);
  }

  /**
   * Reads a profile: an array of events, of which those of the category Node whose name ends in
   * {@code _kernel_time} carry operator and provider. Others, and fields of other types, are passed
   * over.
   *
   * @throws IOException where the text is no array of JSON or has no such event
   */
  static NodePlacement parse(String profile) throws IOException {
    JsonNode events;
    try {
      events = JsonMapper.shared().readTree(profile);
    } catch (JacksonException e) {
      throw new IOException("ONNX Runtime's profile is no JSON: " + e.getOriginalMessage(), e);
    }
    record Key(String provider, String operator) {}
    Map<Key, Set<String>> names =
        new TreeMap<>(Comparator.comparing(Key::provider).thenComparing(Key::operator));
    for (JsonNode event : events) {
      String name = event.path("name").asString("");
      JsonNode facts = event.path("args");
      String provider = facts.path("provider").asString("");
      if (event.path("cat").asString("").equals(NODE_CATEGORY)
          && name.endsWith(KERNEL_SUFFIX)
          && !provider.isEmpty()) {
        String node = name.substring(0, name.length() - KERNEL_SUFFIX.length());
        String index = facts.path("node_index").asString("");
        names
            .computeIfAbsent(
                new Key(provider, facts.path("op_name").asString("unknown")),
                key -> new TreeSet<>())
            // Nodes without a name of their own are told apart by their index.
            .add(node.isEmpty() ? "#" + index : node);
      }
    }
    if (names.isEmpty()) {
      throw new IOException("ONNX Runtime's profile names no node");
    }
    List<Group> groups = new ArrayList<>();
    names.forEach(
        (key, nodes) ->
            groups.add(
                new Group(
                    key.provider(),
                    key.operator(),
                    nodes.size(),
                    nodes.stream().limit(MOST_NAMES).toList())));
    groups.sort(Comparator.comparingInt(Group::nodes).reversed());
    return new NodePlacement(groups);
  }
}
