package dev.gimbal.gate.policy;

import dev.gimbal.result.ProbeInfo;
import java.util.List;
import java.util.Optional;

/**
 * Which probes a rule looks at: a family, and how far its probes may move things.
 *
 * <p>The size of a translation is the larger of |dx| and |dy|, in px or as a share of the input's
 * side along the same axis; of a rotation the angle from −180° to 180° without its sign; of a crop
 * the kept share of the side.
 *
 * @param family translation, rotation or crop; all probes where there is none
 * @param min smallest size, itself included
 * @param max largest size, itself included
 */
public record ProbeSelector(Optional<String> family, Optional<Size> min, Optional<Size> max) {
  /** The families that results know. */
  public static final List<String> FAMILIES = List.of("translation", "rotation", "crop");

  /** What a size is counted in. */
  public enum Unit {
    PIXELS,
    SHARE,
    DEGREES,
    KEEP
  }

  /**
   * A size with its unit.
   *
   * @param value pixels, degrees, or a share between 0 and 1
   * @param text as it was written
   */
  public record Size(double value, Unit unit, String text) {}

  /** Room for shares of a side that have no exact double. */
  private static final double TOLERANCE = 1e-9;

  /** Every probe. */
  public static ProbeSelector all() {
    return new ProbeSelector(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Whether it takes a probe.
   *
   * @param inputSize the input's height and width in px
   */
  public boolean matches(ProbeInfo probe, List<Integer> inputSize) {
    if (family.isPresent() && !family.get().equals(probe.family())) {
      return false;
    }
    return min.map(size -> size(probe, size.unit(), inputSize) >= size.value() - TOLERANCE)
            .orElse(true)
        && max.map(size -> size(probe, size.unit(), inputSize) <= size.value() + TOLERANCE)
            .orElse(true);
  }

  /** True when it takes part of a family only. */
  public boolean isLimited() {
    return min.isPresent() || max.isPresent();
  }

  private static double size(ProbeInfo probe, Unit unit, List<Integer> inputSize) {
    double x = Math.abs(probe.dx().orElse(0));
    double y = Math.abs(probe.dy().orElse(0));
    return switch (unit) {
      case PIXELS -> Math.max(x, y);
      case SHARE -> Math.max(x / inputSize.get(1), y / inputSize.get(0));
      case DEGREES -> Math.abs(Math.IEEEremainder(probe.degrees().orElse(0.0), 360));
      case KEEP -> probe.keep().orElse(1.0);
    };
  }

  @Override
  public String toString() {
    return family.orElse("all probes")
        + min.map(size -> " from " + size.text()).orElse("")
        + max.map(size -> " up to " + size.text()).orElse("");
  }
}
