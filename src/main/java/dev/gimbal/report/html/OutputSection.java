package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scores of each output: over orbits, then probe by probe. */
final class OutputSection {
  private final AuditDigest digest;

  OutputSection(AuditDigest digest) {
    this.digest = digest;
  }

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    for (int output = 0; output < digest.result().outputs().size(); output++) {
      OutputResult result = digest.result().outputs().get(output);
      if (!result.overall().isEmpty()) {
        tables.add(overall(result));
      }
      if (!result.perProbe().isEmpty()) {
        tables.add(perProbe(output, result));
      }
    }
    return tables;
  }

  private static Table overall(OutputResult result) {
    TableBuilder table =
        new TableBuilder(
            describe(result) + ": over orbits", List.of("score", "orbit", "value", "remark"));
    for (OutputResult.OrbitScore score : result.overall()) {
      table.row(
          List.of(
              TableBuilder.text(Words.outputScore(score.score())),
              TableBuilder.name(score.orbit()),
              table.outcome(Optional.of(score.outcome())),
              TableBuilder.text(SafeText.of(score.note()))));
    }
    return table.build();
  }

  private Table perProbe(int output, OutputResult result) {
    List<String> scores =
        result.perProbe().stream().map(OutputResult.ProbeScore::score).distinct().toList();
    List<String> heads = new ArrayList<>(List.of("probe", "border"));
    scores.forEach(score -> heads.add(Words.outputScore(score)));
    TableBuilder table = new TableBuilder(describe(result) + ": probe by probe", heads);
    for (int index = 0; index < digest.result().probes().size(); index++) {
      ProbeInfo probe = digest.result().probes().get(index);
      List<Cell> cells = new ArrayList<>();
      cells.add(TableBuilder.name(probe.id()));
      cells.add(TableBuilder.name(probe.border()));
      for (String score : scores) {
        cells.add(table.outcome(digest.output(output, index, score)));
      }
      table.row(cells);
    }
    return table.build();
  }

  private static String describe(OutputResult result) {
    String classes =
        result.classes() > 0 ? ", " + Numbers.whole(result.classes()) + " classes" : "";
    return "Output "
        + SafeText.of(result.name())
        + " ("
        + SafeText.of(result.kind())
        + classes
        + ", "
        + SafeText.of(result.scale())
        + ")";
  }
}
