package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * Whether the derived receptive field of a layer is what perturbing input pixels shows.
 *
 * @param layer index of the layer
 * @param derived size of the derived receptive field in input pixels, [y, x]
 * @param seen size of the region whose pixels moved a feature, [y, x]; no entry where nothing moved
 * @param features how many features were watched
 * @param pixels how many input pixels were changed
 * @param outcome measured with the number of changes outside the derived field, or why not
 */
public record FieldCheck(
    int layer, List<Long> derived, List<Long> seen, int features, int pixels, Outcome outcome) {
  public FieldCheck {
    derived = List.copyOf(derived);
    seen = List.copyOf(seen);
    Objects.requireNonNull(outcome);
  }
}
