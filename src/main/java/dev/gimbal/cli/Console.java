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
    err.println("gimbal: " + plain(message));
    if (!remedy.isEmpty()) {
      err.println("  Try this: " + plain(remedy));
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

  private static boolean isHarmless(int point) {
    int type = Character.getType(point);
    // FORMAT holds the marks that reverse the direction of writing.
    return point == '\n' || (type != Character.CONTROL && type != Character.FORMAT);
  }
}
