package dev.gimbal.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a picture becomes network input: resize, centre crop, channels, then {@code (x·scale −
 * mean)/std}. Resolved: nothing is left open.
 *
 * @param inputName the input tensor, where a source names it
 * @param layout the axis order, where a source states it
 * @param channels what the channels hold
 * @param channelCount how many there are
 * @param size height and width of the input
 * @param resize before the centre crop to {@code size}
 * @param interpolation the resize's filter
 * @param values scale, mean, standard deviation
 * @param origins for {@code channels}, {@code size}, {@code resize}, {@code values}: where each
 *     comes from
 * @param warnings one sentence for everything that is a guess or looks wrong
 */
public record Preprocessing(
    Optional<String> inputName,
    Optional<Layout> layout,
    Channels channels,
    int channelCount,
    FrameSize size,
    Resize resize,
    Interpolation interpolation,
    PixelValues values,
    Map<String, String> origins,
    List<String> warnings) {
  public Preprocessing {
    Objects.requireNonNull(size);
    Objects.requireNonNull(resize);
    Objects.requireNonNull(interpolation);
    origins = Map.copyOf(origins);
    warnings = List.copyOf(warnings);
    if (!channels.fits(channelCount) || !values.fits(channelCount)) {
      throw new IllegalArgumentException(channels + " and " + values + " for " + channelCount);
    }
  }

  /** Height of the input in pixels. */
  public int height() {
    return size.height();
  }

  /** Width of the input in pixels. */
  public int width() {
    return size.width();
  }

  /** The same for pictures that already have the wanted scale: they are only cropped. */
  public Preprocessing withoutResize() {
    return withResize(new Resize.None());
  }

  Preprocessing withResize(Resize newResize) {
    return new Preprocessing(
        inputName,
        layout,
        channels,
        channelCount,
        size,
        newResize,
        interpolation,
        values,
        origins,
        warnings);
  }

  /** One line, for example in the report. */
  public String summary() {
    return recipe()
        + " ["
        + new TreeMap<>(origins)
            .entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "))
        + "]";
  }

  /** One line without provenance: equal exactly when the numbers are; part of the plan's hash. */
  public String recipe() {
    String crop =
        resize instanceof Resize.Exact exact
                && exact.height() == size.height()
                && exact.width() == size.width()
            ? ""
            : ", centre crop " + size;
    return "%s %s, resize %s (%s)%s, x·%s, mean %s, std %s"
        .formatted(
            channels.id(),
            size,
            resize.text(),
            interpolation.id(),
            crop,
            values.scale(),
            values.mean(),
            values.std());
  }
}
