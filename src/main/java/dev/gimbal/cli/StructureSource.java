package dev.gimbal.cli;

import dev.gimbal.graph.Layer;
import dev.gimbal.plan.InputSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where {@code inspect} gets a model's layers from. */
final class StructureSource {
  private StructureSource() {}

  /** The layers of a model, layer 0 being the input. */
  static List<Layer> layers(Path model, Optional<InputSize> size, boolean all) {
    throw new UnsupportedOperationException("reading the structure of " + model);
  }
}
