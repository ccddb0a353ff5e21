package dev.gimbal.result;

import java.util.Objects;
import java.util.Optional;

/**
 * A probe as the report names it; only the parameters of its family are present.
 *
 * @param id unique and readable
 * @param family translation, rotation, crop
 * @param dx pixels to the right
 * @param dy pixels downwards
 * @param degrees counter-clockwise as seen on the page
 * @param keep side of the kept window over side of the frame
 * @param anchor where the kept window lies
 * @param border protocol
 */
public record ProbeInfo(
    String id,
    String family,
    Optional<Integer> dx,
    Optional<Integer> dy,
    Optional<Double> degrees,
    Optional<Double> keep,
    Optional<String> anchor,
    String border) {
  public ProbeInfo {
    Objects.requireNonNull(id);
    Objects.requireNonNull(family);
    Objects.requireNonNull(border);
  }

  /** Whether it leaves the image as it is: such probes take no part in any mean over a family. */
  public boolean keepsImage() {
    boolean still = dx.orElse(0) == 0 && dy.orElse(0) == 0;
    boolean upright = degrees.orElse(0.0) % 360 == 0;
    boolean whole = keep.orElse(1.0) == 1;
    return still && upright && whole;
  }
}
