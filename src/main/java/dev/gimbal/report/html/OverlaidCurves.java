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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The headline score of the first output against the size of the move, one line a result. */
final class OverlaidCurves {
  private final List<AuditDigest> digests;
  private final ChartIds ids;

  OverlaidCurves(List<AuditDigest> digests, ChartIds ids) {
    this.digests = digests;
    this.ids = ids;
  }

  List<Figure> figures(String family) {
    Map<String, Orbit> orbits = new LinkedHashMap<>();
    for (AuditDigest digest : digests) {
      new Orbits(digest)
          .all().stream()
              .filter(orbit -> orbit.family().equals(family))
              .forEach(orbit -> orbits.putIfAbsent(orbit.heading(), orbit));
    }
    List<Figure> figures = new ArrayList<>();
    orbits.values().forEach(orbit -> figure(orbit).ifPresent(figures::add));
    return figures;
  }

  private Optional<Figure> figure(Orbit orbit) {
    List<Series> series = new ArrayList<>();
    List<TreeMap<Double, Summary>> values = new ArrayList<>();
    List<String> heads = new ArrayList<>(List.of(orbit.axis()));
    String score = "";
    for (int side = 0; side < digests.size(); side++) {
      AuditDigest digest = digests.get(side);
      Optional<String> headline =
          digest.result().outputs().isEmpty() ? Optional.empty() : digest.headline(0);
      if (headline.isEmpty() || !score.isEmpty() && !score.equals(headline.get())) {
        continue;
      }
      score = headline.get();
      TreeMap<Double, Summary> line = line(digest, orbit.heading(), score);
      if (line.values().stream().anyMatch(Summary.Mean.class::isInstance)) {
        String label =
            ComparisonPage.letter(side) + " " + SafeText.of(digest.result().model().file(), 40);
        heads.add(label);
        values.add(line);
        series.add(new Series(label, side, points(line)));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    String title = SensitivitySection.capitalised(Words.outputScore(score));
    String description = orbit.heading() + ", one line a result; bands are 95 % intervals.";
    LineChart chart =
        new LineChart(
            ids.next(), title, description, orbit.axis(), "score", Optional.empty(), series);
    return Optional.of(
        new Figure(title, description, chart.svg(), false, table(orbit, title, heads, values)));
  }

  private static TreeMap<Double, Summary> line(AuditDigest digest, String heading, String score) {
    TreeMap<Double, List<Integer>> probes = new TreeMap<>();
    for (Orbit orbit : new Orbits(digest).all()) {
      if (orbit.heading().equals(heading)) {
        for (Strand strand : orbit.strands()) {
          strand
              .probes()
              .forEach((x, p) -> probes.computeIfAbsent(x, k -> new ArrayList<>()).addAll(p));
        }
      }
    }
    TreeMap<Double, Summary> values = new TreeMap<>();
    probes.forEach((x, p) -> values.put(x, digest.output(0, p, score)));
    return values;
  }

  private static List<Series.Point> points(TreeMap<Double, Summary> values) {
    List<Series.Point> points = new ArrayList<>();
    values.forEach(
        (x, summary) ->
            points.add(
                summary instanceof Summary.Mean mean
                    ? new Series.Point(x, Optional.of(mean.value()), mean.interval(), true)
                    : new Series.Point(x, Optional.empty(), Optional.empty(), false)));
    return points;
  }

  private static PageView.Table table(
      Orbit orbit, String title, List<String> heads, List<TreeMap<Double, Summary>> lines) {
    TableBuilder table = new TableBuilder(orbit.heading() + ": " + title, heads);
    TreeSet<Double> xs = new TreeSet<>();
    lines.forEach(line -> xs.addAll(line.keySet()));
    for (double x : xs) {
      List<Cell> cells = new ArrayList<>(List.of(TableBuilder.number(Numbers.signed(x))));
      for (TreeMap<Double, Summary> line : lines) {
        Summary summary = line.get(x);
        cells.add(summary == null ? TableBuilder.NOT_ASKED : table.curve(summary));
      }
      table.row(cells);
    }
    return table.build();
  }
}
