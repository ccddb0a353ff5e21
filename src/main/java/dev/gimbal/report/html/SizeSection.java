package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Shares;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.LineChart;
import dev.gimbal.report.chart.Series;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What shifts of growing size do in all probed directions: the mean, and the worst direction. */
final class SizeSection {
  private static final int FEWEST_SIZES = 2;

  /** Over the probes of one size. */
  private record Size(Summary.Mean mean, Outcome.Measured worst, String worstProbe) {}

  private final AuditDigest digest;
  private final ChartIds ids;

  SizeSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  /** A figure for the score that says most about an output. */
  Optional<Figure> figure(int output) {
    return digest.headline(output).flatMap(score -> figure(output, score));
  }

  private Optional<Figure> figure(int output, String score) {
    TreeMap<Double, Size> sizes = sizes(output, score);
    if (sizes.size() < FEWEST_SIZES) {
      return Optional.empty();
    }
    List<LineChart.Reference> references = new ArrayList<>();
    Optional<Outcome.Measured> together =
        digest
            .orbit(output, "translation", "consistencyWorst")
            .filter(all -> score.equals("consistency"));
    together.ifPresent(
        all ->
            references.add(
                new LineChart.Reference("same answer under all of them together", all.value())));
    references.addAll(CurveSection.threshold(score).stream().toList());
    references.addAll(CurveSection.chance(digest, output).stream().toList());
    String name = SafeText.of(digest.result().outputs().get(output).name());
    String title = SensitivitySection.capitalised(Words.outputScore(score)) + " of " + name;
    String description = description(sizes, together);
    LineChart chart =
        new LineChart(
            ids.next(),
            "Translations by size: " + title,
            description,
            "size of the shift in px: the larger of |dx| and |dy|",
            "score",
            references,
            List.of(mean(sizes), worst(sizes)),
            Optional.empty());
    return Optional.of(
        new Figure(title, description, chart.svg(), false, table(title, sizes).build()));
  }

  private TreeMap<Double, Size> sizes(int output, String score) {
    Moves moves = new Moves(digest);
    TreeMap<Double, List<Integer>> probes = new TreeMap<>();
    for (int probe : digest.probes("translation")) {
      probes.computeIfAbsent(moves.size(probe), size -> new ArrayList<>()).add(probe);
    }
    TreeMap<Double, Size> sizes = new TreeMap<>();
    probes.forEach(
        (size, indices) -> {
          Optional<Integer> worst =
              indices.stream()
                  .filter(p -> measured(output, p, score).isPresent())
                  .min(Comparator.comparing(p -> measured(output, p, score).orElseThrow().value()));
          if (worst.isPresent()
              && digest.output(output, indices, score) instanceof Summary.Mean mean) {
            String id = SafeText.of(digest.result().probes().get(worst.get()).id());
            Outcome.Measured lowest = measured(output, worst.get(), score).orElseThrow();
            sizes.put(size, new Size(mean, lowest, id));
          }
        });
    return sizes;
  }

  private Optional<Outcome.Measured> measured(int output, int probe, String score) {
    return digest.output(output, probe, score).orElse(null) instanceof Outcome.Measured measured
        ? Optional.of(measured)
        : Optional.empty();
  }

  private static String description(
      TreeMap<Double, Size> sizes, Optional<Outcome.Measured> together) {
    Size last = sizes.lastEntry().getValue();
    return "At "
        + Numbers.plain(sizes.lastKey())
        + " px: mean "
        + Numbers.score(last.mean().value())
        + ", worst direction "
        + Numbers.score(last.worst().value())
        + "."
        + together
            .map(
                all ->
                    " In "
                        + Shares.percent(all.value())
                        + " of images the answer stays under every one of the shifts.")
            .orElse("");
  }

  private static Series mean(TreeMap<Double, Size> sizes) {
    List<Series.Point> points = new ArrayList<>();
    points.add(new Series.Point(0, Optional.of(1.0), Optional.empty(), false));
    sizes.forEach(
        (size, at) ->
            points.add(
                new Series.Point(
                    size, Optional.of(at.mean().value()), at.mean().interval(), true)));
    return new Series("mean over the directions", 0, points);
  }

  private static Series worst(TreeMap<Double, Size> sizes) {
    List<Series.Point> points = new ArrayList<>();
    sizes.forEach(
        (size, at) ->
            points.add(
                new Series.Point(
                    size, Optional.of(at.worst().value()), at.worst().interval(), true)));
    return new Series("worst direction", 1, points);
  }

  private static TableBuilder table(String title, TreeMap<Double, Size> sizes) {
    TableBuilder table =
        new TableBuilder(
            title + ", by size of the shift",
            List.of("size in px", "shifts", "mean", "worst direction", "under"));
    sizes.forEach(
        (size, at) ->
            table.row(
                List.of(
                    TableBuilder.number(Numbers.plain(size)),
                    TableBuilder.number(Numbers.whole(at.mean().probes())),
                    table.curve(at.mean()),
                    table.outcome(Optional.of(at.worst())),
                    TableBuilder.name(at.worstProbe()))));
    return table;
  }
}
