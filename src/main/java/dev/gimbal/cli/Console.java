package dev.gimbal.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;

/**
 * Where a command writes and what kind of place that is.
 *
 * @param out products: tables, results, paths
 * @param err messages and progress
 * @param errIsTerminal whether {@code err} is a terminal that can redraw a line
 * @param colour whether colour may be used on {@code err}
 */
public record Console(PrintStream out, PrintStream err, boolean errIsTerminal, boolean colour) {
  private static final int LONGEST_MESSAGE = 2000;
  private static final int LONGEST_NAME = 160;

  /** Set by the launcher, which can ask the shell; Java 17 cannot tell for stderr. */
  static final String TERMINAL_PROPERTY = "gimbal.terminal";

  public Console {
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
  }

  /** Follows the launcher's property and the conventions NO_COLOR and CI. */
  static Console of(PrintStream out, PrintStream err, Map<String, String> environment) {
    boolean continuous = isTrue(environment.getOrDefault("CI", ""));
    boolean terminal = Boolean.getBoolean(TERMINAL_PROPERTY) && !continuous;
    boolean colour = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(out, err, terminal, colour);
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.equals("false") && !value.equals("0");
  }

  /** Prints a problem and what to try; both may hold hostile text from files. */
  void problem(String message, String remedy) {
    err.println("gimbal: " + line(message, LONGEST_MESSAGE));
    if (!remedy.isEmpty()) {
      err.println("  Try this: " + line(remedy, LONGEST_MESSAGE));
    }
    err.flush();
  }

  /**
   * The text with control characters replaced, so that a file or tensor name cannot move the cursor
   * or change colours; line breaks stay.
   */
  static String plain(String text) {
    return text.codePoints()
        .map(point -> isHarmless(point) ? point : '\uFFFD')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A name or a sentence for one line of text: {@link #plain}, unbroken and of bearable length. */
  static String line(String text) {
    return line(text, LONGEST_NAME);
  }

  private static String line(String text, int longest) {
    String unbroken = plain(text).replace('\n', '\uFFFD');
    return unbroken.codePointCount(0, unbroken.length()) <= longest
        ? unbroken
        : unbroken.substring(0, unbroken.offsetByCodePoints(0, longest - 1)) + "…";
  }

  private static boolean isHarmless(int point) {
    return point == '\n'
        || switch (Character.getType(point)) {
          // FORMAT holds the marks that reverse the direction of writing.
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE ->
              false;
          default -> true;
        };
  }
}
