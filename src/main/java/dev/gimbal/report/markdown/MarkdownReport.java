package dev.gimbal.report.markdown;

import dev.gimbal.report.SafeText;
import dev.gimbal.report.gate.GateItem;
import dev.gimbal.report.gate.GateItems;
import dev.gimbal.report.gate.GateText;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.RuleOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * A gate as GitHub-flavoured Markdown: verdict, rules, what did not pass, notes. Where the place it
 * goes to is too small, the gravest stay and a line says how many were left out.
 */
public final class MarkdownReport {
  /** Where it goes, and how many bytes fit there. */
  public enum Place {
    /** The summary page of a job. */
    SUMMARY(900_000),
    /** A comment on a pull request. */
    COMMENT(60_000);

    private final int mostBytes;

    Place(int mostBytes) {
      this.mostBytes = mostBytes;
    }

    /** The text is shorter than this. */
    public int mostBytes() {
      return mostBytes;
    }
  }

  /** For the last lines, which say what was left out. */
  private static final int RESERVE = 1000;

  private final AuditResult result;
  private final GateResult gate;
  private final GateText text;
  private final Place place;
  private final StringBuilder out = new StringBuilder();
  private int bytes;

  private MarkdownReport(AuditResult result, Place place) {
    this.result = result;
    this.gate = result.gate().orElseThrow();
    this.text = new GateText(result);
    this.place = place;
  }

  /** Writes UTF-8; the stream stays open. */
  public static void write(AuditResult result, Place place, OutputStream stream)
      throws IOException {
    stream.write(new MarkdownReport(result, place).text().getBytes(StandardCharsets.UTF_8));
  }

  private String text() {
    int room = place.mostBytes() - RESERVE;
    line("<!-- gimbal -->");
    line("## Gimbal: " + gate.verdict());
    line("");
    line(
        MarkdownText.code(result.model().file())
            + " under "
            + MarkdownText.code(gate.policy())
            + ": "
            + text.counts()
            + ".");
    line("");
    rules(room / 3);
    items(room - room / 8);
    notes(room);
    return out.toString();
  }

  private void line(String line) {
    out.append(line).append('\n');
    bytes += length(line);
  }

  private static int length(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private void rules(int until) {
    List<String> rows = new ArrayList<>();
    gate.rules().stream()
        .sorted(Comparator.comparing(MarkdownReport::rank))
        .forEach(rule -> rows.add(row(rule)));
    table(
        "| rule | verdict | level | asks for | passed | violated | undecided | suppressed |",
        "|---|---|---|---|---:|---:|---:|---:|",
        rows,
        until,
        "rules");
  }

  private static int rank(RuleOutcome rule) {
    return switch (rule.verdict()) {
      case FAIL -> 0;
      case INCONCLUSIVE -> 1;
      case WARN -> 2;
      case PASS -> 3;
      case SKIPPED -> 4;
    };
  }

  private static String row(RuleOutcome rule) {
    return "| "
        + String.join(
            " | ",
            MarkdownText.code(rule.id()),
            rule.verdict().name(),
            MarkdownText.code(rule.level()),
            MarkdownText.code(GateText.asked(rule)),
            rule.passed() + " of " + rule.compared(),
            String.valueOf(rule.activeViolations()),
            String.valueOf(rule.activeUndecided()),
            String.valueOf(rule.suppressed()))
        + " |";
  }

  private void items(int until) {
    List<GateItem> items = GateItems.of(result);
    if (items.isEmpty()) {
      return;
    }
    line("");
    table(
        "| | rule | layer or output | probes | found |",
        "|---|---|---|---|---|",
        items.stream().limit(until / 50).map(this::row).iterator(),
        items.size(),
        until,
        "findings");
  }

  private String row(GateItem item) {
    return "| "
        + String.join(
            " | ",
            item.kind().word(),
            MarkdownText.code(item.rule().id()),
            MarkdownText.code(item.target()),
            MarkdownText.code(item.family()),
            MarkdownText.code(text.found(item)))
        + " |";
  }

  private void notes(int room) {
    if (gate.notes().isEmpty()) {
      return;
    }
    line("");
    int shown = 0;
    for (String note : gate.notes()) {
      String line = "- " + MarkdownText.code(SafeText.of(note));
      if (bytes + length(line) > room) {
        break;
      }
      line(line);
      shown++;
    }
    if (shown < gate.notes().size()) {
      line("- and " + (gate.notes().size() - shown) + " more notes in the result file.");
    }
  }

  private void table(String head, String rule, List<String> rows, int until, String what) {
    table(head, rule, rows.iterator(), rows.size(), until, what);
  }

  /** Rows until the text is so long, and a line with the number of those left out. */
  private void table(
      String head, String rule, Iterator<String> rows, int all, int until, String what) {
    line(head);
    line(rule);
    int shown = 0;
    while (rows.hasNext()) {
      String row = rows.next();
      if (bytes + length(row) > until) {
        break;
      }
      line(row);
      shown++;
    }
    if (shown < all) {
      line("");
      line((all - shown) + " more " + what + " are in the result file; all count.");
    }
  }
}
