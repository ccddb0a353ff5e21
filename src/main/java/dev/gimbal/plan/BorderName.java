package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;
import java.util.List;

/** Reads a border protocol from the command line. */
public final class BorderName {
  /** What {@link #parse} understands. */
  public static final List<String> CHOICES =
      List.of("fill", "fill=zero", "fill=R,G,B", "reflect", "circular", "canvas", "context");

  private static final double BRIGHTEST = 255;

  private BorderName() {}

  /**
   * Reads {@code fill}, {@code reflect} and so on; a colour has one value or one per channel,
   * 0…255.
   *
   * @throws InputException of kind ARGUMENTS for anything else
   */
  public static Border parse(String text) {
    return switch (text) {
      case "fill" -> Border.standard();
      case "fill=zero" -> new Border.Fill(new Border.FillColour.Zero());
      case "reflect" -> new Border.Reflect();
      case "circular" -> new Border.Circular();
      case "canvas" -> new Border.Canvas();
      case "context" -> new Border.Context();
      default -> {
        if (text.startsWith("fill=")) {
          yield new Border.Fill(colour(text));
        }
        throw unknown(text);
      }
    };
  }

  private static Border.FillColour colour(String text) {
    String[] parts = text.substring("fill=".length()).split(",", -1);
    double[] values = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        values[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        throw unknown(text);
      }
      if (!(values[i] >= 0 && values[i] <= BRIGHTEST)) {
        throw InputException.arguments(
            "--border " + text + " has the value " + parts[i] + "; expected 0 to 255.",
            "Use --border fill=127,127,127.");
      }
    }
    return new Border.FillColour.Given(values);
  }

  private static InputException unknown(String text) {
    return InputException.arguments(
        "--border is '" + text + "'; there are " + String.join(", ", CHOICES) + ".",
        "Use --border " + AuditRequest.DEFAULT_BORDER + ".");
  }
}
