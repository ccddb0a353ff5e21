package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an input that is not the image holds, the same for all images.
 *
 * @param input its ONNX name
 * @param file a .npy file
 */
public record InputFeed(String input, Path file) {
  public InputFeed {
    Objects.requireNonNull(input);
    Objects.requireNonNull(file);
  }

  /**
   * Reads {@code NAME=FILE.npy}; everything before the first equals sign is the name.
   *
   * @throws InputException of kind ARGUMENTS for anything else
   */
  public static InputFeed parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || text.substring(equals + 1).isBlank()) {
      throw wrong(text);
    }
    try {
      return new InputFeed(text.substring(0, equals), Path.of(text.substring(equals + 1)));
    } catch (InvalidPathException e) {
      throw wrong(text);
    }
  }

  private static InputException wrong(String text) {
    return InputException.arguments(
        "--feed " + text + " is not NAME=FILE.", "Use --feed mask=mask.npy.");
  }

  /**
   * An input can hold one thing only.
   *
   * @throws InputException of kind ARGUMENTS, naming the input
   */
  public static void requireDistinct(List<InputFeed> feeds) {
    Set<String> seen = new HashSet<>();
    for (InputFeed feed : feeds) {
      if (!seen.add(feed.input())) {
        throw InputException.arguments(
            "--feed names the input '" + feed.input() + "' twice.", "Keep one of them.");
      }
    }
  }
}
