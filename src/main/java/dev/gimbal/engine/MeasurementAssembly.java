package dev.gimbal.engine;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import java.util.ArrayList;
import java.util.List;

/** Makes a measurement of what the passes added up, also before they are through all images. */
final class MeasurementAssembly {
  private final Campaign campaign;
  private final List<LayerCondition> conditions;
  private final AlignedChannels aligned;
  private final ScorerChoice scorer;
  private final List<LayerInfo> infos = new ArrayList<>();
  private final long start;
  private final long middle;

  /**
   * Prepares.
   *
   * @param start of the first pass, in nanoseconds
   * @param middle when the second one started
   */
  MeasurementAssembly(
      Campaign campaign,
      List<LayerCondition> conditions,
      AlignedChannels aligned,
      ScorerChoice scorer,
      long start,
      long middle) {
    this.campaign = campaign;
    this.conditions = conditions;
    this.aligned = aligned;
    this.scorer = scorer;
    this.start = start;
    this.middle = middle;
    for (int layer = 0; layer < campaign.layers().size(); layer++) {
      infos.add(LayerDescriptions.of(campaign.layers().get(layer), conditions.get(layer)));
    }
  }

  Measurement of(ProbePass.Totals totals) {
    long now = System.nanoTime();
    List<LayerScore> scores = new LayerScores(campaign, conditions, totals).all();
    return new Measurement(
        totals.layers().images(),
        infos,
        scores,
        new ChannelTable(campaign, conditions, aligned, totals.layers()).all(),
        new PhaseProfiles(campaign, scores, totals.phases()).all(),
        scorer.name(),
        scorer.note(),
        (middle - start) / 1e9,
        (now - middle) / 1e9);
  }
}
