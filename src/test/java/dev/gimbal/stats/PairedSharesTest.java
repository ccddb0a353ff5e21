package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedSharesTest {
  /** Newcombe (1998), table II, method 10: 36, 12, 2, 0 gives 0.0569 to 0.3404. */
  @Test
  void theIntervalIsThePublishedOne() {
    Bounds bounds = new PairedShares(36, 12, 2, 0).interval(0.95);
    assertThat(bounds.lo()).isCloseTo(0.0569, within(5e-5));
    assertThat(bounds.hi()).isCloseTo(0.3404, within(5e-5));
  }

  @Test
  void exchangingBeforeAndAfterMirrorsIt() {
    Bounds there = new PairedShares(36, 12, 2, 7).interval(0.9);
    Bounds back = new PairedShares(36, 2, 12, 7).interval(0.9);
    assertThat(there.lo()).isCloseTo(-back.hi(), within(1e-12));
    assertThat(there.hi()).isCloseTo(-back.lo(), within(1e-12));
  }

  @Test
  void itHoldsTheTrueDropAsOftenAsItSays() {
    Random random = new Random(5);
    int held = 0;
    int runs = 4000;
    for (int run = 0; run < runs; run++) {
      int[] cells = new int[4];
      for (int image = 0; image < 80; image++) {
        double u = random.nextDouble();
        cells[u < 0.75 ? 0 : u < 0.87 ? 1 : u < 0.90 ? 2 : 3]++;
      }
      Bounds bounds = new PairedShares(cells[0], cells[1], cells[2], cells[3]).interval(0.95);
      held += bounds.contains(0.09) ? 1 : 0;
    }
    assertThat(held / (double) runs).isBetween(0.94, 0.975);
  }

  @Test
  void emptyAndNegativeTablesAreRefused() {
    assertThatThrownBy(() -> new PairedShares(0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PairedShares(5, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new PairedShares(0, 0, 0, 5).interval(0.95).contains(0)).isTrue();
  }

  /**
   * Newcombe (1998), table II again: where fewer agree than chance has it, φ is negative and not
   * reduced. Written out for 2, 5, 6, 1 with Wilson's intervals of 7/14 and 8/14.
   */
  @Test
  void anOppositeCorrelationWidensTheInterval() {
    PairedShares table = new PairedShares(2, 5, 6, 1);
    Bounds first = Wilson.interval(7, 14);
    Bounds second = Wilson.interval(8, 14);
    double phi = (2 * 1 - 5 * 6) / Math.sqrt(7.0 * 7 * 8 * 6);
    double a = 0.5 - first.lo();
    double b = second.hi() - 8.0 / 14;
    double down = Math.sqrt(a * a - 2 * phi * a * b + b * b);
    assertThat(table.interval(0.95).lo()).isCloseTo(-1.0 / 14 - down, within(1e-9));
    assertThat(table.images()).isEqualTo(14);
  }

  @Test
  void everyKindOfImageMayBeTheOnlyOne() {
    assertThat(new PairedShares(1, 0, 0, 0).difference()).isZero();
    assertThat(new PairedShares(0, 1, 0, 0).difference()).isEqualTo(1);
    assertThat(new PairedShares(0, 0, 1, 0).difference()).isEqualTo(-1);
    assertThat(new PairedShares(0, 0, 0, 1).images()).isEqualTo(1);
    for (int kind = 0; kind < 4; kind++) {
      int[] cells = {3, 3, 3, 3};
      cells[kind] = -1;
      assertThatThrownBy(() -> new PairedShares(cells[0], cells[1], cells[2], cells[3]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
