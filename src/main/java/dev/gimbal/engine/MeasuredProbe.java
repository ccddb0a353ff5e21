package dev.gimbal.engine;

import dev.gimbal.geometry.Motion;
import dev.gimbal.result.ProbeInfo;
import java.util.Objects;

/**
 * A probe as the engine sees it.
 *
 * @param info how the result names it
 * @param motion what it does to the geometry
 * @param exact whether it moves pixels onto pixels, so that a round trip changes nothing
 */
public record MeasuredProbe(ProbeInfo info, Motion motion, boolean exact) {
  public MeasuredProbe {
    Objects.requireNonNull(info);
    Objects.requireNonNull(motion);
  }

  boolean needsRoundTrip() {
    return motion instanceof Motion.Warp && !exact;
  }
}
