package dev.gimbal.report.html;

import dev.gimbal.gate.compare.Comparability;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts several results side by side: a table and curves for every family. */
final class ComparisonPage {
  private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E", "F");

  private final List<AuditDigest> digests;
  private final Optional<Comparison> comparison;
  private final List<LayerMatching> matchings = new ArrayList<>();
  private final ChartIds ids = new ChartIds();

  /**
   * Prepares.
   *
   * @param comparison of the first two, where there are exactly two that can be compared
   */
  ComparisonPage(List<AuditResult> results, Optional<Comparison> comparison) {
    this.comparison = comparison;
    digests = results.stream().map(AuditDigest::new).toList();
    for (AuditResult result : results) {
      matchings.add(LayerMatching.of(results.get(0).layers(), result.layers()));
    }
  }

  /** What a result is called in tables and legends. */
  static String letter(int side) {
    return LETTERS.get(side);
  }

  /** Most results on one page: as many as a chart has line styles. */
  static int most() {
    return LETTERS.size();
  }

  ComparisonView view(String css, String policy) {
    AuditResult.Tool tool = digests.get(0).result().tool();
    return new ComparisonView(
        digests.size() + " results side by side · Gimbal report",
        policy,
        css,
        SafeText.of(tool.name() + " " + tool.version()),
        digests.size() + " results side by side",
        remarks(),
        sides(),
        comparison.map(found -> new DifferenceCharts(found, ids).figures()).orElse(List.of()),
        families());
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    for (int side = 1; side < digests.size(); side++) {
      List<String> obstacles =
          Comparability.obstacles(digests.get(0).result(), digests.get(side).result());
      if (!obstacles.isEmpty()) {
        remarks.add(
            "Compare A and "
                + letter(side)
                + " with care, they were not measured alike; different are "
                + SafeText.of(String.join("; ", obstacles), 2000)
                + ".");
      }
    }
    comparison
        .filter(found -> !found.paired())
        .ifPresent(
            unused -> remarks.add("Differences have no intervals: not both results have records."));
    remarks.add("Scores: 1 is nothing noticed, 0 is as much as swapping the image.");
    return remarks;
  }

  private Table sides() {
    TableBuilder table =
        new TableBuilder(
            "What is compared",
            List.of("", "model", "images", "probes", "layers", "ONNX Runtime", "provider"));
    for (int side = 0; side < digests.size(); side++) {
      AuditResult result = digests.get(side).result();
      table.row(
          List.of(
              TableBuilder.text(letter(side)),
              TableBuilder.name(result.model().file()),
              TableBuilder.number(Numbers.whole(result.plan().images())),
              TableBuilder.number(Numbers.whole(result.probes().size())),
              TableBuilder.number(Numbers.whole(result.layers().size())),
              TableBuilder.name(result.environment().onnxRuntime()),
              TableBuilder.name(result.environment().provider())));
    }
    return table.build();
  }

  private List<ComparisonView.Group> families() {
    Set<String> names = new LinkedHashSet<>();
    digests.forEach(digest -> names.addAll(digest.families()));
    List<ComparisonView.Group> groups = new ArrayList<>();
    for (String family : names) {
      List<Table> tables = new ArrayList<>();
      tables.add(outputs(family));
      tables.add(layers(family));
      tables.removeIf(Table::isEmpty);
      List<Figure> figures = new OverlaidCurves(digests, ids).figures(family);
      groups.add(
          new ComparisonView.Group(
              SensitivitySection.capitalised(SafeText.of(family)), tables, figures));
    }
    return groups;
  }

  private List<String> heads(String first) {
    List<String> heads = new ArrayList<>(List.of(first, "score"));
    for (int side = 0; side < digests.size(); side++) {
      heads.add(letter(side));
    }
    return heads;
  }

