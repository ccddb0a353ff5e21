package dev.gimbal.engine;

import dev.gimbal.runtime.ModelSession;
import dev.gimbal.score.ReferenceSummary;
import dev.gimbal.score.ValueScale;
import dev.gimbal.weave.ProbeGraph;
import dev.gimbal.weave.Sampling;
import dev.gimbal.weave.WovenLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A campaign's woven graphs, loaded: one for probes that move rows and columns apart, one for all
 * others, each only where there are such probes.
 */
final class WovenNetwork implements AutoCloseable {
  private final Campaign campaign;
  private final List<Integer> layers;
  private final List<WovenLayer> outputs;
  private final List<Part> parts = new ArrayList<>();

  /**
   * A row of a batch.
   *
   * @param roundTrip whether the picture is the probed one sampled back
   */
  record Row(int probe, boolean roundTrip) {}

  /** One graph, its session, and what it runs for every image. */
  record Part(ProbeGraph graph, ModelSession session, List<List<Row>> batches) {}

  private WovenNetwork(Campaign campaign, List<Integer> layers, List<WovenLayer> outputs) {
    this.campaign = campaign;
    this.layers = layers;
    this.outputs = outputs;
  }

  /**
   * Weaves and loads.
   *
   * @param summaries of the references; layers without one are not scored
   * @param mostRows images a run at most; with 1 the references are fed
   */
  static WovenNetwork open(
      WovenSetup setup,
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      int mostRows) {
    ElementTypes types = new ElementTypes(campaign.session());
    List<Integer> layers = new ArrayList<>();
    List<WovenLayer> woven = new ArrayList<>();
    for (int layer = 1; layer < campaign.layers().size(); layer++) {
      if (summaries.get(layer).isPresent()) {
        layers.add(layer);
        ValueScale scale = summaries.get(layer).orElseThrow().valueScale();
        woven.add(woven(campaign.layers().get(layer), types, scale));
      }
    }
    List<WovenLayer> outputs =
        campaign.outputLayers().stream()
            .map(layer -> woven(campaign.layers().get(layer), types, ValueScale.NONE))
            .toList();
    WovenNetwork network = new WovenNetwork(campaign, layers, outputs);
    try {
      for (Sampling sampling : Sampling.values()) {
        network.open(setup, sampling, woven, mostRows);
      }
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private static WovenLayer woven(WatchedLayer watched, ElementTypes types, ValueScale scale) {
    return new WovenLayer(watched.layer(), types.of(watched), scale.exponent());
  }

  private void open(WovenSetup setup, Sampling sampling, List<WovenLayer> woven, int mostRows) {
    List<Row> rows = rows(sampling);
    if (rows.isEmpty() || woven.isEmpty() && outputs.isEmpty()) {
      return;
    }
    int perRun = mostRows == 1 ? 1 : mostRows - 1;
    int runs = (rows.size() + perRun - 1) / perRun;
    int evenly = (rows.size() + runs - 1) / runs;
    NetworkInput input = campaign.input();
    ProbeGraph graph =
        ProbeGraph.of(
            setup.model(),
            setup.image(),
            mostRows == 1 ? 1 : evenly + 1,
            input.height(),
            input.width(),
            sampling,
            woven,
            outputs);
    ModelSession session =
        ModelSession.open(graph.bytes(), setup.model().folder(), setup.provider());
    List<List<Row>> batches = new ArrayList<>();
    for (int first = 0; first < rows.size(); first += evenly) {
      batches.add(rows.subList(first, Math.min(rows.size(), first + evenly)));
    }
    parts.add(new Part(graph, session, List.copyOf(batches)));
  }

  /** The rows that a graph has to run; a picture that was sampled back lies where it lay. */
  private List<Row> rows(Sampling sampling) {
    List<Row> rows = new ArrayList<>();
    for (int probe = 0; probe < campaign.probes().size(); probe++) {
      MeasuredProbe measured = campaign.probes().get(probe);
      if (Sampling.of(measured.motion()) == sampling) {
        rows.add(new Row(probe, false));
      }
      if (sampling == Sampling.AXIS_ALIGNED && measured.needsRoundTrip()) {
        rows.add(new Row(probe, true));
      }
    }
    return rows;
  }

  List<Part> parts() {
    return parts;
  }

  /** Indices of the watched layers that the graphs score, in their order. */
  List<Integer> layers() {
    return layers;
  }

  /** Most images a run. */
  int rows() {
    return parts.stream().mapToInt(part -> part.graph().rows()).max().orElse(1);
  }

  /** Buffers of one worker for one of the graphs. */
  WovenRows buffers(Part part) {
    return new WovenRows(
        part.session(), campaign.input(), part.graph(), campaign.layers(), layers, outputs);
  }

  @Override
  public void close() {
    parts.forEach(part -> part.session().close());
  }
}
