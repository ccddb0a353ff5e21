package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Transpose: the axes in another order. */
final class TransposeRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    List<Axis> axes = new ArrayList<>();
    List<Integer> order = call.integerList("perm").orElse(List.of());
    if (order.isEmpty()) {
      axes.addAll(signal.axes());
      Collections.reverse(axes);
    } else {
      order.forEach(i -> axes.add(signal.axes().get(i)));
    }
    return signal.withAxes(axes);
  }
}