  private Table outputs(String family) {
    TableBuilder table = new TableBuilder("Outputs", heads("output"));
    int most = digests.stream().mapToInt(d -> d.result().outputs().size()).max().orElse(0);
    for (int output = 0; output < most; output++) {
      for (String score : List.of("consistencyMean", "consistencyWorst")) {
        orbitRow(table, output, family, score);
      }
      for (String score : List.of("accuracy", "argmaxAgreement", "invariance", "cosine")) {
        meanRow(table, output, family, score);
      }
    }
    return table.build();
  }

  private void orbitRow(TableBuilder table, int output, String family, String score) {
    List<Cell> cells = new ArrayList<>();
    boolean any = false;
    for (AuditDigest digest : digests) {
      boolean exists = output < digest.result().outputs().size();
      Optional<Outcome.Measured> measured =
          exists ? digest.orbit(output, family, score) : Optional.empty();
      any |= measured.isPresent();
      cells.add(measured.map(m -> table.outcome(Optional.of(m))).orElse(TableBuilder.NOT_ASKED));
    }
    addRow(table, any, outputName(output), Words.outputScore(score), cells);
  }

  private void meanRow(TableBuilder table, int output, String family, String score) {
    List<Cell> cells = new ArrayList<>();
    boolean any = false;
    for (AuditDigest digest : digests) {
      boolean exists =
          output < digest.result().outputs().size() && digest.hasOutputScore(output, score);
      any |= exists;
      cells.add(
          exists
              ? table.score(digest.output(output, digest.probes(family), score), 0)
              : TableBuilder.NOT_ASKED);
    }
    addRow(table, any, outputName(output), Words.outputScore(score) + ", mean", cells);
  }

  private String outputName(int output) {
    return digests.stream()
        .filter(digest -> output < digest.result().outputs().size())
        .map(digest -> digest.result().outputs().get(output).name())
        .findFirst()
        .orElse("");
  }

  private static void addRow(
      TableBuilder table, boolean any, String name, String score, List<Cell> scores) {
    if (any) {
      List<Cell> cells =
          new ArrayList<>(List.of(TableBuilder.name(name), TableBuilder.text(score)));
      cells.addAll(scores);
      table.row(cells);
    }
  }

  /** Layers of the first result, each beside its partners; then what the others have alone. */
  private Table layers(String family) {
    TableBuilder table = new TableBuilder("Layers", heads("layer"));
    List<LayerInfo> first = digests.get(0).result().layers();
    for (int layer = 1; layer < first.size(); layer++) {
      int[] partners = partners(layer);
      layerRow(table, first.get(layer).name(), family, partners);
    }
    for (int side = 1; side < digests.size(); side++) {
      for (int layer : matchings.get(side).onlyAfter()) {
        int[] alone = new int[digests.size()];
        Arrays.fill(alone, -1);
        alone[side] = layer;
        layerRow(table, digests.get(side).result().layers().get(layer).name(), family, alone);
      }
    }
    return table.build();
  }

  private int[] partners(int layer) {
    int[] partners = new int[digests.size()];
    for (int side = 0; side < partners.length; side++) {
      partners[side] =
          matchings.get(side).pairs().stream()
              .filter(pair -> pair.before() == layer)
              .mapToInt(LayerMatching.Pair::after)
              .findFirst()
              .orElse(-1);
    }
    return partners;
  }

  private void layerRow(TableBuilder table, String name, String family, int[] partners) {
    for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE)) {
      List<Cell> cells = new ArrayList<>();
      boolean any = false;
      for (int side = 0; side < partners.length; side++) {
        Optional<Summary> summary =
            partners[side] < 0
                ? Optional.empty()
                : Optional.of(digests.get(side).layer(partners[side], family, score));
        any |= summary.filter(Summary.Mean.class::isInstance).isPresent();
        cells.add(summary.map(s -> table.score(s, 0)).orElse(TableBuilder.NOT_ASKED));
      }
      addRow(table, any, name, Words.score(score), cells);
    }
  }
}
