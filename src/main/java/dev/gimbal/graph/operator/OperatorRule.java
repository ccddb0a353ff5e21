package dev.gimbal.graph.operator;

/** What one family of operators does; the catalogue holds one for every operator it knows. */
interface OperatorRule {
  /** The first output, given inputs none of which is opaque and at least one not constant. */
  Signal apply(OperatorCall call);

  /** Any output; those after the first are not derived unless a rule says how. */
  default Signal apply(OperatorCall call, int output) {
    if (output == 0) {
      return apply(call);
    }
    throw new NotDerivable("output " + output + " of " + call.op() + " is not derived");
  }
}
