package dev.gimbal.engine;

import dev.gimbal.score.ReferenceSummary;
import java.util.List;
import java.util.Optional;

/**
 * Which scorer compares the layers: on the host, from feature maps (fused), or in the graph
 * (woven).
 */
final class ScorerChoice implements AutoCloseable {
  private static final String FUSED = "fused";
  private static final String WOVEN = "woven";

  private final Optional<WovenNetwork> network;
  private final String note;

  private ScorerChoice(Optional<WovenNetwork> network, String note) {
    this.network = network;
    this.note = note;
  }

  /** Weaves where that is asked for and can be done. */
  static ScorerChoice of(
      Optional<WovenSetup> setup,
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      ImageFeed feed) {
    if (setup.isEmpty()) {
      return new ScorerChoice(Optional.empty(), "");
    }
    Weaving weaving = new Weaving(setup.get(), campaign, summaries, feed);
    Optional<WovenNetwork> network = weaving.open();
    return new ScorerChoice(network, weaving.note());
  }

  /** The second pass. */
  ProbePass pass(
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      AlignedChannels aligned,
      ImageFeed feed,
      OutputSink sink,
      ProgressListener progress) {
    return network.isPresent()
        ? new WovenPass(campaign, summaries, aligned, feed, sink, progress, network.get())
        : new ProbePass(campaign, summaries, aligned, feed, sink, progress);
  }

  String name() {
    return network.isPresent() ? WOVEN : FUSED;
  }

  /** How the woven graphs are run, or why they are not; empty where nobody asked. */
  String note() {
    return note;
  }

  @Override
  public void close() {
    network.ifPresent(WovenNetwork::close);
  }
}
