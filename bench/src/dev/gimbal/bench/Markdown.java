package dev.gimbal.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints lines and tables at once, so that a long benchmark can be watched. */
record Markdown(PrintStream out) {
  /** One line. */
  void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /** A heading and the empty line below it. */
  void heading(String text) {
    say("## %s", text);
    say("");
  }

  /** The first two rows of a table. */
  void columns(String... names) {
    cells((Object[]) names);
    say("|%s", "---|".repeat(names.length));
  }

  /** One row; numbers and spreads come as text. */
  void cells(Object... values) {
    say(
        "%s",
        Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |")));
  }
}
