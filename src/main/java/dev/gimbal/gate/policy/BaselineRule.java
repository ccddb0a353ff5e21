package dev.gimbal.gate.policy;

import java.nio.file.Path;

/**
 * How far scores may fall below those of an earlier result.
 *
 * @param path of the earlier result; relative ones start at the policy's folder
 * @param maxDrop largest drop that is allowed, in the score's own units
 * @param alpha chance of a false alarm over all comparisons together
 * @param newLayers what layers do that the baseline does not have
 * @param missingLayers what layers do that only the baseline has
 */
public record BaselineRule(
    Path path, Limit maxDrop, double alpha, LayerEffect newLayers, LayerEffect missingLayers) {
  /** What a layer does that has no counterpart. */
  public enum LayerEffect {
    ERROR,
    WARN,
    IGNORE
  }
}
