package dev.gimbal.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gimbal.fault.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network loaded into ONNX Runtime, once on each device. It serves many workers, each with its
 * own {@link Runner}; they take the devices in turn.
 */
public final class ModelSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final List<OrtSession> sessions;
  private final AtomicInteger runners = new AtomicInteger();

  private ModelSession(OrtEnvironment environment, List<OrtSession> sessions) {
    this.environment = environment;
    this.sessions = List.copyOf(sessions);
  }

  /**
   * Loads a model for workers that bring their own threads: one thread a run, no spinning.
   *
   * @param model the bytes of an .onnx file
   * @param externalFolder where files of external data lie
   * @throws InputException of kind INPUT with ONNX Runtime's reason
   */
  public static ModelSession open(byte[] model, Path externalFolder, Provider provider) {
    return open(model, externalFolder, provider, Optional.empty());
  }

  /**
   * Loads a model as {@link #open} does and saves what ONNX Runtime's optimisation made of it, with
   * its weights in a file beside it.
   *
   * @param file the optimised model, valid on this kind of processor only
   */
  public static ModelSession openSaving(
      byte[] model, Path externalFolder, Provider provider, Path file) {
    return open(model, externalFolder, provider, Optional.of(file));
  }

  private static ModelSession open(
      byte[] model, Path externalFolder, Provider provider, Optional<Path> saved) {
    OrtEnvironment environment = OrtAccess.environment();
    List<OrtSession> sessions = new ArrayList<>();
    List<Integer> devices = provider.devices().isEmpty() ? List.of(0) : provider.devices();
    for (int device : devices) {
      try (OrtSession.SessionOptions options =
          SessionSettings.worker(externalFolder, provider.on(device))) {
        if (saved.isPresent() && sessions.isEmpty()) {
          SessionSettings.save(options, saved.get());
        }
        sessions.add(environment.createSession(model, options));
      } catch (OrtException e) {
        close(sessions);
        throw refused(e, provider);
      }
    }
    return new ModelSession(environment, sessions);
  }

  private static InputException refused(OrtException e, Provider provider) {
    if (RunFailure.isOutOfMemory(e)) {
      return InputException.input(
          "The memory of "
              + provider.description()
              + " does not hold the model: "
              + LoadProblem.plain(e),
          "End other programs on the device, raise gpu_mem_limit, or use --provider cpu.",
          e);
    }
    return InputException.input(
        "ONNX Runtime cannot load the model: " + LoadProblem.plain(e),
        "Check that the file loads elsewhere, or export it again.",
        e);
  }

  /** Version of the ONNX Runtime that is loaded. */
  public static String runtimeVersion() {
    return OrtAccess.environment().getVersion();
  }

  /** What the session gives out, in its own order. */
  public List<TensorSpec> outputs() {
    List<TensorSpec> specs = new ArrayList<>();
    for (Map.Entry<String, NodeInfo> entry : infos().entrySet()) {
      if (entry.getValue().getInfo() instanceof TensorInfo info) {
        specs.add(new TensorSpec(entry.getKey(), info.type.name(), info.getShape()));
      }
    }
    return specs;
  }

  /**
   * Buffers for one worker, on the next device.
   *
   * @param input name of the image input
   * @param outputShapes what to read, in this order, with the shape that a run gives: ONNX
   *     Runtime's own inference counts one cell too many for some pools with ceil_mode; float,
   *     float16 or double elements only
   */
  public Runner runner(
      String input, ImageLayout layout, ImageShape shape, Map<String, long[]> outputShapes) {
    return runner(input, layout, shape, Map.of(), outputShapes);
  }

  /**
   * The same with more float32 inputs than the image.
   *
   * @param others names and shapes of the other inputs
   */
  public Runner runner(
      String input,
      ImageLayout layout,
      ImageShape shape,
      Map<String, long[]> others,
      Map<String, long[]> outputShapes) {
    try {
      OrtSession session = next();
      TensorInfo inputInfo = tensorInfo(session.getInputInfo(), input);
      Map<String, PinnedOutput> outputs = outputs(outputShapes);
      Map<String, FloatInput> floats = inputs(others);
      ImageBuffer buffer = new ImageBuffer(environment, inputInfo.type, layout, shape);
      return new Runner(session, input, buffer, floats, outputs);
    } catch (OrtException e) {
      throw new RunFailure(e);
    }
  }

  /**
   * Buffers for one worker of a network without an image input.
   *
   * @param inputShapes names and shapes of its inputs, all float32
   */
  public Runner runner(Map<String, long[]> inputShapes, Map<String, long[]> outputShapes) {
    try {
      return new Runner(next(), inputs(inputShapes), outputs(outputShapes));
    } catch (OrtException e) {
      throw new RunFailure(e);
    }
  }

  private Map<String, PinnedOutput> outputs(Map<String, long[]> shapes) throws OrtException {
    Map<String, NodeInfo> infos = infos();
    Map<String, PinnedOutput> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> output : shapes.entrySet()) {
      String name = output.getKey();
      outputs.put(
          name, new PinnedOutput(environment, tensorInfo(infos, name).type, output.getValue()));
    }
    return outputs;
  }

  private Map<String, FloatInput> inputs(Map<String, long[]> shapes) throws OrtException {
    Map<String, FloatInput> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> input : shapes.entrySet()) {
      inputs.put(input.getKey(), new FloatInput(environment, input.getValue()));
    }
    return inputs;
  }

  /** Devices take turns, so that workers are spread evenly over them. */
  OrtSession next() {
    return sessions.get(Math.floorMod(runners.getAndIncrement(), sessions.size()));
  }

  private static TensorInfo tensorInfo(Map<String, NodeInfo> infos, String name) {
    NodeInfo info = infos.get(name);
    if (info == null || !(info.getInfo() instanceof TensorInfo tensor)) {
      throw new IllegalArgumentException("the session has no tensor " + name);
    }
    return tensor;
  }

  private Map<String, NodeInfo> infos() {
    try {
      return sessions.get(0).getOutputInfo();
    } catch (OrtException e) {
      throw new RunFailure(e);
    }
  }

  @Override
  public void close() {
    close(sessions);
  }

  private static void close(List<OrtSession> sessions) {
    Optional<RunFailure> failure = Optional.empty();
    for (OrtSession session : sessions) {
      try {
        session.close();
      } catch (OrtException e) {
        failure = failure.or(() -> Optional.of(new RunFailure(e)));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
