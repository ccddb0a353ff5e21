package dev.gimbal.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in columns of fixed width, for people. Cells are made harmless and are cut when very long;
 * the last column is not padded.
 */
final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> header) {
    this.header = header;
  }

  static Table plain() {
    return new Table(List.of());
  }

  static Table withHeader(String... names) {
    return new Table(List.of(names));
  }

  /** Adds a row; it may be shorter than the header. */
  void row(String... cells) {
    List<String> cleaned = new ArrayList<>();
    for (String cell : cells) {
      cleaned.add(Console.line(cell));
    }
    rows.add(cleaned);
  }

  /** The whole table, each line ended. */
  String text() {
    List<List<String>> all = new ArrayList<>();
    if (!header.isEmpty()) {
      all.add(header);
    }
    all.addAll(rows);
    int[] widths = widths(all);
    if (!header.isEmpty()) {
      all.add(1, rule(widths));
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      text.append(line(row, widths)).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int[] widths(List<List<String>> lines) {
    int columns = lines.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    return widths;
  }

  private static List<String> rule(int[] widths) {
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    return rule;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(cell);
      if (i + 1 < cells.size()) {
        line.append(" ".repeat(widths[i] - width(cell))).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
