package dev.gimbal.graph.operator;

import dev.gimbal.geometry.AxisOperator;
import dev.gimbal.geometry.CircularPad;
import dev.gimbal.geometry.Window;
import java.util.ArrayList;
import java.util.List;

/** Pad: cells around the map, negative ones cut. */
final class PadRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    List<Integer> pads =
        call.integerList("pads")
            .or(() -> call.integerList("paddings"))
            .or(() -> call.integers(1))
            .orElseThrow(() -> new NotDerivable("Pad without pads"));
    List<Integer> axes = axes(call, signal.axes().size());
    boolean wraps = call.text("mode", "constant").equals("wrap");
    for (int i = 0; i < axes.size(); i++) {
      int before = pads.get(i);
      int after = pads.get(i + axes.size());
      int axis = axes.get(i);
      if (before != 0 || after != 0) {
        AxisOperator operator =
            wraps ? circular(call, signal, axis, before, after) : Window.pad(before, after);
        signal =
            AxisStep.apply(
                signal, axis, operator, call.outputShape().get(axis), Influence.POSITIONAL);
      }
    }
    return signal;
  }

  static AxisOperator circular(OperatorCall call, Signal signal, int axis, int before, int after) {
    boolean rows = signal.axes().get(axis).is(Role.Y);
    return new CircularPad(before, after, rows ? call.frameHeight() : call.frameWidth());
  }

  private static List<Integer> axes(OperatorCall call, int rank) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      all.add(i);
    }
    return call.integers(3)
        .map(list -> list.stream().map(a -> OperatorCall.axis(a, rank)).toList())
        .orElse(all);
  }
}
