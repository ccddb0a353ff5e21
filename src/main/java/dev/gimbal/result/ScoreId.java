package dev.gimbal.result;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The scores of a layer under a probe. Losses are shares of the expected squared distance between
 * the outputs for two different images: 0 nothing lost, 1 as much as swapping the image.
 */
public enum ScoreId {
  /** 1 − E‖f(gx) − f(x)‖² / D. */
  INVARIANCE("invariance"),
  /** The same with each live channel divided by its own D first. */
  INVARIANCE_BALANCED("invarianceBalanced"),
  /** 1 − E‖u‖²_R / D|R; maps and on-grid probes only. */
  EQUIVARIANCE("equivariance"),
  /** The same with each live channel divided by its own D first. */
  EQUIVARIANCE_BALANCED("equivarianceBalanced"),
  /** D|R ÷ D: the share of the layer's variance that stays visible. */
  VISIBLE_SHARE("visibleShare"),
  /**
   * E‖u‖²_R / D|R for every probe of a map, on-grid or not; the sum of its clean and unclean parts.
   */
  LOSS("loss"),
  LOSS_CLEAN("lossClean"),
  LOSS_UNCLEAN("lossUnclean"),
  /** The loss's own numerical error: nothing below is called a loss. */
  NOISE_FLOOR("noiseFloor"),
  /** Loss of moving the reference maps by the probe's sub-cell phase and back. */
  INTERPOLATION_FLOOR("interpolationFloor"),
  /** Cause: unclean on-grid loss (padding, frame edge, content that left or entered). */
  BORDER("border"),
  /** Cause: stride and pooling alias; signed. */
  SAMPLING("sampling"),
  /** Cause: clean on-grid loss below a positional operator. */
  POSITION_DEPENDENCE("positionDependence"),
  /** Cause: clean on-grid loss below global operators only. */
  GLOBAL_CONTEXT("globalContext"),
  /** Cause: clean on-grid loss below positional and global operators, not separable. */
  POSITION_OR_CONTEXT("positionOrContext"),
  /** Cause: what resampling the image itself costs, E‖f(T⁻¹Tx) − f(x)‖²_R / D|R. */
  RESAMPLING("resampling"),
  /** Cause: the rest of a rotation's or crop's loss; signed. */
  FILTER_GEOMETRY("filterGeometry");

  private static final Map<String, ScoreId> BY_ID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ScoreId::id, Function.identity()));

  private final String id;

  ScoreId(String id) {
    this.id = id;
  }

  /** The name in JSON and documents. */
  public String id() {
    return id;
  }

  /**
   * The score of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  static ScoreId named(String id) {
    ScoreId found = BY_ID.get(id);
    if (found == null) {
      throw new IllegalArgumentException("unknown score \"" + id + "\"");
    }
    return found;
  }
}
