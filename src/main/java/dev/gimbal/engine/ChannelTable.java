package dev.gimbal.engine;

import dev.gimbal.graph.LayerKind;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;

/** Invariance of every channel of every map, over all probes of a family. */
final class ChannelTable {
  private final Campaign campaign;
  private final List<LayerCondition> conditions;
  private final LayerTotals totals;

  ChannelTable(Campaign campaign, List<LayerCondition> conditions, LayerTotals totals) {
    this.campaign = campaign;
    this.conditions = conditions;
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
        table.add(
            new ChannelScores(
                layer,
                campaign.families().get(family),
                ScoreId.INVARIANCE,
                channels(layer, family)));
      }
    }
    return table;
  }

  private List<Outcome> channels(int layer, int family) {
    ReferenceSummary summary = conditions.get(layer).summary();
    long probes =
        campaign.probes().stream()
            .filter(probe -> probe.info().family().equals(campaign.families().get(family)))
            .count();
    List<Outcome> values = new ArrayList<>();
    for (int channel = 0; channel < campaign.layers().get(layer).shape().channels(); channel++) {
      if (!summary.isLive(channel)) {
        values.add(new Outcome.Degenerate("the channel is the same for every image"));
        continue;
      }
      double loss = totals.channelSum(layer, family, channel) / totals.images() / probes;
      values.add(Outcome.measured(1 - loss / summary.channelScale(channel), totals.images()));
    }
    return values;
  }
}
