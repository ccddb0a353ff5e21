package dev.gimbal.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The recipes that have a name on the command line. */
public enum NamedPreprocessing {
  /** x/255, then ImageNet's mean and standard deviation; 224 px come from a shorter side of 256. */
  IMAGENET(
      new PixelValues(1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
      256 / 224.0),
  /** x/255. */
  UNIT(PixelValues.scaled(1 / 255.0), 1),
  /** 0…255. */
  RAW(PixelValues.scaled(1), 1),
  /** x/127.5 − 1. */
  SYMMETRIC(new PixelValues(1 / 127.5, List.of(1.0), List.of(1.0)), 1);

  private final PixelValues values;
  private final double margin;

  NamedPreprocessing(PixelValues values, double margin) {
    this.values = values;
    this.margin = margin;
  }

  /** The name on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a recipe by its name. */
  public static Optional<NamedPreprocessing> named(String name) {
    for (NamedPreprocessing recipe : values()) {
      if (recipe.id().equals(name)) {
        return Optional.of(recipe);
      }
    }
    return Optional.empty();
  }

  /**
   * The recipe as a source.
   *
   * @param origin where the choice comes from
   * @param bgr true when the network's channels are blue, green, red
   */
  public PreprocessingPart part(String origin, boolean bgr) {
    return PreprocessingPart.silent(origin)
        .withResize(Optional.of(new Resize.Cover(margin)), Optional.of(Interpolation.BILINEAR))
        .withValues(Optional.of(bgr ? values.reversed() : values));
  }
}
