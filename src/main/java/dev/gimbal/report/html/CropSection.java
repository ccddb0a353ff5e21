package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.FrameChart;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Scores of the outputs on pictures of the frame, a window a crop. */
final class CropSection {
  private static final int MOST_ANCHORS = 6;
  private static final List<String> ANCHORS =
      List.of("center", "top-left", "top-right", "bottom-left", "bottom-right");

  private final AuditDigest digest;
  private final ChartIds ids;

  CropSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  /** A figure for the score that says most about an output. */
  Optional<Figure> figure(int output) {
    return digest.headline(output).flatMap(score -> figure(output, score));
  }

  private Optional<Figure> figure(int output, String score) {
    Set<Double> keeps = new TreeSet<>(Comparator.reverseOrder());
    Set<String> anchors =
        new TreeSet<>(
            Comparator.comparingInt(CropSection::column).thenComparing(Comparator.naturalOrder()));
    Map<FrameChart.Cell, Optional<Double>> cells = new HashMap<>();
    TableBuilder table =
        new TableBuilder("Every crop probed", List.of("probe", "keep", "anchor", "score"));
    String lowestAt = "";
    double lowest = Double.POSITIVE_INFINITY;
    for (int index : digest.probes(p -> p.family().equals("crop") && p.keep().isPresent())) {
      ProbeInfo probe = digest.result().probes().get(index);
      String anchor = SafeText.of(probe.anchor().orElse("center"), 24);
      keeps.add(probe.keep().orElseThrow());
      anchors.add(anchor);
      Optional<Outcome> outcome = digest.output(output, index, score);
      Optional<Double> value =
          outcome.map(o -> o instanceof Outcome.Measured m ? m.value() : Double.NaN);
      cells.put(
          new FrameChart.Cell(probe.keep().orElseThrow(), anchor), value.filter(Double::isFinite));
      if (value.isPresent() && value.get() < lowest) {
        lowest = value.get();
        lowestAt = SafeText.of(probe.id());
      }
      table.row(
          List.of(
              TableBuilder.name(probe.id()),
              TableBuilder.number(Numbers.plain(probe.keep().orElseThrow())),
              TableBuilder.text(anchor),
              table.outcome(outcome)));
    }
    if (lowestAt.isEmpty()) {
      return Optional.empty();
    }
    String title =
        SensitivitySection.capitalised(Words.outputScore(score))
            + " of "
            + SafeText.of(digest.result().outputs().get(output).name())
            + " by the window that is kept";
    String description =
        "Each square is the frame, the filled part the window that is kept and enlarged to the"
            + " input. Lowest under "
            + lowestAt
            + ": "
            + Numbers.score(lowest)
            + "."
            + rest(anchors.size());
    FrameChart chart =
        new FrameChart(
            ids.next(),
            title,
            description,
            new ArrayList<>(keeps),
            anchors.stream().limit(MOST_ANCHORS).toList(),
            cells);
    return Optional.of(new Figure(title, description, chart.svg(), false, table.build()));
  }

  /** The centre first, then the corners as they are read, then what we do not know. */
  private static int column(String anchor) {
    int known = ANCHORS.indexOf(anchor);
    return known < 0 ? ANCHORS.size() : known;
  }

  private static String rest(int anchors) {
    return anchors > MOST_ANCHORS
        ? " The first " + MOST_ANCHORS + " of " + anchors + " anchors are drawn."
        : "";
  }
}
