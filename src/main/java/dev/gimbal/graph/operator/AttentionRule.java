package dev.gimbal.graph.operator;

import java.util.List;

/**
 * Attention in one node: each query becomes a mean of all values. Query, key and value are three
 * tensors, or one tensor with the weights of all three.
 */
final class AttentionRule implements OperatorRule {
  private static final int MASK = 3;

  @Override
  public Signal apply(OperatorCall call) {
    Signal query = call.signal(0);
    List<Integer> shape = call.outputShape();
    int last = shape.size() - 1;
    if (query.constant() || query.axes().size() != shape.size()) {
      throw new NotDerivable(call.op() + " with its queries in another form");
    }
    Signal out = query.withAxes(query.axesWith(last, Axis.of(Role.CHANNEL, shape.get(last))));
    out = out.with(Influence.GLOBAL);
    for (int i = 1; i < call.operands().size(); i++) {
      if (call.operand(i).isPresent()) {
        Signal other = call.signal(i);
        out = out.with(other.influence());
        boolean tokens = other.axes().size() == shape.size();
        out = tokens ? Blocks.mixed(out, other.axes().get(last - 1)) : out;
      }
    }
    out = Blocks.mixed(out, query.axes().get(last - 1));
    boolean masked = call.operand(MASK).isPresent() || call.integer("is_causal", 0) != 0;
    return masked ? out.with(Influence.POSITIONAL) : out;
  }
}
