package dev.gimbal.image;

import java.util.Objects;
import java.util.Optional;

/**
 * What one source says about preprocessing; everything it is silent about is empty.
 *
 * @param origin where it comes from, as the report says it: {@code flag}, {@code sidecar x.yaml}
 * @param inputName name of the input tensor
 * @param layout axis order of the input tensor
 * @param channels what its channels hold
 * @param size height and width of the input
 * @param resize how pictures are brought to size
 * @param interpolation the resize's filter
 * @param values scale, mean and standard deviation, which only make sense together
 */
public record PreprocessingPart(
    String origin,
    Optional<String> inputName,
    Optional<Layout> layout,
    Optional<Channels> channels,
    Optional<FrameSize> size,
    Optional<Resize> resize,
    Optional<Interpolation> interpolation,
    Optional<PixelValues> values) {
  public PreprocessingPart {
    Objects.requireNonNull(origin);
  }

  /** Says nothing. */
  public static PreprocessingPart silent(String origin) {
    return new PreprocessingPart(
        origin,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, with these channels. */
  public PreprocessingPart withChannels(Optional<Channels> newChannels) {
    return new PreprocessingPart(
        origin, inputName, layout, newChannels, size, resize, interpolation, values);
  }

  /** The same, with this resize and filter. */
  public PreprocessingPart withResize(
      Optional<Resize> newResize, Optional<Interpolation> newInterpolation) {
    return new PreprocessingPart(
        origin, inputName, layout, channels, size, newResize, newInterpolation, values);
  }

  /** The same, with this input size. */
  public PreprocessingPart withSize(Optional<FrameSize> newSize) {
    return new PreprocessingPart(
        origin, inputName, layout, channels, newSize, resize, interpolation, values);
  }

  /** The same, with these values. */
  public PreprocessingPart withValues(Optional<PixelValues> newValues) {
    return new PreprocessingPart(
        origin, inputName, layout, channels, size, resize, interpolation, newValues);
  }
}
