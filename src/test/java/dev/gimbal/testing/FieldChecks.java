package dev.gimbal.testing;

import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.FieldCheckPass;
import dev.gimbal.engine.Inspection;
import dev.gimbal.engine.NetworkInput;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.PaddingContent;
import dev.gimbal.graph.Structure;
import dev.gimbal.image.PixelValues;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.weave.ExposedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The perturbation check of a model's file, with the layers that it looked at. */
public record FieldChecks(List<Layer> layers, List<FieldCheck> rows) {
  /** Small values around zero, as most networks are trained on. */
  private static final PixelValues SYMMETRIC =
      new PixelValues(1 / 127.5, List.of(1.0), List.of(1.0));

  /** Checks all maps of a model. */
  public static FieldChecks of(Path file, int openSide, int passes) {
    return of(file, openSide, passes, false, layer -> layer);
  }

  /**
   * Checks a model.
   *
   * @param openSide side of the input where the model leaves it open
   * @param blocked whether layers are read in ONNX Runtime's own layout
   * @param change what is told of the layers instead of the truth
   */
  public static FieldChecks of(
      Path file, int openSide, int passes, boolean blocked, UnaryOperator<Layer> change) {
    OnnxModel model = OnnxModel.read(file);
    ImageInput input = ImageInput.of(model);
    int height = input.height().orElse(openSide);
    int width = input.width().orElse(openSide);
    Structure structure = Inspection.inspect(model, input, height, width, Granularity.MATERIALISED);
    List<Layer> layers = new ArrayList<>(structure.layers().subList(0, 1));
    structure.layers().stream()
        .skip(1)
        .filter(FieldCheckPass::isChecked)
        .map(change)
        .forEach(layers::add);
    if (layers.size() == 1) {
      return new FieldChecks(layers, List.of());
    }
    List<String> names = layers.stream().skip(1).map(Layer::name).toList();
    byte[] exposed = ExposedModel.bytes(model, input, 1, height, width, names);
    NetworkInput network =
        new NetworkInput(
            input.name(),
            ImageLayout.valueOf(input.layout().name()),
            input.channels(),
            height,
            width);
    try (ExposedSession session =
        blocked
            ? ExposedSession.open(exposed, model.folder(), Provider.CPU, network, layers, Set.of())
            : ExposedSession.plain(ModelSession.open(exposed, model.folder(), Provider.CPU))) {
      FieldCheckPass pass =
          new FieldCheckPass(
              session, network, layers, SYMMETRIC, PaddingContent.isConstant(model, input), 2);
      return new FieldChecks(layers, pass.run(passes, done -> {}));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The row of the last layer. */
  public FieldCheck last() {
    return rows.get(rows.size() - 1);
  }
}
