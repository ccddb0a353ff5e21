package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chooses layers by {@code --layers}: a name with {@code *} and {@code ?}, {@code op:Conv}, or
 * {@code depth:0.5..1} (0 the input, 1 the last layer). A layer that any pattern matches is kept;
 * the input and the outputs always are.
 */
public final class LayerPatterns {
  private static final Pattern DEPTH = Pattern.compile("depth:([0-9.]+)\\.\\.([0-9.]+)");
  private static final int NAMES_SHOWN = 3;

  private LayerPatterns() {}

  /**
   * The chosen layers in their order.
   *
   * @param always names that are kept whatever the patterns say
   * @throws InputException of kind ARGUMENTS for a pattern that matches nothing or cannot be read
   */
  public static List<Layer> choose(List<Layer> layers, List<String> patterns, Set<String> always) {
    if (patterns.isEmpty()) {
      return layers;
    }
    boolean[] kept = new boolean[layers.size()];
    for (String pattern : patterns) {
      mark(layers, pattern, kept);
    }
    List<Layer> chosen = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (kept[i] || i == 0 || always.contains(layers.get(i).name())) {
        chosen.add(layers.get(i));
      }
    }
    return chosen;
  }

  private static void mark(List<Layer> layers, String pattern, boolean[] kept) {
    Predicate<Integer> matches = predicate(layers, pattern);
    boolean any = false;
    for (int i = 0; i < layers.size(); i++) {
      if (matches.test(i)) {
        kept[i] = true;
        any = true;
      }
    }
    if (!any) {
      throw noMatch(layers, pattern);
    }
  }

  private static Predicate<Integer> predicate(List<Layer> layers, String pattern) {
    Matcher depth = DEPTH.matcher(pattern);
    if (depth.matches()) {
      double from = number(depth.group(1), pattern);
      double to = number(depth.group(2), pattern);
      double last = Math.max(1, layers.size() - 1);
      return index -> from <= index / last && index / last <= to;
    }
    if (pattern.startsWith("op:")) {
      String op = pattern.substring("op:".length());
      return index -> List.of(layers.get(index).op().split("\\+", -1)).contains(op);
    }
    Pattern glob = glob(pattern);
    return index -> glob.matcher(layers.get(index).name()).matches();
  }

  private static double number(String text, String pattern) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw InputException.arguments(
          "--layers " + pattern + ": '" + text + "' is no number.", "Write --layers depth:0.5..1.");
    }
  }

  /** Only * and ? are special: tensor names are full of slashes, dots and brackets. */
  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static InputException noMatch(List<Layer> layers, String pattern) {
    boolean byOp = pattern.startsWith("op:");
    String wanted = byOp ? pattern.substring("op:".length()) : pattern;
    List<String> names =
        layers.stream()
            .flatMap(
                layer -> byOp ? Stream.of(layer.op().split("\\+", -1)) : Stream.of(layer.name()))
            .toList();
    return InputException.arguments(
        "--layers " + pattern + " matches none of the " + layers.size() + " layers.",
        "The closest are: "
            + String.join(", ", Closest.several(wanted, names, NAMES_SHOWN))
            + "; gimbal inspect MODEL lists all.");
  }
}
