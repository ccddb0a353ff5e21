package dev.gimbal.graph.operator;

import dev.gimbal.geometry.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Concat: channels stacked, circular padding, or a token put in front of a sequence. */
final class ConcatRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    List<Operand> operands = call.operands().stream().flatMap(Optional::stream).toList();
    int rank = call.outputShape().size();
    int axis = OperatorCall.axis(call.integer("axis", 1), rank);
    boolean places = operands.stream().anyMatch(o -> axisOf(o, axis).hasPlace());
    if (!places) {
      return stack(call, operands, axis);
    }
    return circular(call, operands, axis)
        .or(() -> rolled(call, operands, axis))
        .orElseGet(() -> sequence(call, operands, axis));
  }

  private static Axis axisOf(Operand operand, int axis) {
    return operand.signal().axes().get(axis);
  }

  /** Branches side by side on the channel axis. */
  private static Signal stack(OperatorCall call, List<Operand> operands, int axis) {
    List<Operand> alike = new ArrayList<>();
    for (Operand operand : operands) {
      Signal s = operand.signal();
      List<Integer> shape = new ArrayList<>(operand.shape());
      shape.set(axis, 1);
      List<Axis> axes = s.axesWith(axis, Axis.SINGLE);
      Signal reduced =
          new Signal(axes, s.y(), s.x(), s.influence(), s.constant(), s.opaque(), Optional.empty());
      alike.add(new Operand(operand.name(), reduced, shape, operand.values()));
    }
    List<Integer> shape = new ArrayList<>(call.outputShape());
    shape.set(axis, 1);
    Signal joined = BroadcastRule.join(alike, shape);
    return joined.withAxes(
        joined.axesWith(axis, Axis.of(Role.CHANNEL, call.outputShape().get(axis))));
  }

  /** Last cells, the whole map, first cells: how exporters write circular padding. */
  private static Optional<Signal> circular(OperatorCall call, List<Operand> operands, int axis) {
    int whole = wholeMap(operands, axis);
    if (whole < 0 || whole > 1 || operands.size() - whole > 2) {
      return Optional.empty();
    }
    Operand map = operands.get(whole);
    int size = map.shape().get(axis);
    int before = whole == 1 ? operands.get(0).shape().get(axis) : 0;
    int after = operands.size() - whole == 2 ? operands.get(whole + 1).shape().get(axis) : 0;
    boolean left = whole == 0 || isCut(operands.get(0), map, axis, size - before);
    boolean right = after == 0 || isCut(operands.get(whole + 1), map, axis, 0);
    if (!left || !right) {
      return Optional.empty();
    }
    Signal signal = map.signal();
    return Optional.of(
        AxisStep.apply(
            signal,
            axis,
            PadRule.circular(call, signal, axis, before, after),
            call.outputShape().get(axis),
            Influence.POSITIONAL));
  }

  /** The end of a map, then its beginning: a cyclic shift. What came round counts as padding. */
  private static Optional<Signal> rolled(OperatorCall call, List<Operand> operands, int axis) {
    if (operands.size() != 2) {
      return Optional.empty();
    }
    Optional<Signal.Cut> end = operands.get(0).signal().cut();
    Optional<Signal.Cut> begin = operands.get(1).signal().cut();
    boolean pieces =
        end.isPresent()
            && begin.isPresent()
            && end.get().source().equals(begin.get().source())
            && end.get().axis() == axis
            && begin.get().axis() == axis
            && begin.get().first() == 0
            && begin.get().count() == end.get().first();
    if (!pieces || !operands.get(0).signal().axes().get(axis).hasPlace()) {
      return Optional.empty();
    }
    int size = call.outputShape().get(axis);
    int round = begin.get().count();
    // the larger piece says where the cells are
    boolean forwards = 2 * round <= size;
    Signal larger = operands.get(forwards ? 0 : 1).signal();
    Window window = forwards ? Window.pad(0, round) : Window.pad(size - round, 0);
    return Optional.of(AxisStep.apply(larger, axis, window, size, Influence.POSITIONAL));
  }

  private static int wholeMap(List<Operand> operands, int axis) {
    for (int i = 0; i < operands.size(); i++) {
      String name = operands.get(i).name();
      boolean source =
          operands.stream()
              .flatMap(o -> o.signal().cut().stream())
              .anyMatch(cut -> cut.source().equals(name) && cut.axis() == axis);
      if (source) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isCut(Operand piece, Operand map, int axis, int first) {
    return piece.signal().cut().stream()
        .anyMatch(c -> c.source().equals(map.name()) && c.axis() == axis && c.first() == first);
  }

  /** Tokens put together: the grid is lost, and a constant token is a place of its own. */
  private static Signal sequence(OperatorCall call, List<Operand> operands, int axis) {
    Influence influence = Influence.POSITIONAL;
    List<Axis> axes = List.of();
    for (Operand operand : operands) {
      if (operand.isConstant()) {
        continue;
      }
      Axis own = axisOf(operand, axis);
      if (own.hasPart()) {
        throw new NotDerivable("pieces of blocks are put together");
      }
      if (own.is(Role.Y) || own.is(Role.X) || !own.isFlattenedSpace() && !own.isTrivial()) {
        throw new NotDerivable("pieces of maps are put side by side");
      }
      influence = influence.and(operand.signal().influence());
      axes = operand.signal().axes();
    }
    List<Axis> joint = new ArrayList<>(axes);
    joint.set(axis, Axis.of(Role.TOKEN, call.outputShape().get(axis)));
    Span lost = new Span.Unknown("tokens from different sources in one sequence");
    return Signal.of(joint, lost, lost, influence);
  }
}
