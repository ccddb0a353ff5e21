package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.LineChart;
import dev.gimbal.report.chart.PolarChart;
import dev.gimbal.report.chart.Series;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Scores of the outputs around the circle of turns. */
final class TurnSection {
  private static final int FEWEST_ANGLES = 3;
  private static final int MOST_SCORES = 3;

  private final AuditDigest digest;
  private final ChartIds ids;

  TurnSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  /** A figure for an output, where enough angles were probed. */
  Optional<Figure> figure(int output) {
    TreeMap<Double, Integer> angles = new TreeMap<>();
    for (int probe : digest.probes("rotation")) {
      angles.putIfAbsent(Orbits.turn(digest.result().probes().get(probe)), probe);
    }
    List<String> scores =
        CurveSection.OUTPUT_SCORES.stream()
            .filter(score -> angles.values().stream().anyMatch(p -> isMeasured(output, p, score)))
            .limit(MOST_SCORES)
            .toList();
    if (angles.size() < FEWEST_ANGLES || scores.isEmpty()) {
      return Optional.empty();
    }
    String name = SafeText.of(digest.result().outputs().get(output).name());
    String title = "Output " + name + " around the circle";
    String description = description(output, scores.get(0), angles);
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      series.add(series(output, scores.get(i), i, angles));
    }
    List<LineChart.Reference> rings = CurveSection.chance(digest, output).stream().toList();
    String svg = new PolarChart(ids.next(), title, description, rings, series).svg();
    return Optional.of(new Figure(title, description, svg, false, table(output, scores, angles)));
  }

  private boolean isMeasured(int output, int probe, String score) {
    return digest.output(output, probe, score).orElse(null) instanceof Outcome.Measured;
  }

  private String description(int output, String score, TreeMap<Double, Integer> angles) {
    double lowest = Double.POSITIVE_INFINITY;
    double at = 0;
    for (var entry : angles.entrySet()) {
      if (digest.output(output, entry.getValue(), score).orElse(null)
              instanceof Outcome.Measured measured
          && measured.value() < lowest) {
        lowest = measured.value();
        at = entry.getKey();
      }
    }
    return "Upright at the top, counter-clockwise to the left; rim 1, centre 0. "
        + SensitivitySection.capitalised(Words.outputScore(score))
        + " is lowest at "
        + Numbers.signed(at)
        + "°: "
        + Numbers.score(lowest)
        + ".";
  }

  private Series series(int output, String score, int style, TreeMap<Double, Integer> angles) {
    TreeMap<Double, Series.Point> points = new TreeMap<>();
    if (!score.equals("accuracy") && !angles.containsKey(0.0)) {
      Optional<Interval> certain = Optional.empty();
      points.put(0.0, new Series.Point(0, Optional.of(1.0), certain, false));
    }
    angles.forEach(
        (angle, probe) -> {
          if (digest.output(output, probe, score).orElse(null) instanceof Outcome.Measured m) {
            points.put(angle, new Series.Point(angle, Optional.of(m.value()), m.interval(), true));
          }
        });
    return new Series(Words.outputScore(score), style, List.copyOf(points.values()));
  }

  private PageView.Table table(int output, List<String> scores, TreeMap<Double, Integer> angles) {
    List<String> heads = new ArrayList<>(List.of("angle in degrees"));
    scores.forEach(score -> heads.add(Words.outputScore(score)));
    TableBuilder table = new TableBuilder("Scores by angle", heads);
    angles.forEach(
        (angle, probe) -> {
          List<Cell> cells = new ArrayList<>(List.of(TableBuilder.number(Numbers.signed(angle))));
          scores.forEach(s -> cells.add(table.outcome(digest.output(output, probe, s))));
          table.row(cells);
        });
    return table.build();
  }
}
