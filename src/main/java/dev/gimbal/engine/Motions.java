package dev.gimbal.engine;

import dev.gimbal.geometry.Motion;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ProbeInfo;
import java.util.Optional;

/** What planned probes mean for the geometry of layers. */
public final class Motions {
  private Motions() {}

  /** How results name a planned probe. */
  public static ProbeInfo info(PlannedProbe planned) {
    Probe probe = planned.probe();
    Optional<Translation> translation = as(probe, Translation.class);
    Optional<Crop> crop = as(probe, Crop.class);
    return new ProbeInfo(
        probe.id(),
        probe.family().id(),
        translation.map(Translation::dx),
        translation.map(Translation::dy),
        as(probe, Rotation.class).map(Rotation::degrees),
        crop.map(Crop::keep),
        crop.map(found -> found.anchor().id()),
        planned.border().id());
  }

  private static <T> Optional<T> as(Probe probe, Class<T> type) {
    return type.isInstance(probe) ? Optional.of(type.cast(probe)) : Optional.empty();
  }

  /** The probe as the engine measures it on a frame of the given size. */
  public static MeasuredProbe measured(PlannedProbe planned, int height, int width) {
    boolean exact = planned.probe().isExact(height, width);
    if (planned.probe() instanceof Translation translation) {
      boolean wraps = planned.border() instanceof Border.Circular;
      return new MeasuredProbe(
          info(planned), new Motion.Shift(translation.dy(), translation.dx(), wraps), exact);
    }
    return new MeasuredProbe(
        info(planned), new Motion.Warp(planned.probe().map(height, width)), exact);
  }
}
