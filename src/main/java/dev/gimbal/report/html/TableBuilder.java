package dev.gimbal.report.html;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.report.html.PageView.Table;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills one table; reasons for missing numbers become numbered notes below it. */
final class TableBuilder {
  static final Cell NOT_ASKED = new Cell("–", "none");

  private final String caption;
  private final List<String> heads;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final Map<String, Integer> notes = new LinkedHashMap<>();

  TableBuilder(String caption, List<String> heads) {
    this.caption = caption;
    this.heads = List.copyOf(heads);
  }

  TableBuilder row(List<Cell> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Text from anywhere. */
  static Cell name(String text) {
    return new Cell(SafeText.of(text), "name");
  }

  /** Text that this program wrote. */
  static Cell text(String text) {
    return new Cell(text, "");
  }

  static Cell number(String text) {
    return new Cell(text, "num");
  }

  /** A score with its interval and n, or its state. */
  Cell outcome(Optional<Outcome> outcome) {
    if (outcome.isEmpty()) {
      return NOT_ASKED;
    }
    if (outcome.get() instanceof Outcome.Measured measured) {
      String interval = measured.interval().map(i -> " " + Numbers.interval(i)).orElse("");
      return number(Numbers.score(measured.value()) + interval + ", n = " + measured.n());
    }
    return state(Words.status(outcome.get()), Words.reason(outcome.get()));
  }

  /**
   * A score over several probes with its interval; {@code exact} where all lie within the floor.
   */
  Cell score(Summary summary, double floor) {
    if (summary instanceof Summary.Mean mean) {
      boolean exact = floor > 0 && 1 - mean.lowest() <= floor && mean.highest() - 1 <= floor;
      String interval = mean.interval().map(i -> " " + Numbers.interval(i)).orElse("");
      return number(Numbers.score(mean.value()) + (exact ? " exact" : interval));
    }
    return state((Summary.None) summary);
  }

  /** A score with its interval and the number of images behind it. */
  Cell curve(Summary summary) {
    Cell cell = score(summary, 0);
    return summary instanceof Summary.Mean mean
        ? number(cell.text() + ", n = " + Numbers.whole(mean.images()))
        : cell;
  }

  /** A plain mean. */
  Cell mean(Summary summary) {
    return summary instanceof Summary.Mean mean
        ? number(Numbers.score(mean.value()))
        : state((Summary.None) summary);
  }

  /** A mean loss against its numerical error. */
  Cell loss(Summary summary, double floor) {
    if (summary instanceof Summary.Mean mean) {
      String count = " (" + Numbers.count(mean.probes(), "probe") + ")";
      return number(Numbers.loss(mean.value(), floor) + count);
    }
    return state((Summary.None) summary);
  }

  Cell state(Summary.None none) {
    return none.status().equals("not measured") && none.reason().isEmpty()
        ? NOT_ASKED
        : state(none.status(), none.reason());
  }

  /** A state's word with the number of its reason. */
  Cell state(String status, String reason) {
    String mark = reason.isEmpty() ? "" : " [" + note(reason) + "]";
    return new Cell(status + mark, "state-" + status.replace(' ', '-'));
  }

  private int note(String reason) {
    return notes.computeIfAbsent(reason, r -> notes.size() + 1);
  }

  Table build() {
    List<String> numbered = new ArrayList<>();
    notes.forEach((reason, number) -> numbered.add("[" + number + "] " + reason));
    return new Table(caption, heads, List.copyOf(rows), numbered);
  }
}
