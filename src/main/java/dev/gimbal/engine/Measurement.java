package dev.gimbal.engine;

import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.PhaseProfile;
import java.util.List;

/**
 * What the engine measured of the layers.
 *
 * @param referenceSeconds wall-clock seconds of the first pass
 * @param probeSeconds of the second
 */
public record Measurement(
    List<LayerInfo> layers,
    List<LayerScore> scores,
    List<ChannelScores> channels,
    List<PhaseProfile> phases,
    double referenceSeconds,
    double probeSeconds) {
  public Measurement {
    layers = List.copyOf(layers);
    scores = List.copyOf(scores);
    channels = List.copyOf(channels);
    phases = List.copyOf(phases);
  }
}
