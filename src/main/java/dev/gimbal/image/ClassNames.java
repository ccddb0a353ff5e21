package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads class names: one a line in the order of the classes, or lines such as {@code 0: 'tench'},
 * as Python prints a dictionary.
 */
public final class ClassNames {
  private static final Pattern NUMBERED =
      Pattern.compile("^\\{?\\s*(\\d{1,7})\\s*:\\s*(['\"])(.*)\\2\\s*[,}]*\\s*$");
  private static final long MAX_BYTES = 50_000_000;

  private ClassNames() {}

  /** The names; a file that is missing, empty or too large is refused. */
  public static List<String> read(Path file) {
    List<String> names = new ArrayList<>();
    for (String line : text(file).lines().map(String::strip).toList()) {
      Matcher match = NUMBERED.matcher(line);
      boolean next = match.matches() && Integer.parseInt(match.group(1)) == names.size();
      if (!line.isEmpty()) {
        names.add(next ? match.group(3) : line);
      }
    }
    if (names.isEmpty()) {
      throw InputException.input(
          file + ": no class names found", "Write one class name a line, in the model's order.");
    }
    return List.copyOf(names);
  }

  static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw InputException.input(
            file + ": " + Files.size(file) + " bytes; at most " + MAX_BYTES + " are read",
            "Check that this is the right file.");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (IOException e) {
      throw InputException.input(
          file + ": cannot be read: " + e.getMessage(), "Check the path and its permissions.", e);
    }
  }
}
