package dev.gimbal.graph.operator;

import dev.gimbal.graph.operator.Axis.Factor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reshape, Flatten, Squeeze, Unsqueeze: the same values in the same order, so the factors of the
 * input's axes are dealt out again to the axes of the output. Channels and places may be split;
 * pieces of rows or columns that meet again are joined.
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
    List<Integer> shape = call.outputShape();
    for (int i = 0; i < shape.size(); i++) {
      boolean singleNext = i + 1 < shape.size() && shape.get(i + 1) == 1;
      axes.add(take(left, shape.get(i), singleNext));
    }
    if (left.stream().anyMatch(f -> f.size() > 1)) {
      throw new NotDerivable("a reshape whose sizes do not match");
    }
    return Blocks.resolved(signal.withAxes(axes));
  }

  /** A batch of one that ends an axis waits for the next one where that has room for it alone. */
  private static Axis take(Deque<Factor> left, int size, boolean singleNext) {
    List<Factor> taken = new ArrayList<>();
    int open = size;
    while (!left.isEmpty()) {
      Factor next = left.getFirst();
      if (next.size() == 1) {
        if (open == 1 && size > 1 && singleNext) {
          break;
        }
        taken.add(left.removeFirst());
        if (open == 1) {
          break;
        }
      } else if (open == 1) {
        break;
      } else if (open % next.size() == 0) {
        add(taken, left.removeFirst());
        open /= next.size();
      } else {
        add(taken, split(left, open));
        open = 1;
      }
    }
    return new Axis(taken);
  }

  private static void add(List<Factor> taken, Factor next) {
    int last = taken.size() - 1;
    Optional<Factor> joined = last < 0 ? Optional.empty() : taken.get(last).with(next);
    if (joined.isPresent()) {
      taken.set(last, joined.get());
    } else {
      taken.add(next);
    }
  }

  /** Takes the outer {@code size} of the first factor and leaves the rest. */
  private static Factor split(Deque<Factor> left, int size) {
    Factor cut = left.removeFirst();
    if (cut.role() == Role.TOKEN) {
      throw new NotDerivable("a reshape cuts a token sequence into pieces");
    }
    if (cut.size() % size != 0) {
      throw new NotDerivable("a reshape cuts across the axes");
    }
    int inner = cut.size() / size;
    if (!cut.role().isPlace()) {
      left.addFirst(new Factor(Role.CHANNEL, inner));
      return new Factor(Role.CHANNEL, size);
    }
    left.addFirst(new Factor(cut.role(), inner, cut.step(), cut.whole()));
    return new Factor(cut.role(), size, cut.step() * inner, cut.whole());
  }
}
