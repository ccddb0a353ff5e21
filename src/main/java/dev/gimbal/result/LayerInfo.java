package dev.gimbal.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A layer as the report names it. Spatial pairs are [y, x].
 *
 * @param name the ONNX tensor name; layer 0 is the input
 * @param kind map, vector, tokens, other
 * @param shape at batch 1
 * @param grid jump, start, period, receptive field of a map, where derived
 * @param gridNote why there is no grid, or remarks on it; empty if none
 * @param ancestry local, global, positional, mixed, unknown
 * @param parents names of the layers it is computed from
 * @param scale D, the expected squared distance between the outputs for two images; or why it has
 *     none
 * @param meanSquare E‖f‖² of the references; 0 where the layer failed
 */
public record LayerInfo(
    String name,
    String op,
    String kind,
    List<Integer> shape,
    Optional<Grid> grid,
    String gridNote,
    String ancestry,
    List<String> parents,
    Outcome scale,
    double meanSquare) {

  /**
   * Jump, start interval, period and receptive field in input pixels, [y, x]; fractions are exact
   * text such as 1/2.
   */
  public record Grid(
      List<String> jump,
      List<String> startLow,
      List<String> startHigh,
      List<String> period,
      List<Long> receptiveField,
      List<List<Integer>> clean) {
    private static final Pattern FRACTION = Pattern.compile("-?\\d{1,18}(/[1-9]\\d{0,17})?");
    private static final Pattern POSITIVE = Pattern.compile("[1-9]\\d{0,17}(/[1-9]\\d{0,17})?");

    public Grid {
      jump = fractions(jump, FRACTION);
      startLow = fractions(startLow, FRACTION);
      startHigh = fractions(startHigh, FRACTION);
      period = fractions(period, POSITIVE);
      receptiveField = List.copyOf(receptiveField);
      clean = clean.stream().map(List::copyOf).toList();
    }

    private static List<String> fractions(List<String> pair, Pattern form) {
      if (pair.size() != 2 || !pair.stream().allMatch(text -> form.matcher(text).matches())) {
        throw new IllegalArgumentException("a grid needs two fractions, not " + pair);
      }
      return List.copyOf(pair);
    }

    /**
     * The smallest shift by whole pixels that moves the map by whole cells: for a period p/q in
     * lowest terms k·p/q is whole only where q divides k, so it is p.
     *
     * @param axis 0 for y, 1 for x
     */
    public long wholeStepPixels(int axis) {
      String[] parts = period.get(axis).split("/", 2);
      long numerator = Long.parseLong(parts[0]);
      long denominator = parts.length == 1 ? 1 : Long.parseLong(parts[1]);
      long divisor = numerator;
      for (long rest = denominator; rest != 0; ) {
        long next = divisor % rest;
        divisor = rest;
        rest = next;
      }
      return numerator / divisor;
    }
  }

  public LayerInfo {
    shape = List.copyOf(shape);
    parents = List.copyOf(parents);
    Objects.requireNonNull(name);
    Objects.requireNonNull(scale);
  }
}
