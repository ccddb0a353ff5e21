package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HolmTest {
  private static final double[] EVEN = {1, 1, 1};

  private static List<Boolean> rejected(double[] p, double[] weights) {
    return Holm.test(p, weights, 0.05).stream().map(Holm.Step::rejected).toList();
  }

  @Test
  void theNextLevelIsTakenOnlyAfterARejection() {
    assertThat(rejected(new double[] {0.02, 0.001, 0.03}, EVEN)).containsExactly(true, true, true);
    assertThat(rejected(new double[] {0.03, 0.001, 0.04}, EVEN))
        .containsExactly(false, true, false);
    assertThat(rejected(new double[] {0.02, 0.017, 0.02}, EVEN))
        .as("the smallest misses alpha ÷ 3, so nothing is rejected")
        .containsExactly(false, false, false);
  }

  @Test
  void theLevelOfAStepIsAlphaTimesItsShareOfWhatIsLeft() {
    List<Holm.Step> steps = Holm.test(new double[] {0.03, 0.001, 0.04}, EVEN, 0.05);
    assertThat(steps.get(1).level()).isCloseTo(0.05 / 3, within(1e-12));
    assertThat(steps.get(0).level()).isCloseTo(0.05 / 2, within(1e-12));
    assertThat(steps.get(2).level()).as("where the walk ended").isCloseTo(0.025, within(1e-12));
  }

  @Test
  void anExactHitOfTheLevelIsARejection() {
    assertThat(rejected(new double[] {0.05}, new double[] {1})).containsExactly(true);
    assertThat(rejected(new double[] {Math.nextUp(0.05)}, new double[] {1})).containsExactly(false);
  }

  /** The order is that of p ÷ weight: the heavy one goes first though its p is the larger. */
  @Test
  void weightsDecideWhoIsAskedFirst() {
    assertThat(rejected(new double[] {0.03, 0.011}, new double[] {4, 1}))
        .containsExactly(true, true);
    assertThat(rejected(new double[] {0.041, 0.011}, new double[] {4, 1}))
        .containsExactly(false, false);
    assertThat(rejected(new double[] {0.03, 0.001, 0.02}, new double[] {1, 2, 1}))
        .containsExactly(true, true, true);
  }

  @Test
  void theEndsOfTheRangeAreAllowed() {
    assertThat(rejected(new double[] {0, 1}, new double[] {1, 1})).containsExactly(true, false);
    assertThat(Holm.test(new double[0], new double[0], 0.05)).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    double[] one = {1};
    double[] half = {0.5};
    assertThatThrownBy(() -> Holm.test(half, EVEN, 0.05))
        .isInstanceOf(IllegalArgumentException.class);
    for (double alpha : new double[] {0, 1, Double.NaN}) {
      assertThatThrownBy(() -> Holm.test(half, one, alpha))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Holm.test(new double[] {p}, one, 0.05))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Holm.test(half, new double[] {0}, 0.05))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
