package dev.gimbal.graph.operator;

/**
 * Operators that treat every position alike and keep the shape: activations, normalisation with
 * fixed statistics, quantisation. Inputs after the first are parameters.
 */
final class PointwiseRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    Influence influence = Influence.LOCAL;
    for (int i = 1; i < call.operands().size(); i++) {
      if (call.operand(i).isPresent() && !call.required(i).isConstant()) {
        if (call.signal(i).hasPlace()) {
          throw new NotDerivable(call.op() + " has a parameter map that depends on the image");
        }
        influence = influence.and(call.signal(i).influence());
      }
    }
    if (signal.constant()) {
      throw new NotDerivable(call.op() + " of a constant by a parameter from the image");
    }
    return signal.with(influence);
  }
}
