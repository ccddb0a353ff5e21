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
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every layer with its geometry and mean scores, and every layer that was left out. */
final class LayerSection {
  private static final int LONGEST_SHAPE = 8;

  private final AuditDigest digest;

  LayerSection(AuditDigest digest) {
    this.digest = digest;
  }

  /** The family that the table's means are over: translation, or the first there is. */
  String family() {
    List<String> families = digest.families();
    return families.isEmpty() || families.contains("translation") ? "translation" : families.get(0);
  }

  Table layers() {
    String family = family();
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
                "noise floor"));
    for (int layer = 0; layer < digest.result().layers().size(); layer++) {
      table.row(row(table, layer, probes));
    }
    return table.build();
  }

  private List<Cell> row(TableBuilder table, int layer, List<Integer> probes) {
    LayerInfo info = digest.layerInfo(layer);
    Summary invariance = digest.layer(layer, probes, ScoreId.INVARIANCE);
    Summary equivariance = digest.layer(layer, probes, ScoreId.EQUIVARIANCE);
    double floor = digest.floor(layer, probes);
    List<Cell> cells = new ArrayList<>();
    cells.add(TableBuilder.name(info.name()));
    cells.add(TableBuilder.number(Numbers.whole(layer)));
    cells.add(TableBuilder.name(info.op()));
    cells.add(table.score(invariance, floor));
    cells.add(table.score(equivariance, floor));
    cells.add(TableBuilder.number(probeCount(invariance) + " / " + probeCount(equivariance)));
    cells.add(images(invariance));
    cells.add(table.mean(digest.layer(layer, probes, ScoreId.VISIBLE_SHARE)));
    cells.add(status(table, info, invariance));
    cells.add(TableBuilder.text(SafeText.of(info.kind())));
    cells.add(TableBuilder.text(shape(info.shape())));
    cells.add(grid(table, info, g -> pair(g.jump())));
    cells.add(grid(table, info, g -> pair(g.period())));
    cells.add(grid(table, info, g -> pair(g.receptiveField())));
    cells.add(TableBuilder.text(SafeText.of(info.ancestry())));
    cells.add(floor > 0 ? TableBuilder.number(Numbers.small(floor)) : TableBuilder.NOT_ASKED);
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

  private static String shape(List<Integer> shape) {
    String text =
        shape.stream().limit(LONGEST_SHAPE).map(String::valueOf).collect(Collectors.joining(" × "));
    return shape.size() > LONGEST_SHAPE ? text + " × …" : text;
  }

  /** Layers without any score; no table if there are none. */
  List<Table> skipped() {
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
