package dev.gimbal.engine;

import dev.gimbal.engine.CellRolls.Roll;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.MapCollapse;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.TensorSpec;
import dev.gimbal.weave.CollapseModel;
import java.util.List;

/**
 * One step from map to vector, loaded alone.
 *
 * @param collapse the part of the network
 * @param vector the layer that it makes
 * @param alone its graph
 * @param session the graph loaded
 * @param rolls what is tried on every image
 * @param sums what became of the images
 */
record CollapseStep(
    MapCollapse collapse,
    Layer vector,
    CollapseModel.Part alone,
    ModelSession session,
    List<Roll> rolls,
    CollapseSums sums) {
  CollapseStep {
    rolls = List.copyOf(rolls);
  }

  /**
   * Loads a step that has no problem.
   *
   * @param images how many will come
   * @param noiseImages how many of the first of them measure the noise floor
   */
  static CollapseStep open(
      OnnxModel model,
      MapCollapse collapse,
      Layer vector,
      Provider provider,
      int images,
      int noiseImages) {
    CollapseModel.Part alone = CollapseModel.alone(model, collapse);
    ModelSession session = ModelSession.open(alone.bytes(), model.folder(), provider);
    boolean half =
        session.outputs().stream().map(TensorSpec::type).anyMatch(type -> type.equals("float16"));
    return new CollapseStep(
        collapse,
        vector,
        alone,
        session,
        CellRolls.of(collapse.height(), collapse.width(), collapse.elements()),
        new CollapseSums(images, noiseImages, half));
  }
}
