package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Height and width of the network's input in pixels. */
public record InputSize(int height, int width) {
  /** Larger frames would overflow a map's element count. */
  static final int MOST_PIXELS = 16384;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})[xX×](\\d{1,9})");

  public InputSize {
    if (height < 1 || width < 1 || height > MOST_PIXELS || width > MOST_PIXELS) {
      throw InputException.arguments(
          "The size "
              + height
              + "x"
              + width
              + " is not between 1x1 and "
              + MOST_PIXELS
              + "x"
              + MOST_PIXELS
              + ".",
          "Give the size that the network was made for, such as --size 224x224.");
    }
  }

  /**
   * Reads {@code 224x224}, height first.
   *
   * @throws InputException of kind ARGUMENTS for anything else
   */
  public static InputSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw InputException.arguments(
          "The size is '" + text + "'; expected HEIGHTxWIDTH in pixels.", "Use --size 224x224.");
    }
    return new InputSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
