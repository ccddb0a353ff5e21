package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.score.PlaneSums;
import dev.gimbal.score.ReferenceSummary;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which probes count for the equivariance of single channels, and how far apart different images
 * are over the cells that those leave visible. A probe counts for a layer where it is on-grid and
 * enough of the variance stays visible.
 */
final class AlignedChannels {
  private final boolean[][] counted;
  private final double[][][] scales;

  AlignedChannels(Campaign campaign, List<Optional<ReferenceSummary>> summaries) {
    scales = ImageRecord.channels(campaign.layers(), campaign.families().size());
    counted = new boolean[campaign.layers().size()][campaign.probes().size()];
    for (int layer = 0; layer < campaign.layers().size(); layer++) {
      if (summaries.get(layer).isPresent() && campaign.layers().get(layer).geometry().isPresent()) {
        add(campaign, layer, summaries.get(layer).get());
      }
    }
  }

  private void add(Campaign campaign, int layer, ReferenceSummary summary) {
    int probes = campaign.probes().size();
    int channels = campaign.layers().get(layer).shape().channels();
    double[][] visible = new double[probes][channels];
    for (int channel = 0; channel < channels; channel++) {
      PlaneSums variance = summary.variance(channel);
      for (int probe = 0; probe < probes; probe++) {
        Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
        if (alignment.isPresent() && alignment.get().onGrid()) {
          visible[probe][channel] = 2 * variance.visible(alignment.get());
        }
      }
    }
    for (int probe = 0; probe < probes; probe++) {
      double sum = java.util.Arrays.stream(visible[probe]).sum();
      if (sum >= LayerScores.LEAST_VISIBLE_SHARE * summary.scale()) {
        counted[layer][probe] = true;
        add(visible[probe], scales[layer][campaign.family(probe)]);
      }
    }
  }

  private static void add(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  boolean counts(int layer, int probe) {
    return counted[layer][probe];
  }

  /** Whether any probe of a family counts. */
  boolean hasFamily(Campaign campaign, int layer, int family) {
    return IntStream.range(0, campaign.probes().size())
        .anyMatch(probe -> counted[layer][probe] && campaign.family(probe) == family);
  }

  /** D|R of one channel, summed over the counted probes of a family. */
  double scale(int layer, int family, int channel) {
    return scales[layer][family][channel];
  }
}
