package dev.gimbal.engine;

import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.runtime.Provider;
import java.util.Objects;

/**
 * What it takes to weave the scorer into a model.
 *
 * @param model the audited file
 * @param image the input that takes the pictures
 * @param provider where the woven graphs run
 * @param required whether a graph that cannot be woven or run is an error; else the host compares
 */
public record WovenSetup(OnnxModel model, ImageInput image, Provider provider, boolean required) {
  public WovenSetup {
    Objects.requireNonNull(model);
    Objects.requireNonNull(image);
    Objects.requireNonNull(provider);
  }
}
