package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Einsum. Each letter of the equation is an axis. Letters that are no places are pointwise, as in a
 * 1×1 convolution; weights over places make it positional; places that not all activations share,
 * or that are summed over, make it global.
 */
final class EinsumRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    String equation = call.text("equation", "").replace(" ", "");
    String[] sides = equation.split("->", -1);
    List<Operand> operands = call.operands().stream().flatMap(Optional::stream).toList();
    String[] terms = sides[0].split(",", -1);
    if (sides.length != 2 || equation.contains(".") || terms.length != operands.size()) {
      throw new NotDerivable("Einsum with the equation " + equation);
    }
    List<Axis> axes = new ArrayList<>();
    for (char letter : sides[1].toCharArray()) {
      Axis axis = axis(letter, terms, operands);
      boolean again = axes.stream().anyMatch(a -> a.hasPlace() && a.matches(axis));
      // the second of two equal places, as the keys of an attention, is a list like channels
      axes.add(again ? axis.asChannels() : axis);
    }
    Signal first = first(operands);
    Signal out = Signal.of(axes, first.y(), first.x(), influence(sides[1], terms, operands));
    for (Role role : List.of(Role.Y, Role.X)) {
      out = out.withSpan(role, span(out, role, operands));
    }
    return mixed(out, sides[1], terms, operands);
  }

  private static Signal first(List<Operand> operands) {
    return operands.stream().filter(o -> !o.isConstant()).findFirst().orElseThrow().signal();
  }

  /** The axis behind a letter: what any activation says of it, else a table's. */
  private static Axis axis(char letter, String[] terms, List<Operand> operands) {
    Optional<Axis> found = Optional.empty();
    for (int i = 0; i < terms.length; i++) {
      int at = terms[i].indexOf(letter);
      if (at < 0) {
        continue;
      }
      Axis own = operands.get(i).signal().axes().get(at);
      if (found.isEmpty() || found.get().isTrivial() || !found.get().hasPlace() && own.hasPlace()) {
        found = Optional.of(own);
      } else if (own.hasPlace() && !own.matches(found.get())) {
        throw new NotDerivable("axes of different meaning share a letter of Einsum");
      }
    }
    return found.orElseThrow(() -> new NotDerivable("Einsum with an unused letter"));
  }

  private static Influence influence(String out, String[] terms, List<Operand> operands) {
    Influence influence = Influence.LOCAL;
    for (int i = 0; i < terms.length; i++) {
      Operand operand = operands.get(i);
      influence = influence.and(operand.signal().influence());
      for (char letter : terms[i].toCharArray()) {
        if (!axis(letter, terms, operands).hasPlace()) {
          continue;
        }
        if (operand.isConstant()) {
          influence = influence.and(Influence.POSITIONAL);
        } else if (!shared(letter, terms, operands)
            || out.indexOf(letter) < 0 && !weighted(letter, terms, operands)) {
          influence = influence.and(Influence.GLOBAL);
        }
      }
    }
    return influence;
  }

  /** Whether every activation has this letter. */
  private static boolean shared(char letter, String[] terms, List<Operand> operands) {
    for (int i = 0; i < terms.length; i++) {
      if (!operands.get(i).isConstant() && terms[i].indexOf(letter) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a constant has this letter. */
  private static boolean weighted(char letter, String[] terms, List<Operand> operands) {
    for (int i = 0; i < terms.length; i++) {
      if (operands.get(i).isConstant() && terms[i].indexOf(letter) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Span span(Signal out, Role role, List<Operand> operands) {
    if (!out.has(role) && !out.has(Role.TOKEN)) {
      return Span.UNIFORM;
    }
    List<Operand> having =
        operands.stream().filter(o -> o.signal().has(role) || o.signal().has(Role.TOKEN)).toList();
    return BroadcastRule.span(having, role);
  }

  /** Blocks whose cells are summed or paired with each other. */
  private static Signal mixed(Signal out, String result, String[] terms, List<Operand> operands) {
    Signal mixed = out;
    for (int i = 0; i < terms.length; i++) {
      for (int at = 0; at < terms[i].length(); at++) {
        char letter = terms[i].charAt(at);
        Axis axis = operands.get(i).signal().axes().get(at);
        if (result.indexOf(letter) < 0 || !shared(letter, terms, operands)) {
          mixed = Blocks.mixed(mixed, axis);
        }
      }
    }
    return mixed;
  }
}
