package dev.gimbal.result;

import java.util.Objects;
import java.util.Optional;

/**
 * A small picture that the report shows.
 *
 * @param role reference or probed: an image as the network saw it; map: a feature map
 * @param image position of the image in the plan
 * @param name of the image, without folders
 * @param probe index of the probe, where one was applied
 * @param layer index of the layer whose feature map it is, where it is one
 * @param caption what to see; may be empty
 * @param png the bytes of a PNG file, Base64
 */
public record Picture(
    String role,
    int image,
    String name,
    Optional<Integer> probe,
    Optional<Integer> layer,
    String caption,
    String png) {
  public Picture {
    Objects.requireNonNull(role);
    Objects.requireNonNull(name);
    Objects.requireNonNull(probe);
    Objects.requireNonNull(layer);
    Objects.requireNonNull(caption);
    Objects.requireNonNull(png);
  }
}
