package dev.gimbal.gate.policy;

import java.math.BigDecimal;
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
  /** Name that suppressions give to all comparisons with a baseline. */
  public static final String ID = "baseline";

  /** Chance of a false alarm where nothing else is said. */
  public static final double DEFAULT_ALPHA = 0.05;

  static final LayerEffect DEFAULT_NEW = LayerEffect.WARN;
  static final LayerEffect DEFAULT_MISSING = LayerEffect.ERROR;

  /** Largest drop where nothing else is said. */
  public static final Limit DEFAULT_MAX_DROP =
      new Limit(Limit.Kind.MAX_DROP, new BigDecimal("0.01"));

  /** What holds for a baseline that no policy speaks of. */
  public static BaselineRule of(Path path) {
    return new BaselineRule(path, DEFAULT_MAX_DROP, DEFAULT_ALPHA, DEFAULT_NEW, DEFAULT_MISSING);
  }

  /** The same with another baseline. */
  public BaselineRule at(Path other) {
    return new BaselineRule(other, maxDrop, alpha, newLayers, missingLayers);
  }

  /** What a layer does that has no counterpart. */
  public enum LayerEffect {
    ERROR,
    WARN,
    IGNORE
  }
}
