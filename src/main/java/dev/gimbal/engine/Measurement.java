package dev.gimbal.engine;

import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.PhaseProfile;
import java.util.List;

/**
 * What the engine measured of the layers.
 *
 * @param images measured under probes: the first ones of the plan
 * @param scorer {@code fused} or {@code woven}: where layers were compared
 * @param scorerNote how, or why not otherwise; may be empty
 * @param referenceSeconds wall-clock seconds of the first pass
 * @param probeSeconds of the second
 */
public record Measurement(
    int images,
    List<LayerInfo> layers,
    List<LayerScore> scores,
    List<ChannelScores> channels,
    List<PhaseProfile> phases,
    String scorer,
    String scorerNote,
    double referenceSeconds,
    double probeSeconds) {
  public Measurement {
    layers = List.copyOf(layers);
    scores = List.copyOf(scores);
    channels = List.copyOf(channels);
    phases = List.copyOf(phases);
  }
}
