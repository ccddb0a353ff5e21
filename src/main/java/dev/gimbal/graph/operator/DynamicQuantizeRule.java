package dev.gimbal.graph.operator;

import java.util.List;

/** DynamicQuantizeLinear: codes, scale and zero point that depend on the whole tensor. */
final class DynamicQuantizeRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    return call.signal(0).with(Influence.GLOBAL);
  }

  @Override
  public Signal apply(OperatorCall call, int output) {
    Influence influence = call.signal(0).influence().and(Influence.GLOBAL);
    return output == 0 ? apply(call) : Signal.of(List.of(), Span.UNIFORM, Span.UNIFORM, influence);
  }
}
