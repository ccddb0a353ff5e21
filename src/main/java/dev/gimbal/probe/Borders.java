package dev.gimbal.probe;

import java.util.Objects;

/**
 * The border protocol of each family.
 *
 * @param translation any protocol
 * @param rotation any but circular
 * @param crop any but circular
 */
public record Borders(Border translation, Border rotation, Border crop) {
  public Borders {
    Objects.requireNonNull(translation);
    if (rotation instanceof Border.Circular || crop instanceof Border.Circular) {
      throw new IllegalArgumentException("circular is for translations only");
    }
  }

  /** The default everywhere. */
  public static Borders standard() {
    return everywhere(Border.standard());
  }

  /** The protocol for all families that allow it; the others keep the default. */
  public static Borders everywhere(Border border) {
    Border others = border instanceof Border.Circular ? Border.standard() : border;
    return new Borders(border, others, others);
  }

  /** The family's protocol. */
  public Border of(Family family) {
    return switch (family) {
      case TRANSLATION -> translation;
      case ROTATION -> rotation;
      case CROP -> crop;
    };
  }
}
