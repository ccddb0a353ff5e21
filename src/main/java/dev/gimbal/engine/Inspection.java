package dev.gimbal.engine;

import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.GraphView;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.graph.StructureAnalysis;
import dev.gimbal.graph.TensorFact;
import dev.gimbal.runtime.ModelTracer;
import dev.gimbal.weave.ExposedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** Finds a model's structure: traces its tensors with ONNX Runtime, then derives the layers. */
@NullMarked
public final class Inspection {
  private Inspection() {}

  /**
   * The layers of a model for images of one size.
   *
   * @param height of the input, pixels
   * @param width of the input, pixels
   */
  public static Structure inspect(
      OnnxModel model, ImageInput input, int height, int width, Granularity granularity) {
    return StructureAnalysis.analyse(
        model, input, facts(model, input, 1, height, width), height, width, granularity);
  }

  /**
   * Type and shape of every tensor, the image input's too, and values of small tensors that do not
   * depend on the image.
   *
   * @param batch images in the run
   */
  public static Map<String, TensorFact> facts(
      OnnxModel model, ImageInput input, int batch, int height, int width) {
    GraphView graph = GraphView.of(model);
    byte[] exposed = ExposedModel.bytes(model, input, batch, height, width, graph.exposable());
    List<Integer> shape = input.shape(batch, height, width);
    Map<String, TensorFact> facts = new HashMap<>();
    facts.put(input.name(), new TensorFact(input.type(), Optional.of(shape), Optional.empty()));
    ModelTracer.trace(
            exposed, model.folder(), input.name(), shape, graph.independentOfImage(input.name()))
        .forEach((name, trace) -> facts.put(name, fact(trace)));
    return facts;
  }

  private static TensorFact fact(ModelTracer.Trace trace) {
    return new TensorFact(
        ElementType.named(trace.type()), Optional.of(trace.shape()), trace.values());
  }
}
