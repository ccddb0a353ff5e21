package dev.gimbal.plan;

import java.util.List;
import java.util.Objects;

/**
 * What changing the input showed of one layer's receptive field, to be listed beside the layer.
 *
 * @param layer the layer's name
 * @param cell row and column of the middle cell
 * @param derived first and last input pixel of its field inside the frame, for y, then x
 * @param seen the same for the pixels that moved it; no numbers where none did
 * @param changes how many stripes of the input were changed
 * @param status {@code holds}, {@code contradicted}, or why nothing can be said
 * @param contradiction where a feature moved without a change in its field; empty if none did
 */
public record VerifiedField(
    String layer,
    List<Integer> cell,
    List<List<Integer>> derived,
    List<List<Integer>> seen,
    int changes,
    String status,
    String contradiction) {
  public VerifiedField {
    Objects.requireNonNull(layer);
    Objects.requireNonNull(status);
    Objects.requireNonNull(contradiction);
    cell = List.copyOf(cell);
    derived = derived.stream().map(List::copyOf).toList();
    seen = seen.stream().map(List::copyOf).toList();
  }
}
