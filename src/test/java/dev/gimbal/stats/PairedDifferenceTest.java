package dev.gimbal.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairedDifferenceTest {
  private static final int RUNS = 4000;

  /** Two layers of 40 Gaussian values: the second follows the first, with another gain and loss. */
  @ParameterizedTest
  @ValueSource(ints = {10, 30, 100})
  void theIntervalOfTwoRatioScoresCoversTheirDifference(int n) {
    Random random = new Random(n);
    double truth = (1 - 0.35 / 2) - (1 - 0.2 / 2);
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      covered += ratioInterval(n, random).contains(truth) ? 1 : 0;
    }
    assertThat((double) covered / RUNS).isBetween(0.93, 0.97);
  }

  /** D is 2·40 before and 4·2·40 after; the losses have the shares 0.2/2 and 0.35/2 of it. */
  private static Bounds ratioInterval(int n, Random random) {
    int values = 40;
    double[][] first = new double[n][values];
    double[][] second = new double[n][values];
    double[] loss = new double[n];
    double[] later = new double[n];
    for (int image = 0; image < n; image++) {
      for (int value = 0; value < values; value++) {
        first[image][value] = random.nextGaussian();
        second[image][value] = 2 * (0.8 * first[image][value] + 0.6 * random.nextGaussian());
        double shared = random.nextGaussian();
        loss[image] += 0.2 * shared * shared;
        later[image] += 4 * 0.35 * shared * shared;
      }
    }
    double[] distance = distances(first);
    double[] laterDistance = distances(second);
    PairedRatios ratios = new PairedRatios();
    for (int image = 0; image < n; image++) {
      ratios.accept(loss[image], distance[image], later[image], laterDistance[image]);
    }
    double squares = 0;
    double sum = 0;
    for (int image = 0; image < n; image++) {
      double influence =
          ratios.influence(loss[image], distance[image], later[image], laterDistance[image]);
      squares += influence * influence;
      sum += influence;
    }
    assertThat(sum).isCloseTo(0, within(1e-9));
    return PairedDifference.ofInfluences(ratios.after() - ratios.before(), squares, n)
        .orElseThrow()
        .interval();
  }

  private static double[] distances(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int value = 0; value < mean.length; value++) {
        mean[value] += row[value] / rows.length;
      }
    }
    double[] distances = new double[rows.length];
    for (int image = 0; image < rows.length; image++) {
      for (int value = 0; value < mean.length; value++) {
        double difference = rows[image][value] - mean[value];
        distances[image] += difference * difference;
      }
    }
    return distances;
  }

  @ParameterizedTest
  @CsvSource({"10, 0.9, 0.7", "30, 0.9, 0.85", "100, 0.95, 0.8", "100, 0.5, 0.5"})
  void theIntervalOfTwoSharesCoversTheirDifference(int n, double before, double after) {
    Random random = new Random(n);
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      PairedMeans means = new PairedMeans();
      for (int image = 0; image < n; image++) {
        double shared = random.nextDouble();
        double own = random.nextDouble() < 0.7 ? shared : random.nextDouble();
        means.accept(shared < before ? 1 : 0, own < after ? 1 : 0, false);
      }
      covered += means.difference().orElseThrow().interval().contains(after - before) ? 1 : 0;
    }
    // The interval is a little wide in small samples, never narrow.
    assertThat((double) covered / RUNS).isBetween(0.93, 0.995);
  }

  @Test
  void pairingNarrowsTheInterval() {
    Random random = new Random(5);
    PairedMeans means = new PairedMeans();
    MeanAccumulator alone = new MeanAccumulator();
    for (int image = 0; image < 50; image++) {
      double hard = random.nextGaussian();
      means.accept(hard, hard + 0.1 + 0.01 * random.nextGaussian(), false);
      alone.accept(hard);
    }
    Bounds paired = means.difference().orElseThrow().interval();
    assertThat(paired.contains(0.1)).isTrue();
    assertThat(paired.hi() - paired.lo()).isLessThan(0.02);
    assertThat(alone.interval().orElseThrow().hi() - alone.mean()).isGreaterThan(0.2);
  }

  @Test
  void identicalImagesDifferByExactlyNothing() {
    PairedMeans means = new PairedMeans();
    PairedRatios ratios = new PairedRatios();
    for (int image = 0; image < 7; image++) {
      means.accept(0.1 * image, 0.1 * image, true);
      ratios.accept(0.1 * image, 1 + image, 0.1 * image, 1 + image);
    }
    PairedDifference difference = means.difference().orElseThrow();
    assertThat(difference.value()).isZero();
    assertThat(difference.interval()).isEqualTo(new Bounds(0, 0));
    assertThat(difference.isClear()).isFalse();
    assertThat(ratios.isSame()).isTrue();
    assertThat(ratios.after()).isEqualTo(ratios.before());
  }

  /** Another model that happens to change no image may well change the next one. */
  @Test
  void noChangeInTheSampleIsNoProofOfNone() {
    PairedMeans shares = new PairedMeans();
    PairedMeans means = new PairedMeans();
    for (int image = 0; image < 100; image++) {
      shares.accept(1, 1, false);
      means.accept(0.5, 0.5, false);
    }
    assertThat(shares.difference().orElseThrow().value()).isZero();
    assertThat(shares.difference().orElseThrow().interval().hi()).isBetween(0.02, 0.05);
    assertThat(means.difference().orElseThrow().interval().hi()).isBetween(0.02, 0.05);
  }

  @Test
  void anIntervalHoldsItsValueAndStaysWithinItsLimit() {
    PairedDifference all = PairedDifference.ofShares(10, 0, 10);
    assertThat(all.value()).isEqualTo(1);
    assertThat(all.interval().hi()).isEqualTo(1);
    assertThat(all.interval().lo()).isPositive();
    assertThat(all.isClear()).isTrue();
    Bounds wide = all.interval(0.999);
    assertThat(wide.lo()).isLessThan(all.interval().lo());
    assertThat(PairedDifference.ofInfluences(0.5, 4, 5).orElseThrow().interval(0.99).lo())
        .isCloseTo(0.5 - 4.604 * Math.sqrt(4.0 / 4 / 5), within(1e-3));
  }

  @Test
  void whatCannotBeSaidIsNotSaid() {
    assertThat(new PairedMeans().difference()).isEmpty();
    PairedMeans one = new PairedMeans();
    one.accept(0.25, 0.5, false);
    assertThat(one.difference()).isEmpty();
    PairedMeans broken = new PairedMeans();
    broken.accept(0, Double.NaN, false);
    broken.accept(0, 1, false);
    assertThat(broken.difference()).isEmpty();
    assertThat(PairedDifference.ofInfluences(Double.NaN, 1, 9)).isEmpty();
    assertThat(PairedDifference.ofInfluences(1, 1, 1)).isEmpty();
    PairedRatios flat = new PairedRatios();
    flat.accept(0, 0, 0, 0);
    flat.accept(0, 0, 0, 0);
    assertThat(flat.isDefined()).isFalse();
    assertThatThrownBy(() -> PairedDifference.ofShares(3, 3, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
