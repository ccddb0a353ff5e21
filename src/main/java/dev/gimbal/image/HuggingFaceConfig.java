package dev.gimbal.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads Hugging Face's {@code preprocessor_config.json}. */
public final class HuggingFaceConfig {
  /** The name of the file beside a model. */
  public static final String FILE_NAME = "preprocessor_config.json";

  private HuggingFaceConfig() {}

  /** What the file says. */
  public static PreprocessingPart read(Path file) {
    JsonConfig config = JsonConfig.read(file);
    Optional<FrameSize> crop =
        config.flag("do_center_crop", config.has("crop_size")) ? crop(config) : Optional.empty();
    PreprocessingPart part =
        PreprocessingPart.silent(FILE_NAME)
            .withSize(crop.or(() -> fullSize(config)))
            .withResize(Optional.of(resize(config, crop.isPresent())), resample(config))
            .withValues(values(config));
    return config.flag("do_flip_channel_order", false)
        ? part.withChannels(Optional.of(Channels.BGR))
        : config.flag("do_convert_rgb", false)
            ? part.withChannels(Optional.of(Channels.RGB))
            : part;
  }

  private static Optional<FrameSize> crop(JsonConfig config) {
    String key = config.has("crop_size") ? "crop_size" : "size";
    return box(config, key);
  }

  private static Optional<FrameSize> box(JsonConfig config, String key) {
    JsonNode node = config.node(key);
    if (node.isNumber()) {
      int side = config.pixels(key, node);
      return Optional.of(new FrameSize(side, side));
    }
    if (node.has("height") && node.has("width")) {
      return Optional.of(
          new FrameSize(
              config.pixels(key + ".height", node.path("height")),
              config.pixels(key + ".width", node.path("width"))));
    }
    return Optional.empty();
  }

  /** The input's size where there is no centre crop: what the resize leads to. */
  private static Optional<FrameSize> fullSize(JsonConfig config) {
    JsonNode size = config.node("size");
    if (size.has("shortest_edge") && config.has("crop_pct")) {
      int side = config.pixels("size.shortest_edge", size.path("shortest_edge"));
      return Optional.of(new FrameSize(side, side));
    }
    return size.has("shortest_edge") ? Optional.empty() : box(config, "size");
  }

  private static Resize resize(JsonConfig config, boolean cropped) {
    if (!config.flag("do_resize", true)) {
      return new Resize.None();
    }
    JsonNode size = config.node("size");
    if (size.has("shortest_edge")) {
      int side = config.pixels("size.shortest_edge", size.path("shortest_edge"));
      // ConvNeXT states the final size; below 384 px it resizes to that over crop_pct first.
      Optional<Double> share = config.number("crop_pct");
      if (share.isPresent() && share.get() > 0 && share.get() <= 1 && side < 384) {
        return new Resize.ShorterSide((int) (side / share.get()));
      }
      return share.isPresent() ? new Resize.Exact(side, side) : new Resize.ShorterSide(side);
    }
    // An old-style plain number: the shorter side when a crop follows, else a square.
    if (size.isNumber() && cropped) {
      return new Resize.ShorterSide(config.pixels("size", size));
    }
    return box(config, "size")
        .<Resize>map(box -> new Resize.Exact(box.height(), box.width()))
        .orElse(new Resize.Cover(1));
  }

  private static Optional<Interpolation> resample(JsonConfig config) {
    if (!config.has("resample")) {
      return Optional.empty();
    }
    JsonNode node = config.node("resample");
    int code = node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : -1;
    return Optional.of(
        switch (code) {
          case 0 -> Interpolation.NEAREST;
          case 1 -> Interpolation.LANCZOS;
          case 2 -> Interpolation.BILINEAR;
          case 3 -> Interpolation.BICUBIC;
          case 4 -> Interpolation.AREA;
          case 5 -> Interpolation.HAMMING;
          default -> throw config.wrong("resample", node, "a Pillow filter code, 0 to 5");
        });
  }

  private static Optional<PixelValues> values(JsonConfig config) {
    boolean hasMean = config.has("image_mean") && config.has("image_std");
    boolean says = config.has("do_rescale") || config.has("rescale_factor") || hasMean;
    if (!says) {
      return Optional.empty();
    }
    double scale =
        config.flag("do_rescale", true) ? config.number("rescale_factor").orElse(1 / 255.0) : 1;
    boolean normalise = config.flag("do_normalize", hasMean) && hasMean;
    return Optional.of(
        config.values(
            scale,
            normalise ? config.numbers("image_mean").orElseThrow() : List.of(0.0),
            normalise ? config.numbers("image_std").orElseThrow() : List.of(1.0)));
  }
}
