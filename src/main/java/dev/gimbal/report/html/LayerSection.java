package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every layer with its geometry and mean scores, and every layer that was left out. */
final class LayerSection {
  private final AuditDigest digest;
  private final String family;
  private final ChannelStrips channels;
  private final Set<Integer> withChannels;

  LayerSection(AuditDigest digest) {
    this.digest = digest;
    List<String> families = digest.families();
    this.family =
        families.isEmpty() || families.contains("translation") ? "translation" : families.get(0);
    this.channels = new ChannelStrips(digest, family);
    this.withChannels = channels.layers();
  }

  /** The family that the table's means are over: translation, or the first there is. */
  String family() {
    return family;
  }

  LayersView view() {
    Optional<String> csv = new LayerCsv(digest, family).dataUri();
    return new LayersView(
        layers(),
        skipped(),
        csv.orElse(""),
        csv.isPresent()
            ? "Layers with their mean scores under " + SafeText.of(family) + "s."
            : "The table is too large to be saved from this page; the result file has all of it.",
        channels.views(),
        channels.note());
  }

  private Table layers() {
    List<Integer> probes = digest.probes(family);
    String caption =
        "All layers; means over "
            + Numbers.count(probes.size(), SafeText.of(family) + " probe")
            + "; spatial pairs are y × x, in input pixels";
    TableBuilder table =
        new TableBuilder(
            caption,
            List.of(
                "layer",
                "#",
                "op",
                "invariance",
                "equivariance",
                "probes I / E",
                "n",
                "visible share",
                "status",
                "kind",
                "shape",
                "jump",
                "period",
                "receptive field",
                "ancestry",
                "noise floor",
                "channels"));
    for (int layer = 0; layer < digest.result().layers().size(); layer++) {
      table.row(row(table, layer));
    }
    return table.build();
  }

  private List<Cell> row(TableBuilder table, int layer) {
    LayerInfo info = digest.layerInfo(layer);
    Summary invariance = digest.layer(layer, family, ScoreId.INVARIANCE);
    Summary equivariance = digest.layer(layer, family, ScoreId.EQUIVARIANCE);
    double floor = digest.floor(layer, digest.probes(family));
    List<Cell> cells = new ArrayList<>();
    cells.add(TableBuilder.name(info.name()));
    cells.add(new Cell(Integer.toString(layer), "index"));
    cells.add(TableBuilder.name(info.op()));
    cells.add(table.score(invariance, floor));
    cells.add(table.score(equivariance, floor));
    cells.add(TableBuilder.number(probeCount(invariance) + " / " + probeCount(equivariance)));
    cells.add(images(invariance));
    cells.add(table.mean(digest.layer(layer, family, ScoreId.VISIBLE_SHARE)));
    cells.add(status(table, info, invariance));
    cells.add(TableBuilder.text(SafeText.of(info.kind())));
    cells.add(TableBuilder.text(LayerLabel.shape(info.shape(), " × ")));
    cells.add(grid(table, info, g -> pair(g.jump())));
    cells.add(grid(table, info, g -> pair(g.period())));
    cells.add(grid(table, info, g -> pair(g.receptiveField())));
    cells.add(TableBuilder.text(SafeText.of(info.ancestry())));
    cells.add(floor > 0 ? TableBuilder.number(Numbers.small(floor)) : TableBuilder.NOT_ASKED);
    cells.add(
        withChannels.contains(layer)
            ? new Cell(Numbers.whole(channels.count(layer)), "channels")
            : TableBuilder.NOT_ASKED);
    return cells;
  }

  private static Cell images(Summary summary) {
    return summary instanceof Summary.Mean mean
        ? TableBuilder.number(Numbers.whole(mean.images()))
        : TableBuilder.NOT_ASKED;
  }

  private static String probeCount(Summary summary) {
    return summary instanceof Summary.Mean mean ? Numbers.whole(mean.probes()) : "0";
  }

  private static Cell status(TableBuilder table, LayerInfo info, Summary invariance) {
    Summary scale = Summary.of(List.of(info.scale()));
    if (scale instanceof Summary.None none) {
      return table.state(none.status(), none.reason());
    }
    if (invariance instanceof Summary.None none) {
      return table.state(none.status(), none.reason());
    }
    int missing = ((Summary.Mean) invariance).unmeasured();
    return TableBuilder.text(
        missing == 0 ? "measured" : "measured; not under " + Numbers.count(missing, "probe"));
  }

  private static Cell grid(
      TableBuilder table, LayerInfo info, Function<LayerInfo.Grid, String> text) {
    Optional<LayerInfo.Grid> grid = info.grid();
    if (grid.isPresent()) {
      return TableBuilder.text(text.apply(grid.get()));
    }
    return info.gridNote().isEmpty()
        ? TableBuilder.NOT_ASKED
        : table.state("none", SafeText.of(info.gridNote()));
  }

  private static String pair(List<?> values) {
    return values.stream()
        .limit(2)
        .map(v -> SafeText.of(String.valueOf(v), 24))
        .distinct()
        .collect(Collectors.joining(" × "));
  }

  /** Layers without any score; no table if there are none. */
  private List<Table> skipped() {
    if (digest.result().skipped().isEmpty()) {
      return List.of();
    }
    TableBuilder table =
        new TableBuilder("Layers that could not be scored", List.of("layer", "op", "reason"));
    for (AuditResult.SkippedLayer layer : digest.result().skipped()) {
      table.row(
          List.of(
              TableBuilder.name(layer.name()),
              TableBuilder.name(layer.op()),
              TableBuilder.text(SafeText.of(layer.reason()))));
    }
    return List.of(table.build());
  }
}
