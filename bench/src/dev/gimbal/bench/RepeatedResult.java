package dev.gimbal.bench;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.PhaseProfile;
import java.util.ArrayList;
import java.util.List;

/**
 * The result that a network of many layers would have: a small network's, with all of its layers
 * but the input over and over. Every fourth layer also takes what came four layers before it.
 */
final class RepeatedResult {
  private static final int BRANCH = 4;

  private final AuditResult source;
  private final int layers;
  private final int probes;

  /** Of so many layers, with at most so many of the probes that the small network was put to. */
  RepeatedResult(AuditResult source, int layers, int probes) {
    this.source = source;
    this.layers = layers;
    this.probes = Math.min(probes, source.probes().size());
  }

  AuditResult make() {
    return new AuditResult(
        source.schemaVersion(),
        source.tool(),
        source.model(),
        source.plan(),
        source.environment(),
        wiredLayers(),
        List.of(),
        source.probes().subList(0, probes),
        scores(),
        source.outputs().stream().map(this::output).toList(),
        channels(),
        phases(),
        List.of(),
        source.warnings(),
        source.timings());
  }

  /** The source's layer that a layer is a copy of; only the first is the input. */
  private int origin(int layer) {
    return layer == 0 ? 0 : 1 + (layer - 1) % (source.layers().size() - 1);
  }

  private List<LayerInfo> wiredLayers() {
    List<LayerInfo> made = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      LayerInfo info = source.layers().get(origin(layer));
      List<String> parents = new ArrayList<>();
      if (layer > 0) {
        parents.add(made.get(layer - 1).name());
      }
      if (layer > 0 && layer % BRANCH == 0) {
        parents.add(made.get(layer - BRANCH).name());
      }
      made.add(
          new LayerInfo(
              "/block" + layer + info.name(),
              info.op(),
              info.kind(),
              info.shape(),
              info.grid(),
              info.gridNote(),
              info.ancestry(),
              parents,
              info.scale(),
              info.meanSquare()));
    }
    return made;
  }

  private List<LayerScore> scores() {
    List<List<LayerScore>> byLayer = new ArrayList<>();
    source.layers().forEach(info -> byLayer.add(new ArrayList<>()));
    for (LayerScore row : source.scores()) {
      if (row.probe() < probes) {
        byLayer.get(row.layer()).add(row);
      }
    }
    List<LayerScore> made = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (LayerScore row : byLayer.get(origin(layer))) {
        made.add(new LayerScore(layer, row.probe(), row.score(), row.outcome()));
      }
    }
    return made;
  }

  private OutputResult output(OutputResult output) {
    return new OutputResult(
        output.name(),
        output.kind(),
        output.scale(),
        output.classes(),
        output.perProbe().stream().filter(row -> row.probe() < probes).toList(),
        output.overall());
  }

  private List<ChannelScores> channels() {
    List<ChannelScores> made = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (ChannelScores row : source.channels()) {
        if (row.layer() == origin(layer)) {
          made.add(new ChannelScores(layer, row.family(), row.score(), row.values()));
        }
      }
    }
    return made;
  }

  private List<PhaseProfile> phases() {
    List<PhaseProfile> made = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (PhaseProfile row : source.phases()) {
        if (row.layer() == origin(layer)) {
          made.add(new PhaseProfile(layer, row.axis(), row.points()));
        }
      }
    }
    return made;
  }
}
