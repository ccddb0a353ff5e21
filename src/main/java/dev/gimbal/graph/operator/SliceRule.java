package dev.gimbal.graph.operator;

import dev.gimbal.geometry.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Slice: a run of cells of some axes, possibly in steps. */
final class SliceRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    if (signal.constant()) {
      throw new NotDerivable("Slice at positions that depend on the image");
    }
    List<Integer> starts = numbers(call, "starts", 1);
    List<Integer> steps = call.integers(4).orElse(List.of());
    List<Integer> axes = axes(call, starts.size());
    Optional<Signal.Cut> cut = Optional.empty();
    for (int i = 0; i < starts.size(); i++) {
      int axis = OperatorCall.axis(axes.get(i), signal.axes().size());
      int step = steps.isEmpty() ? 1 : steps.get(i);
      int size = call.required(0).shape().get(axis);
      int count = call.outputShape().get(axis);
      int first = first(starts.get(i), step, size);
      if (step == 1 && starts.size() == 1) {
        cut = Optional.of(new Signal.Cut(call.required(0).name(), axis, first, count));
      }
      if (count < size || step != 1) {
        signal = slice(signal, axis, new int[] {first, count, step, size});
      }
    }
    return cut.isPresent() ? signal.withCut(cut.get()) : signal;
  }

  private static List<Integer> numbers(OperatorCall call, String name, int input) {
    return call.integerList(name)
        .or(() -> call.integers(input))
        .orElseThrow(() -> new NotDerivable("Slice without " + name));
  }

  private static List<Integer> axes(OperatorCall call, int count) {
    Optional<List<Integer>> given = call.integerList("axes").or(() -> call.integers(3));
    if (given.isPresent()) {
      return given.get();
    }
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    return all;
  }

  private static int first(int start, int step, int size) {
    int from = start < 0 ? start + size : start;
    return Math.max(0, Math.min(step > 0 ? size : size - 1, from));
  }

  /** {@code piece} is first, count, step, size. */
  static Signal slice(Signal signal, int axis, int[] piece) {
    if (piece[1] == 0) {
      throw new NotDerivable("an empty piece of an axis");
    }
    if (signal.axes().get(axis).isFlattenedSpace() && !isRowsOrColumns(signal.axes().get(axis))) {
      return tokens(signal, axis, piece[1]);
    }
    if (!signal.axes().get(axis).hasPlace()) {
      return signal.withAxes(signal.axesWith(axis, Axis.of(Role.CHANNEL, piece[1])));
    }
    if (piece[2] < 1) {
      throw new NotDerivable("Slice mirrors the map");
    }
    return AxisStep.apply(
        signal,
        axis,
        Window.slice(piece[0], piece[1], piece[2], piece[3]),
        piece[1],
        Influence.POSITIONAL);
  }

  private static boolean isRowsOrColumns(Axis axis) {
    return axis.is(Role.Y) || axis.is(Role.X);
  }

  /** Some tokens of a sequence: picked by their place. */
  static Signal tokens(Signal signal, int axis, int count) {
    if (signal.axes().get(axis).hasPart()) {
      throw new NotDerivable("some places inside a block");
    }
    Span lost = new Span.Unknown("some tokens of a sequence");
    Axis left = count == 1 ? Axis.SINGLE : Axis.of(Role.TOKEN, count);
    Span span = count == 1 ? Span.UNIFORM : lost;
    return Signal.of(
        signal.axesWith(axis, left), span, span, signal.influence().and(Influence.POSITIONAL));
  }
}
