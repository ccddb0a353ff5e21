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
    GraphView graph = GraphView.of(model);
    byte[] exposed = ExposedModel.bytes(model, input, 1, height, width, graph.exposable());
    Map<String, TensorFact> facts = new HashMap<>();
    ModelTracer.trace(
            exposed,
            model.folder(),
            input.name(),
            input.shape(1, height, width),
            graph.independentOfImage(input.name()))
        .forEach((name, trace) -> facts.put(name, fact(trace)));
    return StructureAnalysis.analyse(model, input, facts, height, width, granularity);
  }

  private static TensorFact fact(ModelTracer.Trace trace) {
    return new TensorFact(
        ElementType.named(trace.type()), Optional.of(trace.shape()), trace.values());
  }
}
