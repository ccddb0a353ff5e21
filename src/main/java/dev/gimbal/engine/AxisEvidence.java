package dev.gimbal.engine;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What changed stripes tell of one axis of one layer. */
final class AxisEvidence {
  private final String axis;
  private final Optional<AxisGeometry> bounds;
  private final int frame;
  private final boolean constantPadding;
  private final int middle;
  private final IndexRange derived;
  private int seenFirst = Integer.MAX_VALUE;
  private int seenLast = Integer.MIN_VALUE;
  private boolean anyMoved;
  private int contradictions;
  private String contradiction = "";

  /**
   * Nothing seen yet.
   *
   * @param axis row or column, for messages
   * @param cells of this axis
   * @param bounds the derived geometry; empty where the whole frame may be seen
   * @param frame pixels of the input on this axis
   * @param constantPadding whether cells that see padding are held to their fields too
   */
  AxisEvidence(
      String axis, int cells, Optional<AxisGeometry> bounds, int frame, boolean constantPadding) {
    this.axis = axis;
    this.bounds = bounds;
    this.frame = frame;
    this.constantPadding = constantPadding;
    middle = cells / 2;
    derived = field(middle);
  }

  private IndexRange field(int cell) {
    return bounds
        .map(b -> b.field(cell))
        .orElse(IndexRange.all(frame))
        .intersect(IndexRange.all(frame));
  }

  /** Adds which cells moved when a stripe was changed. */
  void accept(IndexRange stripe, BitSet moved) {
    anyMoved |= !moved.isEmpty();
    for (int cell = moved.nextSetBit(0); cell >= 0; cell = moved.nextSetBit(cell + 1)) {
      if (isHeld(cell) && field(cell).intersect(stripe).isEmpty()) {
        contradictions++;
        if (contradiction.isEmpty()) {
          contradiction = describe(cell, stripe);
        }
      }
    }
    if (moved.get(middle)) {
      // some pixel of the stripe did it, whichever: only what holds for each of them is claimed
      IndexRange inside = stripe.intersect(derived);
      IndexRange mover = inside.isEmpty() ? stripe : inside;
      seenFirst = Math.min(seenFirst, mover.last());
      seenLast = Math.max(seenLast, mover.first());
    }
  }

  private boolean isHeld(int cell) {
    return constantPadding || bounds.filter(b -> !b.clean().contains(cell)).isEmpty();
  }

  private String describe(int cell, IndexRange stripe) {
    IndexRange field = field(cell);
    return axis
        + " "
        + cell
        + " of its cells moved when pixel "
        + axis
        + "s "
        + stripe.first()
        + "…"
        + stripe.last()
        + " were changed, but its derived field "
        + (field.isEmpty() ? "is empty" : "is " + field.first() + "…" + field.last());
  }

  boolean anyMoved() {
    return anyMoved;
  }

  int middle() {
    return middle;
  }

  List<Integer> derived() {
    return derived.isEmpty() ? List.of() : List.of(derived.first(), derived.last());
  }

  /** From the first to the last pixel that is known to move the middle cell. */
  List<Integer> seen() {
    if (seenFirst == Integer.MAX_VALUE) {
      return List.of();
    }
    // where one wide stripe holds the whole field, one pixel of it is all that is known
    return List.of(Math.min(seenFirst, seenLast), seenLast);
  }

  int contradictions() {
    return contradictions;
  }

  String contradiction() {
    return contradiction;
  }
}
