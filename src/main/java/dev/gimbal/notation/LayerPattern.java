package dev.gimbal.notation;

import dev.gimbal.fault.InputException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses layers as people write it: a name with {@code *} and {@code ?}, {@code op:Conv}, or
 * {@code depth:0.5..1} (0 the input, 1 the last layer). Only * and ? are special in names, for
 * tensor names are full of slashes, dots and brackets.
 */
public final class LayerPattern {
  private static final Pattern DEPTH = Pattern.compile("depth:([0-9.]+)\\.\\.([0-9.]+)");
  private static final String OPERATOR = "op:";

  private final String text;
  private final Test test;

  /** What a pattern can see of a layer. */
  @FunctionalInterface
  private interface Test {
    boolean matches(String name, String op, double depth);
  }

  private LayerPattern(String text, Test test) {
    this.text = text;
    this.test = test;
  }

  /**
   * Reads a pattern of any of the three forms.
   *
   * @param where what the pattern is part of, for messages, such as {@code --layers}
   * @throws InputException of kind ARGUMENTS when a depth is no number
   */
  public static LayerPattern parse(String text, String where) {
    Matcher depth = DEPTH.matcher(text);
    if (depth.matches()) {
      double from = number(depth.group(1), text, where);
      double to = number(depth.group(2), text, where);
      return new LayerPattern(text, (name, op, place) -> from <= place && place <= to);
    }
    if (text.startsWith(OPERATOR)) {
      String wanted = text.substring(OPERATOR.length());
      return new LayerPattern(text, (name, op, place) -> operators(op).contains(wanted));
    }
    return ofName(text);
  }

  /** Reads a pattern as a name, whatever it begins with. */
  public static LayerPattern ofName(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL);
    return new LayerPattern(glob, (name, op, place) -> compiled.matcher(name).matches());
  }

  /**
   * Whether it matches a layer.
   *
   * @param op operators of the layer, joined by +
   * @param index place of the layer among all layers, 0 the input
   * @param layers how many layers there are
   */
  public boolean matches(String name, String op, int index, int layers) {
    return test.matches(name, op, index / (double) Math.max(1, layers - 1));
  }

  /** The operators that a layer is fused from. */
  public static List<String> operators(String op) {
    return List.of(op.split("\\+", -1));
  }

  /** The operator it asks for, if it asks for one. */
  public Optional<String> operator() {
    return text.startsWith(OPERATOR)
        ? Optional.of(text.substring(OPERATOR.length()))
        : Optional.empty();
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  private static double number(String digits, String pattern, String where) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw InputException.arguments(
          where + " " + pattern + ": '" + digits + "' is no number.",
          "Write " + where + " depth:0.5..1.");
    }
  }
}
