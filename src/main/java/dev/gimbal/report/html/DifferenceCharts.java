package dev.gimbal.report.html;

import dev.gimbal.gate.compare.Change;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.OutputChange;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.DumbbellChart;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.result.Interval;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The largest differences between two results: outputs over orbits, and layers over families. */
final class DifferenceCharts {
  private static final int MOST_ROWS = 16;

  private final Comparison comparison;
  private final ChartIds ids;

  DifferenceCharts(Comparison comparison, ChartIds ids) {
    this.comparison = comparison;
    this.ids = ids;
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figure("Outputs", outputs()).ifPresent(figures::add);
    figure("Layers, means over a family", layers()).ifPresent(figures::add);
    return figures;
  }

  private List<DumbbellChart.Row> outputs() {
    List<DumbbellChart.Row> rows = new ArrayList<>();
    for (OutputChange output : comparison.outputs()) {
      if (output.probe().isEmpty() && !output.score().equals("chanceAgreement")) {
        String label =
            SafeText.of(output.output(), 16)
                + ", "
                + output.scope()
                + ": "
                + Words.outputScore(output.score());
        row(label, output.change()).ifPresent(rows::add);
      }
    }
    return rows;
  }

  private List<DumbbellChart.Row> layers() {
    List<DumbbellChart.Row> rows = new ArrayList<>();
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      int index = comparison.layers().pairs().get(pair).before();
      LayerInfo layer = comparison.before().result().layers().get(index);
      for (String family : comparison.layerDifferences().families()) {
        for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE)) {
          String label = SafeText.of(layer.name(), 20) + ", " + family + ": " + Words.score(score);
          comparison
              .layerDifferences()
              .familyChange(pair, family, score)
              .flatMap(change -> row(label, change))
              .ifPresent(rows::add);
        }
      }
    }
    return rows;
  }

  private static Optional<DumbbellChart.Row> row(String label, Change change) {
    return change.before() instanceof Outcome.Measured before
            && change.after() instanceof Outcome.Measured after
        ? Optional.of(
            new DumbbellChart.Row(
                label,
                before.value(),
                after.value(),
                change.difference().orElse(0),
                change
                    .paired()
                    .map(paired -> paired.interval())
                    .map(bounds -> new Interval(bounds.lo(), bounds.hi()))))
        : Optional.empty();
  }

  private Optional<Figure> figure(String title, List<DumbbellChart.Row> all) {
    List<DumbbellChart.Row> rows =
        all.stream()
            .sorted(
                Comparator.comparingDouble((DumbbellChart.Row r) -> Math.abs(r.difference()))
                    .reversed())
            .limit(MOST_ROWS)
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    String description =
        "Largest difference: "
            + rows.get(0).label()
            + ", "
            + Numbers.score(rows.get(0).difference())
            + (all.size() > rows.size()
                ? "; the " + rows.size() + " largest of " + Numbers.whole(all.size()) + "."
                : ".");
    DumbbellChart chart =
        new DumbbellChart(
            ids.next(),
            title,
            description,
            "A " + comparison.before().result().model().file(),
            "B " + comparison.after().result().model().file(),
            rows);
    return Optional.of(new Figure(title, description, chart.svg(), true, table(title, rows)));
  }

  private static PageView.Table table(String title, List<DumbbellChart.Row> rows) {
    TableBuilder table =
        new TableBuilder(title, List.of("score", "A", "B", "B − A", "paired 95 % interval"));
    for (DumbbellChart.Row row : rows) {
      Cell interval =
          row.interval()
              .map(i -> TableBuilder.number(Numbers.interval(i)))
              .orElse(TableBuilder.NOT_ASKED);
      table.row(
          List.of(
              TableBuilder.name(row.label()),
              TableBuilder.number(Numbers.score(row.before())),
              TableBuilder.number(Numbers.score(row.after())),
              TableBuilder.number(Numbers.score(row.difference())),
              interval));
    }
    return table.build();
  }
}
