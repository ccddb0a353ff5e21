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
    double cubes = 0;
    double sum = 0;
    for (int image = 0; image < n; image++) {
      double influence =
          ratios.influence(loss[image], distance[image], later[image], laterDistance[image]);
      squares += influence * influence;
      cubes += influence * influence * influence;
      sum += influence;
    }
    assertThat(sum).isCloseTo(0, within(1e-9));
    return PairedDifference.ofInfluences(ratios.after() - ratios.before(), squares, cubes, 0, n)
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
    assertThat(PairedDifference.ofInfluences(0.5, 4, 0, 0, 5).orElseThrow().interval(0.99).lo())
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
    assertThat(PairedDifference.ofInfluences(Double.NaN, 1, 0, 0, 9)).isEmpty();
    assertThat(PairedDifference.ofInfluences(1, 1, 0, 0, 1)).isEmpty();
    PairedRatios flat = new PairedRatios();
    flat.accept(0, 0, 0, 0);
    flat.accept(0, 0, 0, 0);
    assertThat(flat.isDefined()).isFalse();
    assertThatThrownBy(() -> PairedDifference.ofShares(3, 3, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A loss that few images show may be far larger in the next one: at most 1, as for a share. */
  @Test
  void rareChangesAreBoundedAsSharesAre() {
    PairedDifference rare = means(300, 3, 0.04).difference().orElseThrow();
    PairedDifference none = PairedDifference.ofShares(0, 0, 300);
    assertThat(rare.value()).isCloseTo(-0.04 * 3 / 300, within(1e-12));
    assertThat(rare.highestDrop(0.05)).isGreaterThan(none.highestDrop(0.05));
    PairedDifference half = means(300, 150, 0.04).difference().orElseThrow();
    assertThat(half.highestDrop(0.05)).isGreaterThan(0.02 + 0.008);
    PairedDifference common = means(300, 200, 0.04).difference().orElseThrow();
    assertThat(common.highestDrop(0.05)).as("most images show it").isLessThan(0.0267 + 0.003);
  }

  /** Every {@code changed}th of n images falls by {@code drop}, the others stay. */
  private static PairedMeans means(int n, int changed, double drop) {
    PairedMeans means = new PairedMeans();
    for (int image = 0; image < n; image++) {
      means.accept(0.5, image < changed ? 0.5 - drop : 0.5, false);
    }
    return means;
  }

  @Test
  void twoImagesThatFallAlikeAreNoCertainty() {
    PairedDifference two = means(2, 2, 0.04).difference().orElseThrow();
    assertThat(two.value()).isCloseTo(-0.04, within(1e-12));
    assertThat(two.dropChance(0.01)).isGreaterThan(0.05);
    assertThat(two.lowestDrop(0.05)).isNegative();
  }

  @Test
  void anInfluenceIsWhatLeavingTheImageOutWouldShow() {
    double[][] images = {{1, 4, 2, 3}, {2, 5, 2, 6}, {0.5, 3, 1, 2}, {3, 7, 5, 8}, {1, 2, 1, 2}};
    PairedRatios ratios = new PairedRatios();
    for (double[] image : images) {
      ratios.accept(image[0], image[1], image[2], image[3]);
    }
    // 1 − mean(N)/D with D = 2/(n − 1)·Σa.
    assertThat(ratios.before()).isCloseTo(1 - 7.5 / 5 / (2.0 / 4 * 21), within(1e-12));
    assertThat(ratios.after()).isCloseTo(1 - 11.0 / 5 / (2.0 / 4 * 21), within(1e-12));
    double sum = 0;
    for (double[] image : images) {
      double influence = ratios.influence(image[0], image[1], image[2], image[3]);
      double scale = 2.0 / 4 * 21;
      double slope = 2.0 * 5 / 4;
      double before = (image[0] - (1 - ratios.before()) * slope * image[1]) / scale;
      double after = (image[2] - (1 - ratios.after()) * slope * image[3]) / scale;
      assertThat(influence).isCloseTo(before - after, within(1e-12));
      sum += influence;
    }
    assertThat(sum).isCloseTo(0, within(1e-12));
  }

  @Test
  void ratiosNeedTwoImagesScalesAboveZeroAndFiniteSums() {
    assertThat(ratios(new double[][] {{1, 1, 1, 1}}).isDefined()).isFalse();
    assertThat(ratios(new double[][] {{0, 1, 0, 1}, {0, 1, 0, 1}}).isDefined()).isTrue();
    assertThat(ratios(new double[][] {{1, 0, 1, 1}, {1, 0, 1, 1}}).isDefined()).isFalse();
    assertThat(ratios(new double[][] {{1, 1, 1, 0}, {1, 1, 1, 0}}).isDefined()).isFalse();
    double huge = Double.POSITIVE_INFINITY;
    for (int at = 0; at < 4; at++) {
      double[] broken = {1, 1, 1, 1};
      broken[at] = huge;
      assertThat(ratios(new double[][] {broken, {1, 1, 1, 1}}).isDefined()).isFalse();
    }
  }

  private static PairedRatios ratios(double[][] images) {
    PairedRatios ratios = new PairedRatios();
    for (double[] image : images) {
      ratios.accept(image[0], image[1], image[2], image[3]);
    }
    return ratios;
  }

  @Test
  void oneNumberOfOneImageMakesRatiosDiffer() {
    assertThat(ratios(new double[][] {{1, 2, 1, 2}, {3, 4, 3, 4}}).isSame()).isTrue();
    assertThat(ratios(new double[][] {{1, 2, 1, 2}, {3, 4, 3.5, 4}}).isSame()).isFalse();
    assertThat(ratios(new double[][] {{1, 2, 1, 2.5}, {3, 4, 3, 4}}).isSame()).isFalse();
  }

  @Test
  void meansBeforeAndAfterAreThoseOfTheImages() {
    PairedMeans means = new PairedMeans();
    assertThat(means.meanBefore()).isZero();
    means.accept(0.2, 0.7, false);
    means.accept(0.4, 0.3, false);
    assertThat(means.meanBefore()).isCloseTo(0.3, within(1e-12));
    assertThat(means.meanAfter()).isCloseTo(0.5, within(1e-12));
    assertThat(means.difference().orElseThrow().value()).isCloseTo(0.2, within(1e-12));
    assertThat(means.count()).isEqualTo(2);
  }

  /** 0 or 1 in every image is a share, one other number makes it a mean. */
  @Test
  void sharesAreCountedImageByImage() {
    PairedMeans means = new PairedMeans();
    int[][] images = {{1, 1}, {0, 1}, {1, 0}, {1, 0}, {0, 0}};
    for (int[] image : images) {
      means.accept(image[0], image[1], false);
    }
    assertThat(means.difference()).contains(PairedDifference.ofShares(1, 2, 5));
    means.accept(0.5, 0.5, false);
    assertThat(means.difference().orElseThrow().degreesOfFreedom()).isEqualTo(5);
  }

  @Test
  void aDropIsTheDifferenceWithTheOtherSign() {
    PairedDifference fell = PairedDifference.ofInfluences(-0.3, 1, 0, 0, 50).orElseThrow();
    assertThat(fell.lowestDrop(0.05)).isBetween(0.2, 0.3);
    assertThat(fell.highestDrop(0.05)).isBetween(0.3, 0.4);
    assertThat(fell.margin(0.05)).isCloseTo(0.3 - fell.lowestDrop(0.05), within(1e-12));
    assertThat(fell.dropChance(0.2)).isLessThan(0.05);
    assertThat(fell.dropChance(0.3)).isBetween(0.49, 0.56);
    PairedDifference share = PairedDifference.ofShares(0, 9, 9);
    assertThat(share.highestDrop(0.001)).isEqualTo(1);
    assertThat(PairedDifference.ofShares(9, 0, 9).lowestDrop(0.001)).isEqualTo(-1);
  }

  /**
   * Influences whose tail lies below 0 are a drop with a tail above: its upper bound is farther.
   */
  @Test
  void theTailOfTheInfluencesIsTheTailOfTheDropMirrored() {
    PairedDifference losses = PairedDifference.ofInfluences(0, 1, -0.4, 0, 50).orElseThrow();
    PairedDifference even = PairedDifference.ofInfluences(0, 1, 0, 0, 50).orElseThrow();
    PairedDifference gains = PairedDifference.ofInfluences(0, 1, 0.4, 0, 50).orElseThrow();
    assertThat(losses.highestDrop(0.01)).isGreaterThan(even.highestDrop(0.01));
    assertThat(gains.lowestDrop(0.01)).isLessThan(even.lowestDrop(0.01));
    assertThat(gains.lowestDrop(0.01)).isEqualTo(-losses.highestDrop(0.01));
  }
}
