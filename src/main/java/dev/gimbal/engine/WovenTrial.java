package dev.gimbal.engine;

import dev.gimbal.graph.ElementType;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs two images of an audit through the woven graphs and compares every layer's distance between
 * them with what the host finds in the feature maps themselves: weaving, batching and the nodes
 * must not change a number.
 */
final class WovenTrial {
  /** What two ways of adding float32 squares may differ by, as a share of the sum. */
  private static final double SUMS = 1e-4;

  /** Loss, as a share of the distance between images, that float noise explains. */
  private static final double NOISE = 3e-8;

  private static final double HALF_NOISE = 3e-5;

  private final Campaign campaign;
  private final List<Optional<ReferenceSummary>> summaries;
  private final ElementTypes types;
  private final List<float[]> first = new ArrayList<>();
  private final float[] second;
  private final double[] distances;

  /** Runs the two images on the host's graph. */
  WovenTrial(Campaign campaign, List<Optional<ReferenceSummary>> summaries, ImageFeed feed) {
    this.campaign = campaign;
    this.summaries = summaries;
    types = new ElementTypes(campaign.session());
    second = new float[campaign.input().elements()];
    distances = new double[campaign.layers().size()];
    try (LayerReader reader =
        new LayerReader(campaign.session(), campaign.input(), campaign.layers())) {
      float[] image = new float[campaign.input().elements()];
      feed.frame(0).reference(image);
      reader.run(image);
      for (int layer = 0; layer < distances.length; layer++) {
        first.add(read(reader, layer));
      }
      feed.frame(1).reference(second);
      reader.run(second);
      for (int layer = 0; layer < distances.length; layer++) {
        distances[layer] = squaredDistance(first.get(layer), read(reader, layer));
      }
    }
  }

  private float[] read(LayerReader reader, int layer) {
    float[] map = new float[campaign.layers().get(layer).shape().values()];
    reader.read(layer, map);
    return map;
  }

  /** What the woven graphs get wrong; none if they agree. */
  Optional<String> problem(WovenNetwork network) {
    for (WovenNetwork.Part part : network.parts()) {
      try (WovenRows rows = network.buffers(part)) {
        rows.reference(first);
        int last = part.graph().rows() - 1;
        for (int row = rows.firstRow(); row <= last; row++) {
          rows.image(row, second);
        }
        rows.run();
        for (int k = 0; k < network.layers().size(); k++) {
          Optional<String> problem = problem(rows, last, k, network.layers().get(k));
          if (problem.isPresent()) {
            return problem;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> problem(WovenRows rows, int row, int k, int layer) {
    WatchedLayer watched = campaign.layers().get(layer);
    ReferenceSummary summary = summaries.get(layer).orElseThrow();
    LayerSums found = new LayerSums(watched.shape().channels());
    rows.sums(row, k, found);
    double there = total(found);
    double here = distances[layer];
    double noise = half(watched) ? HALF_NOISE : NOISE;
    return Math.abs(there - here) <= SUMS * here + noise * summary.scale()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "layer '%s' differs by %.4g between two images there and by %.4g on the host",
                watched.layer().name(),
                there,
                here));
  }

  private boolean half(WatchedLayer watched) {
    return types.of(watched) == ElementType.FLOAT16;
  }

  /** ‖f(x) − f(y)‖². */
  static double squaredDistance(float[] some, float[] others) {
    double sum = 0;
    for (int i = 0; i < some.length; i++) {
      double difference = (double) some[i] - others[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static double total(LayerSums sums) {
    double total = 0;
    for (int channel = 0; channel < sums.channels(); channel++) {
      total += sums.invariance(channel);
    }
    return total;
  }
}
