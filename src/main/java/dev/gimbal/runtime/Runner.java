package dev.gimbal.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One worker's buffers on a session: an image input, where there is one, any float inputs besides,
 * and pinned outputs. Confined to one thread; several runners may share a session.
 */
public final class Runner implements AutoCloseable {
  private final OrtSession session;
  private final Optional<ImageBuffer> image;
  private final List<PinnedOutput> outputs;
  private final Map<String, OnnxValue> pinned = new LinkedHashMap<>();
  private final Map<String, FloatInput> others;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

  Runner(
      OrtSession session,
      String inputName,
      ImageBuffer image,
      Map<String, FloatInput> others,
      Map<String, PinnedOutput> outputs) {
    this(session, Optional.of(image), others, outputs);
    inputs.put(inputName, image.tensor());
  }

  /** For a network without an image input. */
  Runner(OrtSession session, Map<String, FloatInput> inputs, Map<String, PinnedOutput> outputs) {
    this(session, Optional.empty(), inputs, outputs);
  }

  private Runner(
      OrtSession session,
      Optional<ImageBuffer> image,
      Map<String, FloatInput> others,
      Map<String, PinnedOutput> outputs) {
    this.session = session;
    this.image = image;
    this.others = Map.copyOf(others);
    others.forEach((name, other) -> inputs.put(name, other.tensor()));
    this.outputs = List.copyOf(outputs.values());
    outputs.forEach((name, output) -> pinned.put(name, output.tensor()));
  }

  /** Writes one image, C planes of H·W values in network units, into a slot of the batch. */
  public void setImage(int slot, float[] planes) {
    image
        .orElseThrow(() -> new IllegalStateException("the runner has no image input"))
        .write(slot, planes);
  }

  /** Writes values of another input from element {@code from} on; they stay until overwritten. */
  public void setInput(String name, int from, float[] values) {
    FloatInput other = others.get(name);
    if (other == null) {
      throw new IllegalArgumentException("the runner has no input " + name);
    }
    other.write(from, values);
  }

  /**
   * Runs the network on what the input holds.
   *
   * @throws RunFailure with ONNX Runtime's reason
   */
  public void run() {
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
    image.ifPresent(ImageBuffer::close);
    others.values().forEach(FloatInput::close);
    outputs.forEach(PinnedOutput::close);
  }
}
