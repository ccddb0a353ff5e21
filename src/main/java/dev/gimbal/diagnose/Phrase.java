package dev.gimbal.diagnose;

import dev.gimbal.result.Outcome;
import java.util.List;
import java.util.Locale;

/** Numbers and names as findings print them. */
final class Phrase {
  private static final int NAMES = 3;

  private Phrase() {}

  /** Three significant digits, plain or scientific as the size asks. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    return size >= 0.001 && size < 1e6
        ? String.format(Locale.ROOT, size < 0.1 ? "%.4f" : "%.3f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  /** A number with its interval and sample size. */
  static String measured(Outcome.Measured outcome) {
    String interval =
        outcome
            .interval()
            .map(b -> " (95 % interval " + number(b.lo()) + " to " + number(b.hi()) + ")")
            .orElse("");
    return number(outcome.value()) + interval + " over " + outcome.n() + " images";
  }

  /** The first few names and how many more. */
  static String names(List<String> names) {
    String shown = String.join(", ", names.stream().limit(NAMES).toList());
    int more = names.size() - NAMES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
