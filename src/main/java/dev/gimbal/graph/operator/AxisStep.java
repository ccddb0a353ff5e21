package dev.gimbal.graph.operator;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.AxisOperator;

/** Carries a signal through an operator that works on one axis at a time. */
final class AxisStep {
  private AxisStep() {}

  /**
   * Applies {@code operator} to axis {@code index}.
   *
   * @param size cells that ONNX Runtime says come out
   * @param whole what the operator becomes when it sees the whole axis at once
   */
  static Signal apply(Signal in, int index, AxisOperator operator, int size, Influence whole) {
    Axis axis = in.axes().get(index);
    if (!axis.hasPlace()) {
      return alongChannels(in, index, operator, size);
    }
    if (!axis.is(Role.Y) && !axis.is(Role.X)) {
      throw new NotDerivable("a window runs over an axis into which space was flattened");
    }
    Role role = axis.factors().get(0).role();
    Signal out = in.withAxes(in.axesWith(index, Axis.of(role, size)));
    if (size == 1 && axis.size() > 1) {
      return out.with(whole).withSpan(role, Span.UNIFORM);
    }
    return out.withSpan(role, span(in.span(role), operator, size));
  }

  private static Span span(Span span, AxisOperator operator, int size) {
    if (span instanceof Span.Known known) {
      return new Span.Known(geometry(known.geometry(), operator, size));
    }
    if (span instanceof Span.Uniform) {
      return new Span.Unknown("a window runs over a map that is constant along this axis");
    }
    return span;
  }

  private static AxisGeometry geometry(AxisGeometry in, AxisOperator operator, int size) {
    int predicted = operator.outputSize(in.size());
    if (predicted != size) {
      throw new NotDerivable(
          "an axis of " + size + " cells where " + predicted + " were derived from the operator");
    }
    return operator.apply(in);
  }

  /** An axis without places: either channels, or the single cell left after pooling. */
  private static Signal alongChannels(Signal in, int index, AxisOperator operator, int size) {
    Axis axis = in.axes().get(index);
    if (axis.size() == 1 && size == 1) {
      return singleCell(in, index, operator);
    }
    if (axis.size() == 1) {
      throw new NotDerivable("a map grows out of a single cell");
    }
    return in.withAxes(in.axesWith(index, Axis.of(Role.CHANNEL, size)));
  }

  /** A one-cell axis that was one cell from the start keeps its geometry. */
  private static Signal singleCell(Signal in, int index, AxisOperator operator) {
    Role role = index == in.axes().size() - 2 ? Role.Y : Role.X;
    boolean known = in.span(role) instanceof Span.Known k && k.geometry().size() == 1;
    return known && !in.has(role) ? in.withSpan(role, span(in.span(role), operator, 1)) : in;
  }
}
