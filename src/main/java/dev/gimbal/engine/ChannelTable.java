package dev.gimbal.engine;

import dev.gimbal.graph.LayerKind;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Invariance of every channel of every map over all probes of a family, and equivariance over those
 * that are on-grid for the map.
 */
final class ChannelTable {
  private final Campaign campaign;
  private final List<LayerCondition> conditions;
  private final AlignedChannels aligned;
  private final LayerTotals totals;

  ChannelTable(
      Campaign campaign,
      List<LayerCondition> conditions,
      AlignedChannels aligned,
      LayerTotals totals) {
    this.campaign = campaign;
    this.conditions = conditions;
    this.aligned = aligned;
    this.totals = totals;
  }

  List<ChannelScores> all() {
    List<ChannelScores> table = new ArrayList<>();
    for (int layer = 0; layer < campaign.layers().size(); layer++) {
      boolean isMap = campaign.layers().get(layer).layer().kind() == LayerKind.MAP;
      if (!isMap
          || conditions.get(layer).problem().isPresent()
          || totals.firstFailure(layer).isPresent()) {
        continue;
      }
      for (int family = 0; family < campaign.families().size(); family++) {
        String name = campaign.families().get(family);
        table.add(new ChannelScores(layer, name, ScoreId.INVARIANCE, invariance(layer, family)));
        if (aligned.hasFamily(campaign, layer, family)) {
          table.add(
              new ChannelScores(layer, name, ScoreId.EQUIVARIANCE, equivariance(layer, family)));
        }
      }
    }
    return table;
  }

  private List<Outcome> invariance(int layer, int family) {
    ReferenceSummary summary = conditions.get(layer).summary();
    long probes =
        campaign.probes().stream()
            .filter(probe -> probe.info().family().equals(campaign.families().get(family)))
            .count();
    return channels(
        layer,
        channel -> totals.channelInvariance(layer, family, channel) / probes,
        summary::channelScale);
  }

  private List<Outcome> equivariance(int layer, int family) {
    return channels(
        layer,
        channel -> totals.channelAligned(layer, family, channel),
        channel -> aligned.scale(layer, family, channel));
  }

  private List<Outcome> channels(int layer, IntToDoubleFunction loss, IntToDoubleFunction scale) {
    ReferenceSummary summary = conditions.get(layer).summary();
    List<Outcome> values = new ArrayList<>();
    for (int channel = 0; channel < campaign.layers().get(layer).shape().channels(); channel++) {
      if (!summary.isLive(channel)) {
        values.add(new Outcome.Degenerate("the channel is the same for every image"));
      } else if (scale.applyAsDouble(channel) <= 0) {
        values.add(Outcome.notApplicable("the channel is the same for every image where visible"));
      } else {
        double mean = loss.applyAsDouble(channel) / totals.images();
        values.add(Outcome.measured(1 - mean / scale.applyAsDouble(channel), totals.images()));
      }
    }
    return values;
  }
}
