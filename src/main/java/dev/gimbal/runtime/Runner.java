package dev.gimbal.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One worker's buffers on a session: an image input and pinned outputs. Confined to one thread;
 * several runners may share a session.
 */
public final class Runner implements AutoCloseable {
  private final OrtSession session;
  private final String inputName;
  private final ImageBuffer input;
  private final List<PinnedOutput> outputs;
  private final Map<String, OnnxValue> pinned = new LinkedHashMap<>();

  Runner(
      OrtSession session, String inputName, ImageBuffer input, Map<String, PinnedOutput> outputs) {
    this.session = session;
    this.inputName = inputName;
    this.input = input;
    this.outputs = List.copyOf(outputs.values());
    outputs.forEach((name, output) -> pinned.put(name, output.tensor()));
  }

  /** Writes one image, C planes of H·W values in network units, into a slot of the batch. */
  public void setImage(int slot, float[] planes) {
    input.write(slot, planes);
  }

  /**
   * Runs the network on what the input holds.
   *
   * @throws RunFailure with ONNX Runtime's reason
   */
  public void run() {
    Map<String, OnnxTensor> inputs = Map.of(inputName, input.tensor());
    try (OrtSession.Result ignored = session.run(inputs, Set.of(), pinned)) {
      // Everything was written into the pinned outputs.
    } catch (OrtException e) {
      throw new RunFailure(e);
    }
  }

  /**
   * Copies {@code count} elements of an output, beginning with element {@code from}, to {@code
   * target[at…]}.
   */
  public void read(int output, int from, int count, float[] target, int at) {
    outputs.get(output).read(from, count, target, at);
  }

  @Override
  public void close() {
    input.close();
    outputs.forEach(PinnedOutput::close);
  }
}
