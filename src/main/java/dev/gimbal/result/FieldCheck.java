package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * Whether a layer's features move only with the input pixels that their derived receptive fields
 * hold. Stripes of the input (rows, then columns) were changed one at a time, and every feature of
 * the layer was compared with its value before. All features take part in {@code outcome}; {@code
 * derived} and {@code seen} are those of the middle cell.
 *
 * @param layer index of the layer
 * @param wholeFrame whether the layer may depend on the whole frame: operators that see all places
 *     at once, or know where they are, lie above
 * @param cell row and column of the middle cell
 * @param derived first and last input pixel of that cell's field inside the frame, for y, then x;
 *     no numbers where it lies in the padding
 * @param seen the same for the pixels that moved a feature of that row, or column, of cells: the
 *     true field is at least as wide, so that it is exact where it equals {@code derived}; no
 *     numbers where nothing moved
 * @param changes how many stripes were changed
 * @param contradiction where a feature moved without a change in its field; empty if none did
 * @param outcome measured: how many times a row or column of cells moved without a change in its
 *     field, 0 where the derived field holds; n is {@code changes}. Degenerate where nothing moved
 */
public record FieldCheck(
    int layer,
    boolean wholeFrame,
    List<Integer> cell,
    List<List<Integer>> derived,
    List<List<Integer>> seen,
    int changes,
    String contradiction,
    Outcome outcome) {
  private static final int AXES = 2;

  public FieldCheck {
    cell = List.copyOf(cell);
    derived = derived.stream().map(List::copyOf).toList();
    seen = seen.stream().map(List::copyOf).toList();
    Objects.requireNonNull(contradiction);
    Objects.requireNonNull(outcome);
    if (cell.size() != AXES || derived.size() != AXES || seen.size() != AXES) {
      throw new IllegalArgumentException("a field has two axes: " + cell + derived + seen);
    }
    for (List<List<Integer>> spans : List.of(derived, seen)) {
      for (List<Integer> span : spans) {
        if (!span.isEmpty() && (span.size() != 2 || span.get(1) < span.get(0))) {
          throw new IllegalArgumentException("a field reaches from first to last: " + span);
        }
      }
    }
  }

  /** Pixels of the derived field inside the frame, y or x. */
  public int derivedSize(int axis) {
    return size(derived.get(axis));
  }

  /** Pixels between the outermost that moved the cell, both included, y or x. */
  public int seenSize(int axis) {
    return size(seen.get(axis));
  }

  private static int size(List<Integer> span) {
    return span.isEmpty() ? 0 : span.get(1) - span.get(0) + 1;
  }

  /** Whether a feature moved that the derived field says could not. */
  public boolean contradicts() {
    return !contradiction.isEmpty();
  }
}
