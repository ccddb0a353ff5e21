package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;

/** Expand and Tile: single values repeated over new cells, all alike. */
final class ExpandRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    List<Integer> in = call.required(0).shape();
    List<Integer> out = call.outputShape();
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      int own = i - (out.size() - in.size());
      Axis axis = own < 0 ? Axis.SINGLE : signal.axes().get(own);
      axes.add(axis.size() == out.get(i) ? axis : grown(axis, i, out));
    }
    return signal.withAxes(axes);
  }

  private static Axis grown(Axis axis, int index, List<Integer> shape) {
    if (axis.size() != 1) {
      throw new NotDerivable("a map is repeated side by side");
    }
    if (shape.size() == 4 && index >= 2) {
      return Axis.of(index == 2 ? Role.Y : Role.X, shape.get(index));
    }
    return Axis.of(Role.CHANNEL, shape.get(index));
  }
}
