package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;
import java.util.List;
import java.util.Optional;

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
    if (text.equals("fill=zero")) {
      return new Border.Fill(new Border.FillColour.Zero());
    }
    if (text.startsWith("fill=")) {
      return new Border.Fill(colour(text));
    }
    return plain(text).orElseThrow(() -> unknown(text));
  }

  /** The protocol of a name without a colour. */
  static Optional<Border> plain(String name) {
    return switch (name) {
      case "fill" -> Optional.of(Border.standard());
      case "reflect" -> Optional.of(new Border.Reflect());
      case "circular" -> Optional.of(new Border.Circular());
      case "canvas" -> Optional.of(new Border.Canvas());
      case "context" -> Optional.of(new Border.Context());
      default -> Optional.empty();
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
