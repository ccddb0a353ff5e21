package dev.gimbal.plan;

import dev.gimbal.probe.Border;
import dev.gimbal.probe.Probe;
import java.util.Objects;

/** A probe together with the border protocol that the plan fixes for its family. */
public record PlannedProbe(Probe probe, Border border) {
  public PlannedProbe {
    Objects.requireNonNull(probe);
    Objects.requireNonNull(border);
  }
}
