package dev.gimbal.image;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the image keys that the ONNX specification defines for {@code metadata_props} and that
 * Windows ML tools write.
 */
public final class ModelMetadata {
  private ModelMetadata() {}

  /** What the properties say; unknown values say nothing. */
  public static PreprocessingPart read(Map<String, String> properties) {
    return PreprocessingPart.silent("metadata")
        .withChannels(channels(properties.getOrDefault("Image.BitmapPixelFormat", "")))
        .withValues(values(properties.getOrDefault("Image.NominalPixelRange", "")));
  }

  private static Optional<Channels> channels(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "gray8", "gray16" -> Optional.of(Channels.GRAY);
      case "rgb8" -> Optional.of(Channels.RGB);
      case "bgr8" -> Optional.of(Channels.BGR);
      default -> Optional.empty();
    };
  }

  private static Optional<PixelValues> values(String range) {
    return switch (range.toLowerCase(Locale.ROOT)) {
      case "nominalrange_0_255" -> Optional.of(PixelValues.scaled(1));
      case "normalized_0_1" -> Optional.of(PixelValues.scaled(1 / 255.0));
      case "normalized_1_1" -> Optional.of(new PixelValues(1 / 127.5, List.of(1.0), List.of(1.0)));
      case "nominalrange_16_235" ->
          Optional.of(new PixelValues(219 / 255.0, List.of(-16.0), List.of(1.0)));
      default -> Optional.empty();
    };
  }
}
