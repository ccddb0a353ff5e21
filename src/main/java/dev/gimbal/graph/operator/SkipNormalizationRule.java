package dev.gimbal.graph.operator;

import java.util.List;

/** ONNX Runtime's fused residual: the sum of two tensors, normalised over the last axis. */
final class SkipNormalizationRule implements OperatorRule {
  private static final int SUM = 3;

  @Override
  public Signal apply(OperatorCall call) {
    Signal sum =
        BroadcastRule.join(List.of(call.required(0), call.required(1)), call.outputShape());
    if (sum.axes().get(sum.axes().size() - 1).hasPlace()) {
      throw new NotDerivable(call.op() + " over an axis with places");
    }
    return sum;
  }

  @Override
  public Signal apply(OperatorCall call, int output) {
    return output == SUM ? apply(call) : OperatorRule.super.apply(call, output);
  }
}
