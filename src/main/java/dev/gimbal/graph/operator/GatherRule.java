package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;

/** Gather with constant indices: picks channels, or one token by its place. */
final class GatherRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Operand data = call.required(0);
    Operand indices = call.required(1);
    if (data.isConstant() || !indices.isConstant()) {
      throw new NotDerivable("Gather picks by indices that depend on the image");
    }
    Signal signal = data.signal();
    int axis = OperatorCall.axis(call.integer("axis", 0), data.shape().size());
    Axis picked = signal.axes().get(axis);
    if (picked.hasPlace()) {
      if (!indices.shape().isEmpty() || picked.is(Role.Y) || picked.is(Role.X)) {
        throw new NotDerivable("Gather picks positions");
      }
      signal = SliceRule.tokens(signal, axis, 1);
    }
    List<Axis> axes = new ArrayList<>(signal.axes());
    axes.remove(axis);
    for (int i = 0; i < indices.shape().size(); i++) {
      axes.add(axis + i, Axis.of(Role.CHANNEL, indices.shape().get(i)));
    }
    return signal.withAxes(axes);
  }
}
