package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.chart.LineChart;
import dev.gimbal.report.chart.Series;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.PhaseProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Loss in 1-px steps: the comb between the shifts that fit a layer's grid. */
final class PhaseSection {
  private static final int MOST_FIGURES = 6;

  private final AuditDigest digest;
  private final ChartIds ids;

  PhaseSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  List<Figure> figures() {
    List<PhaseProfile> all =
        digest.result().phases().stream()
            .filter(p -> p.layer() >= 0 && p.layer() < digest.result().layers().size())
            .filter(p -> p.points().size() > 1)
            .sorted(Comparator.comparingInt(PhaseProfile::layer).thenComparing(PhaseProfile::axis))
            .toList();
    List<PhaseProfile> combs = all.stream().filter(PhaseSection::hasOffGridPoints).toList();
    List<PhaseProfile> alongX = combs.stream().filter(p -> p.axis().equals("x")).toList();
    List<PhaseProfile> shown = alongX.isEmpty() ? combs.isEmpty() ? all : combs : alongX;
    return CurveSection.spread(shown, MOST_FIGURES).stream().map(this::figure).toList();
  }

  private static boolean hasOffGridPoints(PhaseProfile profile) {
    return profile.points().stream().anyMatch(point -> !point.onGrid());
  }

  private Figure figure(PhaseProfile profile) {
    String axis = profile.axis().equals("y") ? "y" : "x";
    String title = digest.layerName(profile.layer()) + ", along " + axis;
    String period =
        digest
            .layerInfo(profile.layer())
            .grid()
            .map(grid -> "period " + grid.period().get(axis.equals("y") ? 0 : 1) + " px")
            .orElse("period unknown");
    long onGrid = profile.points().stream().filter(PhaseProfile.Point::onGrid).count();
    String description =
        Numbers.count(onGrid, "on-grid shift")
            + " (filled) of "
            + profile.points().size()
            + "; "
            + period
            + ".";
    List<Series> series = new ArrayList<>();
    series.add(series("loss L", 0, profile, PhaseProfile.Point::loss));
    series.add(series("interpolation floor", 1, profile, PhaseProfile.Point::floor));
    series.add(series("scale: nothing in common", 3, profile, PhaseProfile.Point::scale));
    LineChart chart =
        new LineChart(
            ids.next(),
            "Phase profile of " + title,
            description,
            "shift along " + axis + " in px",
            "loss",
            Optional.empty(),
            series);
    return new Figure(title, description, chart.svg(), false, table(profile, title));
  }

  private static Series series(
      String label, int style, PhaseProfile profile, ToDoubleFunction<PhaseProfile.Point> value) {
    return new Series(
        label,
        style,
        withZero(profile).stream()
            .map(
                point ->
                    new Series.Point(
                        point.shiftPixels(),
                        Optional.of(value.applyAsDouble(point)).filter(Double::isFinite),
                        Optional.empty(),
                        point.onGrid()))
            .toList());
  }

  /** The points with the shift by nothing, which by definition loses nothing, among them. */
  private static List<PhaseProfile.Point> withZero(PhaseProfile profile) {
    List<PhaseProfile.Point> points = new ArrayList<>(profile.points());
    if (points.stream().noneMatch(point -> point.shiftPixels() == 0)) {
      points.add(new PhaseProfile.Point(0, true, 0, 0, 1));
      points.sort(Comparator.comparingInt(PhaseProfile.Point::shiftPixels));
    }
    return points;
  }

  private Table table(PhaseProfile profile, String title) {
    TableBuilder table =
        new TableBuilder(
            "Phase profile of " + title,
            List.of("shift px", "grid", "loss", "interpolation floor", "scale"));
    double floor = digest.floor(profile.layer(), digest.probes("translation"));
    for (PhaseProfile.Point point : profile.points()) {
      table.row(
          List.of(
              TableBuilder.number(Numbers.signed(point.shiftPixels())),
              TableBuilder.text(point.onGrid() ? "on-grid" : "off-grid"),
              number(point.loss(), floor),
              number(point.floor(), 0),
              number(point.scale(), 0)));
    }
    return table.build();
  }

  private static PageView.Cell number(double value, double floor) {
    return Double.isFinite(value)
        ? TableBuilder.number(floor > 0 ? Numbers.loss(value, floor) : Numbers.score(value))
        : new PageView.Cell("failed", "state-failed");
  }
}
