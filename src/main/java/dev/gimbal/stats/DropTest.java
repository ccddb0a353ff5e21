package dev.gimbal.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether scores fell by more than is allowed, all of them tested together.
 *
 * <p>A drop <em>exceeds</em> the limit where {@link Holm}'s test rejects "the true drop is at most
 * the limit": over all scores the chance of one false alarm is at most alpha. Half of alpha is for
 * the main scores, half for the single ones, where there are any. A drop of a main score <em>
 * passes</em> where its one-sided upper bound at alpha does not lie above the limit. These bounds
 * need no adjustment: that all scores pass is said only where every one of them does, and if one
 * true drop is larger, its own bound errs with chance alpha (intersection-union test, Berger,
 * Technometrics 24, 1982). What neither exceeds nor passes is undecided. Single scores guard the
 * means against changes that cancel; they exceed, or say nothing.
 *
 * @param limit largest drop that is allowed, at least 0
 * @param alpha chance of an error, above 0 and at most 0.5
 */
public record DropTest(double limit, double alpha) {
  private static final double SHARE_OF_MAIN = 0.5;

  /** What is said of one score. */
  public enum Answer {
    PASSED,
    EXCEEDED,
    UNDECIDED
  }

  /**
   * An answer with its grounds.
   *
   * @param bounds of the drop, one-sided each: below at the level of Holm's test, above at alpha
   * @param detectable smallest observed drop that is sure to exceed, whatever the other scores do
   */
  public record Ruling(Answer answer, Bounds bounds, double detectable) {}

  public DropTest {
    if (!(limit >= 0 && alpha > 0 && alpha <= 0.5)) {
      throw new IllegalArgumentException("limit " + limit + ", alpha " + alpha);
    }
  }

  /**
   * Tests.
   *
   * @param main scores, after − before
   * @param single scores that may exceed the limit but need not pass
   * @return one ruling a score, main ones first
   */
  public List<Ruling> of(List<? extends DropBounds> main, List<? extends DropBounds> single) {
    List<DropBounds> all = new ArrayList<>(main);
    all.addAll(single);
    double[] chances = all.stream().mapToDouble(found -> found.dropChance(limit)).toArray();
    double[] weights = new double[all.size()];
    Arrays.fill(weights, 0, main.size(), SHARE_OF_MAIN / Math.max(1, main.size()));
    Arrays.fill(weights, main.size(), all.size(), (1 - SHARE_OF_MAIN) / Math.max(1, single.size()));
    double total = Arrays.stream(weights).sum();
    List<Holm.Step> steps = Holm.test(chances, weights, alpha);
    List<Ruling> rulings = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      rulings.add(ruling(all.get(i), steps.get(i), i < main.size(), alpha * weights[i] / total));
    }
    return rulings;
  }

  private Ruling ruling(DropBounds found, Holm.Step step, boolean main, double firstLevel) {
    Bounds bounds = new Bounds(found.lowestDrop(step.level()), found.highestDrop(alpha));
    Answer answer =
        step.rejected()
            ? Answer.EXCEEDED
            : !main || bounds.hi() <= limit ? Answer.PASSED : Answer.UNDECIDED;
    return new Ruling(answer, bounds, limit + found.margin(firstLevel));
  }
}
