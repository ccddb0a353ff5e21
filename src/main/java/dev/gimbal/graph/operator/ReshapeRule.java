package dev.gimbal.graph.operator;

import dev.gimbal.graph.operator.Axis.Factor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reshape, Flatten, Squeeze, Unsqueeze: the same values in the same order, so the factors of the
 * input's axes are dealt out again to the axes of the output. Only channels may be split.
 */
final class ReshapeRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    if (signal.constant()) {
      throw new NotDerivable(call.op() + " to a shape that depends on the image");
    }
    Deque<Factor> left = new ArrayDeque<>();
    signal.axes().forEach(axis -> left.addAll(axis.factors()));
    List<Axis> axes = new ArrayList<>();
    for (int size : call.outputShape()) {
      axes.add(take(left, size));
    }
    if (left.stream().anyMatch(f -> f.size() > 1)) {
      throw new NotDerivable("a reshape whose sizes do not match");
    }
    return signal.withAxes(axes);
  }

  private static Axis take(Deque<Factor> left, int size) {
    List<Factor> taken = new ArrayList<>();
    int open = size;
    while (!left.isEmpty()) {
      Factor next = left.getFirst();
      if (next.size() == 1) {
        taken.add(left.removeFirst());
        if (open == 1) {
          break;
        }
      } else if (open == 1) {
        break;
      } else if (open % next.size() == 0) {
        taken.add(left.removeFirst());
        open /= next.size();
      } else {
        taken.add(split(left, open));
        open = 1;
      }
    }
    return new Axis(taken);
  }

  /** Takes the outer {@code size} of the first factor and leaves the rest. */
  private static Factor split(Deque<Factor> left, int size) {
    Factor whole = left.removeFirst();
    if (whole.role().isPlace()) {
      throw new NotDerivable("a reshape cuts the map into pieces");
    }
    if (whole.size() % size != 0) {
      throw new NotDerivable("a reshape cuts across the axes");
    }
    left.addFirst(new Factor(Role.CHANNEL, whole.size() / size));
    return new Factor(Role.CHANNEL, size);
  }
}
