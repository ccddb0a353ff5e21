package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.HeatMap;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Scores of the outputs over the plane of shifts. */
final class SensitivitySection {
  private static final int MOST_OUTPUTS = 3;

  private final AuditDigest digest;
  private final ChartIds ids;
  private final List<Integer> probes;

  SensitivitySection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
    this.probes = digest.probes("translation");
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    if (probes.isEmpty()) {
      return figures;
    }
    int outputs = Math.min(MOST_OUTPUTS, digest.result().outputs().size());
    for (int output = 0; output < outputs; output++) {
      int index = output;
      String name = SafeText.of(digest.result().outputs().get(output).name());
      for (String score : List.of("consistency", "argmaxAgreement", "accuracy", "invariance")) {
        if (digest.hasOutputScore(output, score)) {
          add(
              figures,
              Words.outputScore(score) + " of " + name,
              p -> digest.output(index, p, score));
        }
      }
    }
    if (figures.size() < 2) {
      lastLayer(figures);
    }
    return figures;
  }

  private void lastLayer(List<Figure> figures) {
    List<Integer> layers = digest.measuredLayers("translation");
    if (!layers.isEmpty()) {
      int layer = layers.get(layers.size() - 1);
      ScoreId score = digest.stateScore(layer, "translation");
      String title = Words.score(score) + " of layer " + digest.layerName(layer);
      add(figures, title, p -> digest.layer(layer, p, score));
    }
  }

  private void add(
      List<Figure> figures, String title, IntFunction<Optional<Outcome>> scoreOfProbe) {
    TreeSet<Integer> columns = new TreeSet<>(List.of(0));
    TreeSet<Integer> rows = new TreeSet<>(List.of(0));
    Map<HeatMap.Cell, Optional<Double>> cells = new HashMap<>();
    TableBuilder table =
        new TableBuilder(
            "Every shift probed: " + title, List.of("probe", "dx px", "dy px", "score"));
    boolean any = false;
    for (int index : probes) {
      ProbeInfo probe = digest.result().probes().get(index);
      int dx = probe.dx().orElse(0);
      int dy = probe.dy().orElse(0);
      Optional<Outcome> outcome = scoreOfProbe.apply(index);
      Optional<Double> value =
          outcome
              .filter(Outcome.Measured.class::isInstance)
              .map(o -> ((Outcome.Measured) o).value());
      any |= value.isPresent();
      columns.add(dx);
      rows.add(dy);
      cells.put(new HeatMap.Cell(dx, dy), value);
      table.row(
          List.of(
              TableBuilder.name(probe.id()),
              TableBuilder.number(Numbers.signed(dx)),
              TableBuilder.number(Numbers.signed(dy)),
              table.outcome(outcome)));
    }
    if (any) {
      figures.add(figure(title, List.copyOf(columns), List.copyOf(rows), cells, table.build()));
    }
  }

  private Figure figure(
      String title,
      List<Integer> columns,
      List<Integer> rows,
      Map<HeatMap.Cell, Optional<Double>> cells,
      Table table) {
    Map.Entry<HeatMap.Cell, Optional<Double>> worst =
        cells.entrySet().stream()
            .filter(cell -> cell.getValue().isPresent())
            .min(
                Comparator.<Map.Entry<HeatMap.Cell, Optional<Double>>>comparingDouble(
                        cell -> cell.getValue().orElseThrow())
                    .thenComparing(cell -> cell.getKey().dy())
                    .thenComparing(cell -> cell.getKey().dx()))
            .orElseThrow();
    String description =
        Numbers.count(cells.size(), "shift")
            + "; the lowest value is "
            + Numbers.score(worst.getValue().orElseThrow())
            + ", at dx "
            + Numbers.signed(worst.getKey().dx())
            + ", dy "
            + Numbers.signed(worst.getKey().dy())
            + ".";
    HeatMap map = new HeatMap(ids.next(), title, description, columns, rows, cells);
    return new Figure(capitalised(title), description, map.svg(), false, table);
  }

  static String capitalised(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
