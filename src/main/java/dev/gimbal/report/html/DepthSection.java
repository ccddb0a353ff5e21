package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.DepthChart;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Both scores and the causes of loss through the layers, one chart a family. */
final class DepthSection {
  /** With more layers not every one has a row. */
  private static final int MOST_ROWS = 600;

  private static final List<ScoreId> SCORES = List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE);

  /** Causes that sum to one loss, and what that loss is. */
  private record Stack(String label, List<ScoreId> causes) {}

  private final AuditDigest digest;
  private final ChartIds ids;

  DepthSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  List<Figure> figures() {
    return digest.families().stream().flatMap(family -> figure(family).stream()).toList();
  }

  private Optional<Figure> figure(String family) {
    boolean asked =
        IntStream.range(0, digest.result().layers().size())
            .anyMatch(l -> !isUnasked(digest.layer(l, family, ScoreId.INVARIANCE)));
    if (!asked) {
      return Optional.empty();
    }
    List<Stack> stacks = stacks(family);
    List<Integer> shown = shownLayers(family);
    List<DepthChart.Row> rows = new ArrayList<>();
    shown.forEach(layer -> rows.add(row(layer, family, stacks)));
    List<DepthChart.Panel> panels =
        stacks.stream()
            .map(
                stack ->
                    new DepthChart.Panel(
                        stack.label(),
                        stack.causes().stream()
                            .map(c -> new DepthChart.Cause(Words.score(c), "cause-" + c.id()))
                            .toList()))
            .toList();
    String probes = Numbers.count(digest.probes(family).size(), SafeText.of(family) + " probe");
    String title = SensitivitySection.capitalised(SafeText.of(family)) + "s through the depth";
    String description =
        "Input at the top, output at the bottom; means over "
            + probes
            + " where a number exists: equivariance only where a move fits the layer's grid. Lines"
            + " are 95\u202f% intervals; bars are shares of the distance between two images."
            + thinned();
    List<String> scores = SCORES.stream().map(Words::score).toList();
    DepthChart chart = new DepthChart(ids.next(), title, description, scores, panels, rows);
    return Optional.of(
        new Figure(title, description, chart.svg(), true, table(family, title, stacks, shown)));
  }

  /** How many layers share a row. */
  private int step() {
    return (digest.result().layers().size() + MOST_ROWS - 1) / MOST_ROWS;
  }

  private String thinned() {
    return step() <= 1
        ? ""
        : " Of every "
            + step()
            + " layers in a row, the one that keeps least is shown; all are in the layer table.";
  }

  /** All layers; of very many, from each run of neighbours the one that keeps least. */
  private List<Integer> shownLayers(String family) {
    int layers = digest.result().layers().size();
    List<Integer> shown = new ArrayList<>();
    for (int from = 0; from < layers; from += step()) {
      IntStream.range(from, Math.min(layers, from + step()))
          .boxed()
          .min(Comparator.comparing(l -> digest.state(l, family).orElse(Double.MAX_VALUE)))
          .ifPresent(shown::add);
    }
    return shown;
  }

  private static boolean isUnasked(Summary summary) {
    return summary instanceof Summary.None none && none.status().equals("not measured");
  }

  /** Stacks with only the causes that this result has numbers for. */
  private List<Stack> stacks(String family) {
    List<Stack> all =
        family.equals("translation")
            ? List.of(
                new Stack(
                    "On-grid loss",
                    List.of(
                        ScoreId.BORDER,
                        ScoreId.POSITION_DEPENDENCE,
                        ScoreId.GLOBAL_CONTEXT,
                        ScoreId.POSITION_OR_CONTEXT)),
                new Stack("Off-grid excess", List.of(ScoreId.SAMPLING)))
            : List.of(
                new Stack(
                    "Loss", List.of(ScoreId.BORDER, ScoreId.RESAMPLING, ScoreId.FILTER_GEOMETRY)));
    List<Stack> present = new ArrayList<>();
    for (Stack stack : all) {
      List<ScoreId> causes =
          stack.causes().stream().filter(cause -> isMeasured(family, cause)).toList();
      if (!causes.isEmpty()) {
        present.add(new Stack(stack.label(), causes));
      }
    }
    return present;
  }

  private boolean isMeasured(String family, ScoreId cause) {
    return IntStream.range(0, digest.result().layers().size())
        .anyMatch(l -> digest.layer(l, family, cause) instanceof Summary.Mean);
  }

  private DepthChart.Row row(int layer, String family, List<Stack> stacks) {
    List<DepthChart.Mark> marks =
        SCORES.stream().map(score -> mark(digest.layer(layer, family, score))).toList();
    List<List<Optional<Double>>> causes =
        stacks.stream()
            .map(
                stack -> {
                  List<Integer> probes = probesOf(layer, family, stack);
                  return stack.causes().stream().map(c -> share(layer, probes, c)).toList();
                })
            .toList();
    List<String> states = stacks.stream().map(stack -> state(layer, family, stack)).toList();
    return new DepthChart.Row(digest.layerName(layer), marks, causes, states, step(layer));
  }

  /** Where a map becomes a vector, and what the layer alone makes of rolled maps. */
  private String step(int layer) {
    LayerInfo info = digest.layerInfo(layer);
    boolean collapses =
        info.kind().equals("vector")
            && digest.result().layers().stream()
                .anyMatch(l -> l.kind().equals("map") && info.parents().contains(l.name()));
    if (!collapses) {
      return "";
    }
    return "map → vector"
        + digest.result().collapses().stream()
            .filter(test -> test.layer() == layer)
            .filter(test -> test.positionDependence() instanceof Outcome.Measured)
            .findFirst()
            .map(test -> ": run alone on rolled maps it changes by " + loss(test))
            .orElse("");
  }

  private static String loss(CollapseTest test) {
    double floor = test.noiseFloor() instanceof Outcome.Measured noise ? noise.value() : 0;
    return Numbers.loss(((Outcome.Measured) test.positionDependence()).value(), floor);
  }

  /** Why a stack is empty: the causes' own state, else the layer's, else a dash. */
  private String state(int layer, String family, Stack stack) {
    List<ScoreId> asked = new ArrayList<>(stack.causes());
    asked.add(ScoreId.INVARIANCE);
    return asked.stream()
        .map(score -> digest.layer(layer, family, score))
        .flatMap(s -> s instanceof Summary.None none ? Stream.of(none.status()) : Stream.empty())
        .filter(status -> !status.equals("not measured"))
        .findFirst()
        .orElse("–");
  }

  /**
   * The probes under which every cause that the layer has was measured: only means over the same
   * probes add up to a mean loss.
   */
  private List<Integer> probesOf(int layer, String family, Stack stack) {
    List<ScoreId> causes =
        stack.causes().stream()
            .filter(cause -> digest.layer(layer, family, cause) instanceof Summary.Mean)
            .toList();
    return digest.probes(family).stream()
        .filter(
            probe ->
                causes.stream()
                    .allMatch(c -> digest.layer(layer, List.of(probe), c) instanceof Summary.Mean))
        .toList();
  }

  private Optional<Double> share(int layer, List<Integer> probes, ScoreId cause) {
    return digest.layer(layer, probes, cause) instanceof Summary.Mean mean
        ? Optional.of(mean.value())
        : Optional.empty();
  }

  private static DepthChart.Mark mark(Summary summary) {
    if (summary instanceof Summary.Mean mean) {
      return new DepthChart.Mark(Optional.of(mean.value()), mean.interval(), "");
    }
    String status = ((Summary.None) summary).status();
    return new DepthChart.Mark(
        Optional.empty(), Optional.empty(), status.equals("not measured") ? "" : status);
  }

  private Table table(String family, String title, List<Stack> stacks, List<Integer> shown) {
    List<ScoreId> causes = stacks.stream().flatMap(stack -> stack.causes().stream()).toList();
    List<String> heads = new ArrayList<>(List.of("layer"));
    SCORES.forEach(score -> heads.add(Words.score(score)));
    causes.forEach(cause -> heads.add(Words.score(cause)));
    TableBuilder table = new TableBuilder(title, heads);
    List<Integer> probes = digest.probes(family);
    for (int layer : shown) {
      double floor = digest.floor(layer, probes);
      List<Cell> cells = new ArrayList<>(List.of(TableBuilder.name(digest.layerName(layer))));
      for (ScoreId score : SCORES) {
        cells.add(table.score(digest.layer(layer, probes, score), floor));
      }
      for (Stack stack : stacks) {
        List<Integer> summed = probesOf(layer, family, stack);
        stack.causes().forEach(c -> cells.add(table.loss(digest.layer(layer, summed, c), floor)));
      }
      table.row(cells);
    }
    return table.build();
  }
}
