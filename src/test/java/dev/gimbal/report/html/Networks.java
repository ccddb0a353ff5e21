package dev.gimbal.report.html;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Made-up results of networks with branches, stages and channels. */
final class Networks {
  private static final int PERIOD = 4;

  private Networks() {}

  /** Residual blocks of four layers in stages of four blocks, each with scores of 64 channels. */
  static AuditResult residual(int layers, int probes) {
    return residual(layers, probes, UnaryOperator.identity());
  }

  static AuditResult residual(int layers, int probes, UnaryOperator<String> naming) {
    AuditResult plain = Audits.large(layers, probes);
    List<LayerInfo> wired = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      LayerInfo info = plain.layers().get(i);
      boolean sum = i > 0 && i % PERIOD == 0;
      List<String> parents = new ArrayList<>();
      if (i > 0) {
        parents.add(wired.get(i - 1).name());
      }
      if (sum) {
        parents.add(wired.get(i - PERIOD).name());
      }
      int stage = i / (4 * PERIOD);
      String step = sum ? "/Add" : "/conv" + i % PERIOD + "/Conv";
      String name = "/layer" + stage + "/layer" + stage + "." + i / PERIOD + step + "_output_0";
      wired.add(
          new LayerInfo(
              naming.apply(name),
              sum ? "Add+Relu" : "Conv+BatchNormalization+Relu",
              info.kind(),
              List.of(1, 64 << Math.min(stage, 5), 56, 56),
              info.grid(),
              info.gridNote(),
              info.ancestry(),
              parents,
              info.scale(),
              info.meanSquare()));
    }
    return with(plain, wired, channels(layers));
  }

  private static List<ChannelScores> channels(int layers) {
    List<ChannelScores> channels = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE)) {
        List<Outcome> values = new ArrayList<>();
        for (int c = 0; c < 64; c++) {
          values.add(
              c == 7
                  ? new Outcome.Degenerate("the channel is constant")
                  : Outcome.measured(1 - (c * 37 % 64) / 80.0, Audits.IMAGES));
        }
        channels.add(new ChannelScores(layer, "translation", score, values));
      }
    }
    return channels;
  }

  /** The same result with other layers and channels. */
  static AuditResult with(AuditResult r, List<LayerInfo> layers, List<ChannelScores> channels) {
    return new AuditResult(
        r.schemaVersion(),
        r.tool(),
        r.model(),
        r.plan(),
        r.environment(),
        layers,
        r.skipped(),
        r.probes(),
        r.scores(),
        r.outputs(),
        channels,
        r.phases(),
        r.findings(),
        r.warnings(),
        r.timings());
  }
}
