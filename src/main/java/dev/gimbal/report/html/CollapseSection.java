package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.chart.CellMap;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where maps become vectors: the collapse tests, and what dense weights give to each position. */
final class CollapseSection {
  private static final int MOST_PANELS = 6;

  private final AuditDigest digest;
  private final ChartIds ids;

  CollapseSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  PageView.Collapse view() {
    TableBuilder table =
        new TableBuilder(
            "Layers run alone on rolled maps",
            List.of(
                "layer", "made of map", "rolls an image", "position dependence", "noise floor"));
    digest.result().collapses().forEach(test -> row(table, test));
    digest.result().positionPanels().stream()
        .filter(panel -> panel.energy().isEmpty())
        .forEach(panel -> unread(table, panel));
    Table tests = table.build();
    List<Figure> panels =
        digest.result().positionPanels().stream()
            .filter(panel -> !panel.energy().isEmpty())
            .limit(MOST_PANELS)
            .map(this::figure)
            .toList();
    return new PageView.Collapse(tests, panels);
  }

  private void row(TableBuilder table, CollapseTest test) {
    boolean ran = test.shifts() > 0;
    table.row(
        List.of(
            TableBuilder.name(digest.layerName(test.layer())),
            test.maps().isEmpty() ? TableBuilder.NOT_ASKED : TableBuilder.name(maps(test)),
            ran ? TableBuilder.number(Numbers.whole(test.shifts())) : TableBuilder.NOT_ASKED,
            loss(table, test),
            test.noiseFloor() instanceof Outcome.Measured floor
                ? TableBuilder.number(Numbers.small(floor.value()))
                : TableBuilder.NOT_ASKED));
  }

  private static String maps(CollapseTest test) {
    return test.maps().stream()
        .map(
            map ->
                map.tensor()
                    + " "
                    + map.shape().stream().map(String::valueOf).collect(Collectors.joining(" × ")))
        .collect(Collectors.joining(", "));
  }

  private static Cell loss(TableBuilder table, CollapseTest test) {
    boolean none =
        test.positionDependence() instanceof Outcome.Measured loss
            && test.noiseFloor() instanceof Outcome.Measured floor
            && loss.value() <= floor.value();
    return none
        ? TableBuilder.number("≤ floor, n = " + Numbers.whole(images(test)))
        : table.outcome(Optional.of(test.positionDependence()));
  }

  private static int images(CollapseTest test) {
    return test.positionDependence() instanceof Outcome.Measured loss ? loss.n() : 0;
  }

  /** Weights without a panel, with the reason. */
  private void unread(TableBuilder table, PositionPanel panel) {
    table.row(
        List.of(
            TableBuilder.name(digest.layerName(panel.layer())),
            TableBuilder.name("weights " + panel.weights()),
            TableBuilder.NOT_ASKED,
            table.outcome(Optional.of(panel.betweenPositions())),
            TableBuilder.NOT_ASKED));
  }

  private Figure figure(PositionPanel panel) {
    String title = "Weights of " + digest.layerName(panel.layer()) + " over positions";
    List<List<Double>> shares = new ArrayList<>();
    for (int row = 0; row < panel.energy().size(); row++) {
      List<Double> line = new ArrayList<>();
      for (int column = 0; column < panel.energy().get(row).size(); column++) {
        line.add(panel.energy().get(row).get(column) / panel.evenShare(row, column));
      }
      shares.add(line);
    }
    String description = description(panel, shares);
    CellMap map = new CellMap(ids.next(), title, description, shares, "1 is an even share");
    return new Figure(title, description, map.svg(), false, numbers(title, shares));
  }

  private static String description(PositionPanel panel, List<List<Double>> shares) {
    double least = shares.stream().flatMap(List::stream).mapToDouble(v -> v).min().orElse(0);
    double most = shares.stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(0);
    String between =
        panel.betweenPositions() instanceof Outcome.Measured measured
            ? Numbers.score(measured.value()) + " of the squared weights lie between positions. "
            : "";
    String blocks =
        panel.block() == 1
            ? ""
            : " One square is " + panel.block() + " × " + panel.block() + " positions.";
    return SafeText.of(panel.weights())
        + ", "
        + Numbers.whole(panel.outputs())
        + " outputs of "
        + panel.channels()
        + " × "
        + panel.height()
        + " × "
        + panel.width()
        + ". "
        + between
        + "Squared weights at a position, 1 for an even share: from "
        + Numbers.plain(least)
        + " to "
        + Numbers.plain(most)
        + "."
        + blocks;
  }

  private static Table numbers(String title, List<List<Double>> shares) {
    List<String> heads = new ArrayList<>(List.of("row"));
    for (int column = 0; column < shares.get(0).size(); column++) {
      heads.add("column " + (column + 1));
    }
    TableBuilder table = new TableBuilder(title, heads);
    for (int row = 0; row < shares.size(); row++) {
      List<Cell> cells = new ArrayList<>(List.of(TableBuilder.text(Numbers.whole(row + 1L))));
      shares.get(row).forEach(share -> cells.add(TableBuilder.number(Numbers.plain(share))));
      table.row(cells);
    }
    return table.build();
  }
}
