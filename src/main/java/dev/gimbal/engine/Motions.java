package dev.gimbal.engine;

import dev.gimbal.geometry.Motion;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Translation;

/** What planned probes mean for the geometry of layers. */
public final class Motions {
  private Motions() {}

  /** The probe as the engine measures it on a frame of the given size. */
  public static MeasuredProbe measured(PlannedProbe planned, int height, int width) {
    boolean exact = planned.probe().isExact(height, width);
    if (planned.probe() instanceof Translation translation) {
      boolean wraps = planned.border() instanceof Border.Circular;
      return new MeasuredProbe(
          planned.info(), new Motion.Shift(translation.dy(), translation.dx(), wraps), exact);
    }
    return new MeasuredProbe(
        planned.info(), new Motion.Warp(planned.probe().map(height, width)), exact);
  }
}
