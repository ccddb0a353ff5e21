package dev.gimbal.graph.operator;

import dev.gimbal.geometry.AxisGeometry;
import java.util.Objects;

/** What is known about the rows or the columns of a tensor. */
public sealed interface Span {
  /** Cells with a place in the input. */
  record Known(AxisGeometry geometry) implements Span {
    public Known {
      Objects.requireNonNull(geometry);
    }
  }

  /** One value for all positions: there is nothing to place. */
  record Uniform() implements Span {}

  /** Not derived, with the reason as a clause. */
  record Unknown(String reason) implements Span {
    public Unknown {
      Objects.requireNonNull(reason);
    }
  }

  Span UNIFORM = new Uniform();
}
