package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * MatMul and Gemm. Over channels only it is pointwise; weights over places make it positional; two
 * activations make it attention.
 */
final class MatMulRule implements OperatorRule {
  private final int left;
  private final int right;

  MatMulRule(int left, int right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public Signal apply(OperatorCall call) {
    if (call.integer("transBatchA", 0) != 0 || call.integer("transBatchB", 0) != 0) {
      throw new NotDerivable(call.op() + " with its batch axes inside");
    }
    Operand a = transposed(call.required(left), call.integer("transA", 0));
    Operand b = transposed(call.required(right), call.integer("transB", 0));
    Signal product = product(call, a, b);
    for (int i = 0; i < call.operands().size(); i++) {
      if (i != left && i != right && call.operand(i).isPresent()) {
        product = withBias(call, product, call.required(i));
      }
    }
    return product;
  }

  private static Signal withBias(OperatorCall call, Signal product, Operand bias) {
    if (bias.isConstant()) {
      return product;
    }
    if (bias.signal().isScalar()) {
      return product.with(bias.signal().influence());
    }
    Operand self = new Operand("", product, call.outputShape(), Optional.empty());
    return BroadcastRule.join(List.of(self, bias), call.outputShape());
  }

  private static Operand transposed(Operand operand, int flag) {
    int last = operand.shape().size() - 1;
    if (flag == 0 || last < 1) {
      return operand;
    }
    Signal s = operand.signal();
    List<Axis> axes = new ArrayList<>(s.axes());
    List<Integer> shape = new ArrayList<>(operand.shape());
    Collections.swap(axes, last - 1, last);
    Collections.swap(shape, last - 1, last);
    Signal turned =
        new Signal(axes, s.y(), s.x(), s.influence(), s.constant(), s.opaque(), Optional.empty());
    return new Operand(operand.name(), turned, shape, operand.values());
  }

  private static Signal product(OperatorCall call, Operand a, Operand b) {
    if (b.isConstant()) {
      int last = a.shape().size() - 1;
      return weighted(call, a, last, b.shape().size() < 2);
    }
    if (a.isConstant()) {
      int row = Math.max(0, b.shape().size() - 2);
      return weighted(call, b, row, a.shape().size() < 2);
    }
    return attention(call, a, b);
  }

  /** One side is weights: contracts one axis of the other. */
  private static Signal weighted(OperatorCall call, Operand operand, int axis, boolean drops) {
    Signal signal = operand.signal();
    Axis contracted = signal.axes().get(axis);
    List<Axis> axes = new ArrayList<>(signal.axes());
    int offset = call.outputShape().size() - operand.shape().size();
    if (drops) {
      axes.remove(axis);
    } else if (offset == 0) {
      axes.set(axis, Axis.of(Role.CHANNEL, call.outputShape().get(axis)));
    } else {
      throw new NotDerivable("a product with a stack of weight matrices");
    }
    Signal out = signal.withAxes(axes);
    if (!contracted.hasPlace()) {
      return out;
    }
    if (contracted.hasPart()) {
      throw new NotDerivable("weights over the places inside a block");
    }
    return withoutLostPlaces(out.with(Influence.POSITIONAL), contracted);
  }

  private static Signal withoutLostPlaces(Signal out, Axis contracted) {
    Signal result = out;
    for (Role role : List.of(Role.Y, Role.X)) {
      if ((contracted.has(role) || contracted.has(Role.TOKEN)) && !result.has(role)) {
        result = result.withSpan(role, Span.UNIFORM);
      }
    }
    return result;
  }

  private static Signal attention(OperatorCall call, Operand a, Operand b) {
    int rank = call.outputShape().size();
    if (a.shape().size() < 2 || b.shape().size() < 2) {
      throw new NotDerivable("a product of two activations, one of them a vector");
    }
    Axis rows = a.signal().axes().get(a.shape().size() - 2);
    Axis columns = b.signal().axes().get(b.shape().size() - 1);
    Axis keys = columns;
    if (rows.hasPlace()) {
      columns = columns.asChannels();
    }
    List<Axis> axes = new ArrayList<>(a.signal().axes().subList(0, a.shape().size() - 2));
    if (a.shape().size() != rank) {
      throw new NotDerivable("a product of activations of different rank");
    }
    axes.add(rows);
    axes.add(columns);
    Signal source = rows.hasPlace() || !columns.hasPlace() ? a.signal() : b.signal();
    Influence both = a.signal().influence().and(b.signal().influence());
    Signal out = Signal.of(axes, source.y(), source.x(), both.and(Influence.GLOBAL));
    for (Role role : List.of(Role.Y, Role.X)) {
      if (!out.has(role) && !out.has(Role.TOKEN)) {
        out = out.withSpan(role, Span.UNIFORM);
      }
    }
    Axis contracted = b.signal().axes().get(b.shape().size() - 2);
    return Blocks.mixed(Blocks.mixed(out, keys), contracted);
  }
}
