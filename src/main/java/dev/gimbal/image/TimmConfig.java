package dev.gimbal.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads timm's {@code config.json}; its keys stand under {@code pretrained_cfg} or at the top. */
public final class TimmConfig {
  /** The name of the file beside a model. */
  public static final String FILE_NAME = "config.json";

  private TimmConfig() {}

  /** What the file says; empty when it is some other {@code config.json}. */
  public static Optional<PreprocessingPart> read(Path file) {
    JsonConfig config = JsonConfig.read(file).inside("pretrained_cfg");
    if (!config.has("mean") || !config.has("std")) {
      return Optional.empty();
    }
    Optional<List<Double>> input = config.numbers("input_size");
    Optional<FrameSize> size = input.map(sides -> size(config, sides));
    PreprocessingPart part =
        PreprocessingPart.silent(FILE_NAME)
            .withSize(size)
            .withValues(
                Optional.of(
                    config.values(
                        1 / 255.0,
                        config.numbers("mean").orElseThrow(),
                        config.numbers("std").orElseThrow())))
            .withResize(size.map(s -> resize(config, s)), interpolation(config));
    boolean three = input.isPresent() && input.get().get(0) == 3;
    return Optional.of(three ? part.withChannels(Optional.of(Channels.RGB)) : part);
  }

  private static FrameSize size(JsonConfig config, List<Double> sides) {
    if (sides.size() != 3) {
      throw config.wrong("input_size", config.node("input_size"), "[channels, height, width]");
    }
    return new FrameSize(
        config.pixels("input_size", config.node("input_size").path(1)),
        config.pixels("input_size", config.node("input_size").path(2)));
  }

  private static Resize resize(JsonConfig config, FrameSize size) {
    double share = config.number("crop_pct").orElse(0.875);
    if (!(share > 0.1 && share <= 1)) {
      throw config.wrong("crop_pct", config.node("crop_pct"), "a share above 0.1 and up to 1");
    }
    int height = (int) Math.floor(size.height() / share);
    int width = (int) Math.floor(size.width() / share);
    String mode = config.text("crop_mode").orElse("center");
    return switch (mode) {
      case "center" ->
          height == width ? new Resize.ShorterSide(height) : new Resize.Cover(1 / share);
      case "squash" -> new Resize.Exact(height, width);
      default ->
          throw config.wrong("crop_mode", config.node("crop_mode"), "\"center\" or \"squash\"");
    };
  }

  private static Optional<Interpolation> interpolation(JsonConfig config) {
    return config
        .text("interpolation")
        .map(
            name ->
                switch (name.toLowerCase(Locale.ROOT)) {
                  case "bicubic" -> Interpolation.BICUBIC;
                  case "bilinear", "random" -> Interpolation.BILINEAR;
                  case "nearest" -> Interpolation.NEAREST;
                  case "box" -> Interpolation.AREA;
                  case "hamming" -> Interpolation.HAMMING;
                  case "lanczos" -> Interpolation.LANCZOS;
                  default ->
                      throw config.wrong(
                          "interpolation", config.node("interpolation"), "a Pillow filter name");
                });
  }
}
