package dev.gimbal.plan;

import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ProbeInfo;
import java.util.Objects;
import java.util.Optional;

/** A probe together with the border protocol that the plan fixes for its family. */
public record PlannedProbe(Probe probe, Border border) {
  public PlannedProbe {
    Objects.requireNonNull(probe);
    Objects.requireNonNull(border);
  }

  /** How results name it. */
  public ProbeInfo info() {
    Optional<Translation> translation = as(Translation.class);
    Optional<Crop> crop = as(Crop.class);
    return new ProbeInfo(
        probe.id(),
        probe.family().id(),
        translation.map(Translation::dx),
        translation.map(Translation::dy),
        as(Rotation.class).map(Rotation::degrees),
        crop.map(Crop::keep),
        crop.map(found -> found.anchor().id()),
        border.id());
  }

  private <T> Optional<T> as(Class<T> type) {
    return type.isInstance(probe) ? Optional.of(type.cast(probe)) : Optional.empty();
  }
}
