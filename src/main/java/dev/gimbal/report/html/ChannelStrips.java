package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.HeatMap;
import dev.gimbal.report.chart.IndexedPng;
import dev.gimbal.report.html.LayersView.Channels;
import dev.gimbal.report.html.LayersView.Strip;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Scores of single channels under one family: one small picture a layer and score, with numbers.
 */
final class ChannelStrips {
  /** With more layers only those that keep least are shown. */
  private static final int MOST_LAYERS = 300;

  private static final int CHANNELS_IN_A_ROW = 256;
  private static final int CELL_WIDTH = 4;
  private static final int WIDEST_CELL = 16;
  private static final int ROW_HEIGHT = 14;
  private static final int MOST_NAMED = 5;

  private final AuditDigest digest;
  private final String family;
  private final Map<Integer, List<ChannelScores>> byLayer = new TreeMap<>();

  ChannelStrips(AuditDigest digest, String family) {
    this.digest = digest;
    this.family = family;
    for (ChannelScores scores : digest.result().channels()) {
      if (scores.family().equals(family) && !scores.values().isEmpty()) {
        byLayer.computeIfAbsent(scores.layer(), layer -> new ArrayList<>()).add(scores);
      }
    }
  }

  /** Layers that are shown, ascending. */
  TreeSet<Integer> layers() {
    if (byLayer.size() <= MOST_LAYERS) {
      return new TreeSet<>(byLayer.keySet());
    }
    return byLayer.keySet().stream()
        .sorted(Comparator.comparing(l -> digest.state(l, family).orElse(Double.MAX_VALUE)))
        .limit(MOST_LAYERS)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How many channels a layer has scores of. */
  int count(int layer) {
    return byLayer.getOrDefault(layer, List.of()).stream()
        .mapToInt(scores -> scores.values().size())
        .max()
        .orElse(0);
  }

  String note() {
    String all =
        "Over "
            + Numbers.count(digest.probes(family).size(), SafeText.of(family) + " probe")
            + ". One cell a channel, from left to right, "
            + CHANNELS_IN_A_ROW
            + " a line; dark is 0 or less, bright is 1, empty has no score.";
    return byLayer.size() <= MOST_LAYERS
        ? all
        : all
            + " Only the "
            + MOST_LAYERS
            + " layers that keep least are shown; the result file has all.";
  }

  List<Channels> views() {
    return layers().stream().map(this::view).toList();
  }

  private Channels view(int layer) {
    return new Channels(
        "channels-" + layer,
        layer + " " + digest.layerName(layer) + ", " + Numbers.count(count(layer), "channel"),
        byLayer.getOrDefault(layer, List.of()).stream().map(ChannelStrips::strip).toList());
  }

  private static Strip strip(ChannelScores scores) {
    int count = scores.values().size();
    int width = Math.min(count, CHANNELS_IN_A_ROW);
    int height = (count + width - 1) / width;
    List<Integer> pixels = new ArrayList<>();
    for (int i = 0; i < width * height; i++) {
      pixels.add(
          i < count && scores.values().get(i) instanceof Outcome.Measured measured
              ? HeatMap.step(measured.value())
              : HeatMap.STEPS);
    }
    int cell = Math.max(CELL_WIDTH, Math.min(WIDEST_CELL, 512 / width));
    return new Strip(
        Words.score(scores.score()),
        new IndexedPng(width, height, HeatMap.COLOURS, pixels).dataUri(),
        width * cell,
        height * ROW_HEIGHT,
        numbers(scores.values()));
  }

  private static String numbers(List<Outcome> values) {
    record Channel(int index, double value) {}
    List<Channel> measured =
        IntStream.range(0, values.size())
            .filter(i -> values.get(i) instanceof Outcome.Measured)
            .mapToObj(i -> new Channel(i, ((Outcome.Measured) values.get(i)).value()))
            .sorted(Comparator.comparingDouble(Channel::value).thenComparingInt(Channel::index))
            .toList();
    int without = values.size() - measured.size();
    String missing = without == 0 ? "" : "; " + Numbers.whole(without) + " without a score";
    if (measured.isEmpty()) {
      return "no channel has a score";
    }
    String lowest =
        measured.stream()
            .limit(MOST_NAMED)
            .map(c -> Numbers.score(c.value()) + " (channel " + c.index() + ")")
            .collect(Collectors.joining(", "));
    int n = measured.size();
    double median = (measured.get((n - 1) / 2).value() + measured.get(n / 2).value()) / 2;
    return "lowest "
        + lowest
        + "; median "
        + Numbers.score(median)
        + "; highest "
        + Numbers.score(measured.get(n - 1).value())
        + missing;
  }
}
