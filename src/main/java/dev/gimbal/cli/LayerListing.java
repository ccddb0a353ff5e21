package dev.gimbal.cli;

import dev.gimbal.plan.InputSize;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code inspect} prints. */
record LayerListing(String table, String json) {
  /** Reads the model's structure. */
  static LayerListing of(Path model, Optional<InputSize> size, boolean all) {
    throw new UnsupportedOperationException("inspecting " + model + size + all);
  }
}
