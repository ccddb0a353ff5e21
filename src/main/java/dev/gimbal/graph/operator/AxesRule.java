package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Operators that take statistics over some axes: reductions, softmax, normalisation. Over places
 * they are global operators; over channels they are pointwise.
 */
final class AxesRule implements OperatorRule {
  private final boolean reduces;
  private final Function<OperatorCall, List<Integer>> axes;

  private AxesRule(boolean reduces, Function<OperatorCall, List<Integer>> axes) {
    this.reduces = reduces;
    this.axes = axes;
  }

  /** ReduceMean and its kind, and ArgMax. */
  static AxesRule reduction() {
    return new AxesRule(true, AxesRule::reducedAxes);
  }

  /** GlobalAveragePool and its kind. */
  static AxesRule globalPool() {
    return new AxesRule(true, call -> range(2, rank(call)));
  }

  /** Softmax, LogSoftmax, Hardmax. */
  static AxesRule softmax() {
    return new AxesRule(
        false,
        call -> {
          int axis =
              OperatorCall.axis(call.integer("axis", call.opset() < 13 ? 1 : -1), rank(call));
          return call.opset() < 13 ? range(axis, rank(call)) : List.of(axis);
        });
  }

  /** InstanceNormalization and GroupNormalization: everything but batch (and group). */
  static AxesRule instance() {
    return new AxesRule(false, call -> range(2, rank(call)));
  }

  /** LayerNormalization: from {@code axis} to the end. */
  static AxesRule trailing() {
    return new AxesRule(
        false, call -> range(OperatorCall.axis(call.integer("axis", -1), rank(call)), rank(call)));
  }

  /** LpNormalization and others with one {@code axis}. */
  static AxesRule single(int fallback) {
    return new AxesRule(
        false, call -> List.of(OperatorCall.axis(call.integer("axis", fallback), rank(call))));
  }

  /** MeanVarianceNormalization. */
  static AxesRule listed() {
    return new AxesRule(false, call -> call.integerList("axes").orElse(List.of(0, 2, 3)));
  }

  private static int rank(OperatorCall call) {
    return call.required(0).shape().size();
  }

  private static List<Integer> range(int from, int to) {
    List<Integer> list = new ArrayList<>();
    for (int i = from; i < to; i++) {
      list.add(i);
    }
    return list;
  }

  private static List<Integer> reducedAxes(OperatorCall call) {
    if (call.op().startsWith("Arg")) {
      return List.of(OperatorCall.axis(call.integer("axis", 0), rank(call)));
    }
    Optional<List<Integer>> axes = call.integerList("axes").or(() -> call.integers(1));
    if (axes.isEmpty()) {
      boolean nothing = call.integer("noop_with_empty_axes", 0) != 0;
      return nothing ? List.of() : range(0, rank(call));
    }
    return axes.get().stream().map(a -> OperatorCall.axis(a, rank(call))).toList();
  }

  @Override
  public Signal apply(OperatorCall call) {
    List<Integer> over = axes.apply(call);
    Signal signal = call.signal(0);
    if (signal.constant()) {
      throw new NotDerivable(call.op() + " of a constant by a parameter from the image");
    }
    if (over.stream().anyMatch(a -> signal.axes().get(a).hasPart())) {
      throw new NotDerivable(call.op() + " over the places inside a block");
    }
    boolean places = over.stream().anyMatch(a -> signal.axes().get(a).hasPlace());
    Signal marked = places ? signal.with(Influence.GLOBAL) : signal;
    return reduces ? collapse(call, marked, over) : withParameters(call, marked);
  }

  private static Signal collapse(OperatorCall call, Signal signal, List<Integer> over) {
    boolean keep = call.integer("keepdims", 1) != 0;
    List<Axis> left = new ArrayList<>();
    for (int i = 0; i < signal.axes().size(); i++) {
      if (!over.contains(i)) {
        left.add(signal.axes().get(i));
      } else if (keep) {
        left.add(signal.axes().get(i).is(Role.BATCH) ? signal.axes().get(i) : Axis.SINGLE);
      }
    }
    Signal out = signal.withAxes(left);
    for (Role role : List.of(Role.Y, Role.X)) {
      if (signal.has(role) && !out.has(role)) {
        out = out.withSpan(role, Span.UNIFORM);
      }
    }
    return out;
  }

  /** Scale and bias that differ between places make a normalisation positional. */
  private static Signal withParameters(OperatorCall call, Signal signal) {
    if (!call.op().equals("LayerNormalization")) {
      return signal;
    }
    List<Operand> operands = new ArrayList<>();
    operands.add(new Operand("", signal, call.required(0).shape(), Optional.empty()));
    call.operand(1).ifPresent(operands::add);
    call.operand(2).ifPresent(operands::add);
    return BroadcastRule.join(operands, call.outputShape());
  }
}
