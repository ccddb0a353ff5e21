package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.FieldPicture;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Fields;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Outcome;
import java.util.List;

/** Receptive fields as derived, beside what changing pixels of the input showed. */
final class FieldSection {
  private static final int MOST_PICTURES = 6;

  private final AuditDigest digest;
  private final ChartIds ids;

  FieldSection(AuditDigest digest, ChartIds ids) {
    this.digest = digest;
    this.ids = ids;
  }

  /** The section, or nothing where no field was checked. */
  List<Fields> fields() {
    List<FieldCheck> checks = digest.result().fieldChecks();
    if (checks.isEmpty()) {
      return List.of();
    }
    List<FieldCheck> bounded =
        checks.stream().filter(check -> !check.wholeFrame() && isPictured(check)).toList();
    return List.of(
        new Fields(
            summary(checks),
            CurveSection.spread(bounded, MOST_PICTURES).stream().map(this::figure).toList(),
            table(checks)));
  }

  private boolean isPictured(FieldCheck check) {
    return digest.result().plan().size().size() == 2
        && check.derived().stream().noneMatch(List::isEmpty);
  }

  private static String summary(List<FieldCheck> checks) {
    long local = checks.stream().filter(check -> !check.wholeFrame()).count();
    long exact =
        checks.stream()
            .filter(check -> !check.wholeFrame() && check.seen().equals(check.derived()))
            .count();
    long wrong = checks.stream().filter(FieldCheck::contradicts).count();
    String verdict =
        wrong == 0
            ? "no feature moved without a change in its derived field"
            : "features of "
                + Numbers.count(wrong, "layer")
                + " moved without a change in their derived fields";
    return Numbers.count(checks.get(0).changes(), "change")
        + " of rows or columns: "
        + verdict
        + ". Of "
        + Numbers.count(local, "map")
        + " below local operators only, "
        + Numbers.whole(exact)
        + " showed the whole field at the middle cell.";
  }

  private Table table(List<FieldCheck> checks) {
    TableBuilder table =
        new TableBuilder(
            "Receptive field of the middle cell; pairs are y × x, in input pixels inside the frame",
            List.of("layer", "#", "middle cell", "derived", "seen", "pixels seen", "check"));
    for (FieldCheck check : checks) {
      table.row(
          List.of(
              TableBuilder.name(digest.layerInfo(check.layer()).name()),
              TableBuilder.number(Numbers.whole(check.layer())),
              TableBuilder.number(check.cell().get(0) + ", " + check.cell().get(1)),
              TableBuilder.number(extent(check.derivedSize(0), check.derivedSize(1))),
              TableBuilder.number(extent(check.seenSize(0), check.seenSize(1))),
              TableBuilder.number(span(check.seen().get(0)) + ", " + span(check.seen().get(1))),
              verdict(table, check)));
    }
    return table.build();
  }

  private static Cell verdict(TableBuilder table, FieldCheck check) {
    if (!(check.outcome() instanceof Outcome.Measured)) {
      return table.state(Words.status(check.outcome()), Words.reason(check.outcome()));
    }
    if (check.contradicts()) {
      return table.state("failed", SafeText.of(check.contradiction()));
    }
    return TableBuilder.text(check.wholeFrame() ? "may see the whole frame" : "holds");
  }

  private Figure figure(FieldCheck check) {
    String title = digest.layerName(check.layer());
    String caption =
        "seen "
            + extent(check.seenSize(0), check.seenSize(1))
            + " of "
            + extent(check.derivedSize(0), check.derivedSize(1))
            + " px";
    FieldPicture picture =
        new FieldPicture(
            ids.next(),
            "Receptive field of " + title,
            "Outline: derived field of the middle cell; filled: pixels between the outermost that"
                + " moved it. "
                + caption,
            check,
            digest.result().plan().size());
    Table numbers = table(List.of(check));
    return new Figure(title, caption, picture.svg(), false, numbers);
  }

  private static String extent(int height, int width) {
    return Numbers.whole(height) + " × " + Numbers.whole(width);
  }

  private static String span(List<Integer> span) {
    return span.isEmpty() ? "none" : span.get(0) + "…" + span.get(1);
  }
}
