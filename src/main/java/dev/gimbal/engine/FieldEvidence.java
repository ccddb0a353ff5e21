package dev.gimbal.engine;

import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Outcome;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** What changed stripes tell of one layer. */
final class FieldEvidence {
  private final int layer;
  private final boolean wholeFrame;
  private final AxisEvidence y;
  private final AxisEvidence x;
  private int changes;
  private boolean repeatable = true;

  FieldEvidence(int layer, boolean wholeFrame, AxisEvidence y, AxisEvidence x) {
    this.layer = layer;
    this.wholeFrame = wholeFrame;
    this.y = y;
    this.x = x;
  }

  /** Adds whether the unchanged picture gave the same features twice. */
  void repeated(boolean same) {
    repeatable &= same;
  }

  void accept(Stripe stripe, BitSet moved) {
    changes++;
    (stripe.rows() ? y : x).accept(stripe.pixels(), moved);
  }

  FieldCheck check() {
    String contradiction =
        Stream.of(y.contradiction(), x.contradiction())
            .filter(text -> repeatable && !text.isEmpty())
            .findFirst()
            .orElse("");
    return new FieldCheck(
        layer,
        wholeFrame,
        List.of(y.middle(), x.middle()),
        List.of(y.derived(), x.derived()),
        List.of(y.seen(), x.seen()),
        changes,
        contradiction,
        outcome());
  }

  private Outcome outcome() {
    if (!repeatable) {
      return new Outcome.Failed("the layer differs between two runs of the same picture");
    }
    if (!y.anyMoved() && !x.anyMoved()) {
      return new Outcome.Degenerate("no change of the input moved any of its features");
    }
    return Outcome.measured(y.contradictions() + x.contradictions(), changes);
  }
}
