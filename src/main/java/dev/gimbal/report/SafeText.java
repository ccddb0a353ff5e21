package dev.gimbal.report;

import java.util.Locale;

/**
 * Text that came from a model, a file name or a library, made fit to be read: nothing in it can
 * reorder, hide or break what stands around it. Escaping for a format is the format's own business.
 */
public final class SafeText {
  /** Longest name shown anywhere, in characters. */
  public static final int LONGEST = 300;

  private static final int MARKS_IN_A_ROW = 3;

  private SafeText() {}

  /** As {@link #of(String, int)} with {@link #LONGEST}. */
  public static String of(String raw) {
    return of(raw, LONGEST);
  }

  /**
   * Control, formatting (bidirectional, zero-width) and broken characters become visible, such as
   * {@code ⟨U+202E⟩}; longer text keeps its ends around an ellipsis.
   */
  public static String of(String raw, int longest) {
    int[] points = raw.codePoints().toArray();
    if (points.length <= longest) {
      return visible(points, 0, points.length);
    }
    int head = (longest + 1) / 2;
    int tail = longest - head;
    return visible(points, 0, head) + "…" + visible(points, points.length - tail, points.length);
  }

  private static String visible(int[] points, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    int marks = 0;
    for (int i = from; i < to; i++) {
      int point = points[i];
      int type = Character.getType(point);
      marks =
          type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK ? marks + 1 : 0;
      if (marks > MARKS_IN_A_ROW) {
        continue;
      }
      if (point == '\t' || point == '\n' || point == '\r') {
        out.append(' ');
      } else if (isUnfit(point, type)) {
        out.append(String.format(Locale.ROOT, "⟨U+%04X⟩", point));
      } else {
        out.appendCodePoint(point);
      }
    }
    return out.toString();
  }

  private static boolean isUnfit(int point, int type) {
    boolean nonCharacter = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
    return nonCharacter
        || type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
