package dev.gimbal.result;

import java.util.List;

/**
 * A score of every channel of a layer, over all probes of one family.
 *
 * @param values one outcome a channel, in channel order
 */
public record ChannelScores(int layer, String family, ScoreId score, List<Outcome> values) {
  public ChannelScores {
    values = List.copyOf(values);
  }
}
