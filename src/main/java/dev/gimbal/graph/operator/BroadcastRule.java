package dev.gimbal.graph.operator;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.BranchJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pointwise operators on any number of inputs, broadcast against each other. */
final class BroadcastRule implements OperatorRule {
  private final int[] inputs;

  /** All inputs take part. */
  BroadcastRule() {
    this.inputs = new int[0];
  }

  /** Only these inputs take part; the others are scales and zero points. */
  BroadcastRule(int... inputs) {
    this.inputs = inputs.clone();
  }

  @Override
  public Signal apply(OperatorCall call) {
    List<Operand> taking = new ArrayList<>();
    for (int i = 0; i < call.operands().size(); i++) {
      if (takesPart(i) && call.operand(i).isPresent()) {
        taking.add(call.required(i));
      }
    }
    return join(taking, call.outputShape());
  }

  private boolean takesPart(int input) {
    for (int i : inputs) {
      if (i == input) {
        return true;
      }
    }
    return inputs.length == 0;
  }

  /** The joint signal of operands that are broadcast to {@code shape}. */
  static Signal join(List<Operand> operands, List<Integer> shape) {
    List<Operand> signals = operands.stream().filter(o -> !o.isConstant()).toList();
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      axes.add(axis(signals, axis, shape));
    }
    Influence influence =
        signals.stream().map(o -> o.signal().influence()).reduce(Influence.LOCAL, Influence::and);
    Signal joined = Signal.of(axes, span(signals, Role.Y), span(signals, Role.X), influence);
    for (Operand operand : operands) {
      if (operand.isConstant() && variesOverPlaces(operand, axes)) {
        joined = joined.with(Influence.POSITIONAL);
      }
    }
    return joined;
  }

  private static Axis axis(List<Operand> signals, int index, List<Integer> shape) {
    Optional<Axis> found = Optional.empty();
    for (Operand operand : signals) {
      int own = index - (shape.size() - operand.shape().size());
      if (own < 0 || operand.signal().axes().get(own).equals(Axis.SINGLE)) {
        continue;
      }
      Axis axis = operand.signal().axes().get(own);
      if (found.isPresent() && !found.get().equals(axis)) {
        found = Optional.of(merge(found.get(), axis));
      } else {
        found = Optional.of(axis);
      }
    }
    if (found.isEmpty() || found.get().size() == 1 && shape.get(index) > 1) {
      // grown by a constant: a table of values, not places
      return found.isPresent()
          ? grownBatch(shape.get(index))
          : Axis.of(Role.CHANNEL, shape.get(index));
    }
    return found.get();
  }

  private static Axis grownBatch(int size) {
    return Axis.of(Role.CHANNEL, size);
  }

  private static Axis merge(Axis a, Axis b) {
    if (a.isTrivial()) {
      return b;
    }
    if (b.isTrivial()) {
      return a;
    }
    if (a.size() == b.size() && !a.hasPlace() && !b.hasPlace() || a.matches(b)) {
      return a;
    }
    throw new NotDerivable("axes of different meaning are broadcast against each other");
  }

  static Span span(List<Operand> signals, Role role) {
    List<AxisGeometry> known = new ArrayList<>();
    for (Operand operand : signals) {
      Span span = operand.signal().span(role);
      if (span instanceof Span.Unknown) {
        return span;
      }
      if (span instanceof Span.Known k) {
        known.add(k.geometry());
      }
    }
    return joint(known);
  }

  /** The span of branches whose cells are combined one by one. */
  static Span joint(List<AxisGeometry> known) {
    if (known.isEmpty()) {
      return Span.UNIFORM;
    }
    if (!BranchJoin.jumpsAgree(known)) {
      AxisGeometry other =
          known.stream()
              .filter(g -> !g.jump().equals(known.get(0).jump()))
              .findFirst()
              .orElseThrow();
      return new Span.Unknown(
          "branches with jumps " + known.get(0).jump() + " and " + other.jump() + " meet");
    }
    if (known.stream().anyMatch(g -> g.size() != known.get(0).size())) {
      return new Span.Unknown("branches of different size meet");
    }
    return new Span.Known(BranchJoin.of(known));
  }

  private static boolean variesOverPlaces(Operand constant, List<Axis> axes) {
    int offset = axes.size() - constant.shape().size();
    for (int axis = 0; axis < constant.shape().size(); axis++) {
      if (constant.shape().get(axis) > 1
          && axis + offset >= 0
          && axes.get(axis + offset).hasPlace()) {
        return true;
      }
    }
    return false;
  }
}
