package dev.gimbal.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Holm's step-down test of many hypotheses with weights: whatever their dependence, the chance that
 * any true one is rejected is at most alpha (Holm, Scandinavian Journal of Statistics 6, 1979).
 *
 * <p>Hypotheses are visited by p ÷ weight; the one at hand is rejected where p ≤ alpha × its weight
 * ÷ the weights of all that are not rejected yet, and the first that is not ends the walk.
 */
public final class Holm {
  /**
   * What became of one hypothesis.
   *
   * @param level that its p was held against; where the walk had ended, the level at its end
   */
  public record Step(boolean rejected, double level) {}

  private Holm() {}

  /**
   * Tests.
   *
   * @param pValues in [0, 1], one a hypothesis
   * @param weights above 0, as many
   * @param alpha above 0 and below 1
   * @return one step a hypothesis, in their order
   */
  public static List<Step> test(double[] pValues, double[] weights, double alpha) {
    int count = pValues.length;
    if (weights.length != count || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(count + " p, " + weights.length + " weights, " + alpha);
    }
    List<Integer> order = new ArrayList<>();
    double left = 0;
    for (int i = 0; i < count; i++) {
      if (!(pValues[i] >= 0 && pValues[i] <= 1 && weights[i] > 0)) {
        throw new IllegalArgumentException("p " + pValues[i] + " of weight " + weights[i]);
      }
      order.add(i);
      left += weights[i];
    }
    order.sort(Comparator.comparingDouble(i -> pValues[i] / weights[i]));
    List<Step> steps = new ArrayList<>(Collections.nCopies(count, new Step(false, alpha)));
    boolean open = true;
    for (int i : order) {
      double level = alpha * Math.min(1, weights[i] / left);
      open &= pValues[i] <= level;
      steps.set(i, new Step(open, level));
      if (open) {
        left -= weights[i];
      }
    }
    return steps;
  }
}
