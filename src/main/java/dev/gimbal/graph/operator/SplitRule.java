package dev.gimbal.graph.operator;

/** Split: consecutive pieces of one axis, one an output. */
final class SplitRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    return apply(call, 0);
  }

  @Override
  public Signal apply(OperatorCall call, int output) {
    Signal signal = call.signal(0);
    int axis = OperatorCall.axis(call.integer("axis", 0), signal.axes().size());
    int first = 0;
    for (int i = 0; i < output; i++) {
      first += call.outputShapes().get(i).get(axis);
    }
    int count = call.outputShapes().get(output).get(axis);
    int size = call.required(0).shape().get(axis);
    return SliceRule.slice(signal, axis, new int[] {first, count, 1, size});
  }
}
