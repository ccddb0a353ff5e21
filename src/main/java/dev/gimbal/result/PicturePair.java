package dev.gimbal.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An image and what a probe makes of it, among those that changed the answer most.
 *
 * @param image position of the image in the plan
 * @param name of the image, without folders
 * @param label class index, where the image is labelled
 * @param labelName the label's name, where the sidecar gives it
 * @param probe index of the probe
 * @param reason why this pair is shown
 * @param reference the image as the network saw it, unprobed
 * @param probed the same under the probe
 * @param answers one an output, in their order
 * @param maps a few layers' feature maps; may be empty
 */
public record PicturePair(
    int image,
    String name,
    Optional<Integer> label,
    Optional<String> labelName,
    int probe,
    Reason reason,
    Png reference,
    Png probed,
    List<Answer> answers,
    List<LayerMaps> maps) {

  /** Why a pair is shown. */
  public enum Reason {
    /** The answer changed under the smallest move of the family. */
    @JsonProperty("smallestMove")
    SMALLEST_MOVE,
    /** The answer changed most under this family. */
    @JsonProperty("largestChange")
    LARGEST_CHANGE
  }

  /**
   * One channel of a layer before and after the probe: the channel that changed most. Cells that
   * the comparison does not see are transparent.
   *
   * @param layer index of the layer
   * @param channel counted from 0
   * @param low value of the darkest colour of {@code before}, {@code after}, {@code movedBack}
   * @param high value of the lightest
   * @param largestChange the strongest colours of {@code difference} are ± this
   * @param before of the unprobed image
   * @param after of the probed image
   * @param movedBack the latter in the reference frame, where the layer's geometry is known
   * @param difference {@code movedBack} minus {@code before}; without it, {@code after} minus
   *     {@code before}
   */
  public record LayerMaps(
      int layer,
      int channel,
      double low,
      double high,
      double largestChange,
      Png before,
      Png after,
      Optional<Png> movedBack,
      Png difference) {
    public LayerMaps {
      Objects.requireNonNull(before);
      Objects.requireNonNull(after);
      Objects.requireNonNull(movedBack);
      Objects.requireNonNull(difference);
    }
  }

  public PicturePair {
    Objects.requireNonNull(name);
    Objects.requireNonNull(label);
    Objects.requireNonNull(labelName);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(probed);
    answers = List.copyOf(answers);
    maps = List.copyOf(maps);
  }
}
