package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.LineChart;
import dev.gimbal.report.chart.Series;
import dev.gimbal.report.html.Orbits.Orbit;
import dev.gimbal.report.html.Orbits.Strand;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Group;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Scores against the size of the move, one group of charts an orbit. */
final class CurveSection {
  /** Scores of outputs that are drawn, the most telling first. */
  static final List<String> OUTPUT_SCORES =
      List.of("consistency", "argmaxAgreement", "accuracy", "invariance", "cosine");

  private static final double NINE_IN_TEN = 0.9;
  private static final int MOST_OUTPUTS = 3;
  private static final int MOST_SERIES = 6;
  private static final int MOST_LAYERS = 5;

  /** A line before it is drawn: the values by x and what the unprobed image gives. */
  private record Curve(
      String label, TreeMap<Double, Summary> values, Optional<Summary> identity, boolean isLayer) {}

  private final AuditDigest digest;
  private final ChartIds ids;

  CurveSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    List<Figure> bySize = eachOutput(new SizeSection(digest, ids)::figure);
    if (!bySize.isEmpty()) {
      groups.add(new Group("Translations by size", bySize));
    }
    for (Orbit orbit : new Orbits(digest).all()) {
      List<Figure> figures = new ArrayList<>(pictures(orbit));
      int outputs = Math.min(MOST_OUTPUTS, digest.result().outputs().size());
      for (int output = 0; output < outputs; output++) {
        figures.addAll(outputFigures(orbit, output));
      }
      layerFigure(orbit).ifPresent(figures::add);
      if (!figures.isEmpty()) {
        groups.add(new Group(orbit.heading(), figures));
      }
    }
    return groups;
  }

  private List<Figure> eachOutput(IntFunction<Optional<Figure>> figure) {
    return IntStream.range(0, Math.min(MOST_OUTPUTS, digest.result().outputs().size()))
        .mapToObj(figure)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Charts of a family's own shape. */
  private List<Figure> pictures(Orbit orbit) {
    return switch (orbit.family()) {
      case "rotation" -> eachOutput(new TurnSection(digest, ids)::figure);
      case "crop" -> eachOutput(new CropSection(digest, ids)::figure);
      default -> List.of();
    };
  }

  private List<Figure> outputFigures(Orbit orbit, int output) {
    List<String> scores =
        OUTPUT_SCORES.stream().filter(score -> digest.hasOutputScore(output, score)).toList();
    String name = SafeText.of(digest.result().outputs().get(output).name());
    if (orbit.strands().size() == 1) {
      List<Curve> curves =
          scores.stream()
              .map(s -> outputCurve(orbit.strands().get(0), output, s, Words.outputScore(s)))
              .toList();
      String first = scores.isEmpty() ? "" : scores.get(0);
      return figure(orbit, "Output " + name, curves, references(output, first)).stream().toList();
    }
    // Several strands fill a chart of their own, so each score gets one; two suffice to read.
    return scores.stream()
        .limit(2)
        .flatMap(score -> strandFigure(orbit, output, score, name).stream())
        .toList();
  }

  private Optional<Figure> strandFigure(Orbit orbit, int output, String score, String name) {
    List<Curve> curves =
        orbit.strands().stream()
            .limit(MOST_SERIES)
            .map(strand -> outputCurve(strand, output, score, strand.label()))
            .toList();
    String title = SensitivitySection.capitalised(Words.outputScore(score)) + " of " + name;
    return figure(orbit, title, curves, references(output, score));
  }

  private Curve outputCurve(Strand strand, int output, String score, String label) {
    Optional<Summary> identity =
        score.equals("accuracy")
            ? digest.orbit(output, "all", "referenceAccuracy").map(o -> Summary.of(List.of(o)))
            : Optional.of(one());
    return curve(label, strand.probes(), p -> digest.output(output, p, score), identity, false);
  }

  private Optional<Figure> layerFigure(Orbit orbit) {
    TreeMap<Double, List<Integer>> probes = new TreeMap<>();
    for (Strand strand : orbit.strands()) {
      strand
          .probes()
          .forEach((x, p) -> probes.computeIfAbsent(x, k -> new ArrayList<>()).addAll(p));
    }
    List<Integer> layers = spread(digest.measuredLayers(orbit.family()), MOST_LAYERS);
    List<Curve> curves =
        layers.stream()
            .map(
                layer ->
                    curve(
                        digest.layerName(layer),
                        probes,
                        p -> digest.layer(layer, p, ScoreId.INVARIANCE),
                        Optional.of(one()),
                        true))
            .toList();
    return figure(orbit, "Invariance of layers through the depth", curves, List.of());
  }

  private static Curve curve(
      String label,
      Map<Double, List<Integer>> probes,
      Function<List<Integer>, Summary> summary,
      Optional<Summary> identity,
      boolean isLayer) {
    TreeMap<Double, Summary> values = new TreeMap<>();
    probes.forEach((x, p) -> values.put(x, summary.apply(p)));
    return new Curve(label, values, identity, isLayer);
  }

  private Optional<Figure> figure(
      Orbit orbit, String title, List<Curve> all, List<LineChart.Reference> references) {
    List<Curve> curves =
        all.stream()
            .filter(c -> c.values().values().stream().anyMatch(Summary.Mean.class::isInstance))
            .toList();
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      series.add(series(curves.get(i), i, orbit.identity()));
    }
    String description = description(orbit, curves);
    LineChart chart =
        new LineChart(
            ids.next(),
            orbit.heading() + ": " + title,
            description,
            orbit.axis(),
            "score",
            references,
            series,
            comb(orbit));
    return Optional.of(
        new Figure(title, description, chart.svg(), false, table(orbit, title, curves)));
  }

  /** Of layers the lowest of all curves is named, of outputs the first score's. */
  private static String description(Orbit orbit, List<Curve> curves) {
    Curve lowest = curves.get(0);
    List<Curve> told = lowest.isLayer() ? curves : List.of(lowest);
    double value = Double.POSITIVE_INFINITY;
    double at = 0;
    for (Curve curve : told) {
      for (Map.Entry<Double, Summary> entry : curve.values().entrySet()) {
        if (entry.getValue() instanceof Summary.Mean mean && mean.value() < value) {
          lowest = curve;
          value = mean.value();
          at = entry.getKey();
        }
      }
    }
    return (lowest.isLayer()
            ? "Layer " + lowest.label()
            : SensitivitySection.capitalised(lowest.label()))
        + " is lowest at "
        + orbit.parameter()
        + " "
        + orbit.parameterText(at)
        + orbit.unit()
        + ": "
        + Numbers.score(value)
        + ".";
  }

  private static Series series(Curve curve, int style, double identity) {
    TreeMap<Double, Summary> values = new TreeMap<>(curve.values());
    boolean added = curve.identity().isPresent() && !values.containsKey(identity);
    if (added) {
      values.put(identity, curve.identity().orElseThrow());
    }
    List<Series.Point> points = new ArrayList<>();
    values.forEach(
        (x, summary) -> {
          boolean measured = !(added && x == identity);
          if (summary instanceof Summary.Mean mean) {
            points.add(new Series.Point(x, Optional.of(mean.value()), mean.interval(), measured));
          } else {
            points.add(new Series.Point(x, Optional.empty(), Optional.empty(), false));
          }
        });
    return new Series(curve.label(), style, points);
  }

  private static Table table(Orbit orbit, String title, List<Curve> curves) {
    List<String> heads = new ArrayList<>(List.of(orbit.axis()));
    curves.forEach(curve -> heads.add(curve.label()));
    TableBuilder table = new TableBuilder(orbit.heading() + ": " + title, heads);
    TreeSet<Double> xs = new TreeSet<>();
    curves.forEach(curve -> xs.addAll(curve.values().keySet()));
    for (double x : xs) {
      List<Cell> cells = new ArrayList<>(List.of(TableBuilder.number(orbit.parameterText(x))));
      for (Curve curve : curves) {
        Summary summary = curve.values().get(x);
        cells.add(summary == null ? TableBuilder.NOT_ASKED : table.curve(summary));
      }
      table.row(cells);
    }
    return table.build();
  }

  private List<LineChart.Reference> references(int output, String score) {
    return Stream.of(threshold(score), chance(digest, output)).flatMap(Optional::stream).toList();
  }

  /** The line below which fewer than nine in ten answers hold. */
  static Optional<LineChart.Reference> threshold(String score) {
    return List.of("consistency", "argmaxAgreement").contains(score)
        ? Optional.of(new LineChart.Reference("nine in ten", NINE_IN_TEN))
        : Optional.empty();
  }

  /** Whole steps of the coarsest map, where more than one of them lies within the shifts. */
  private Optional<LineChart.Comb> comb(Orbit orbit) {
    boolean alongX = orbit.parameter().equals("dx");
    if (!alongX && !orbit.parameter().equals("dy")) {
      return Optional.empty();
    }
    double reach =
        orbit.strands().stream()
            .flatMap(strand -> strand.probes().keySet().stream())
            .mapToDouble(Math::abs)
            .max()
            .orElse(0);
    return digest.result().layers().stream()
        .flatMap(layer -> layer.grid().stream())
        .mapToLong(grid -> grid.wholeStepPixels(alongX ? 1 : 0))
        .filter(step -> step > 1 && step <= reach)
        .boxed()
        .max(Comparator.naturalOrder())
        .map(
            step -> new LineChart.Comb("whole steps of " + step + " px of the coarsest map", step));
  }

  /** What two different images would score. */
  static Optional<LineChart.Reference> chance(AuditDigest digest, int output) {
    return digest
        .orbit(output, "all", "chanceAgreement")
        .map(chance -> new LineChart.Reference("chance agreement", chance.value()));
  }

  /** What the unprobed image scores by definition. */
  private static Summary one() {
    return Summary.of(
        List.of(new Outcome.Measured(1, Optional.of(new Interval(1, 1)), Integer.MAX_VALUE)));
  }

  /** Some of a list, evenly spread, with its first and last. */
  static <T> List<T> spread(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      chosen.add(all.get((int) Math.round((double) i * (all.size() - 1) / (most - 1))));
    }
    return chosen;
  }
}
