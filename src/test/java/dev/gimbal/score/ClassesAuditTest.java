package dev.gimbal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.stats.Wilson;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassesAuditTest {
  private static final double TINY = 1e-6;
  private static final List<ProbeInfo> ONE = List.of(shift(1, 0));

  @Test
  void everyScoreOfAHandComputedCase() {
    // Four images, classes 0, 0, 1, 2; the probe turns the last one's 2 into 0.
    float[][] references = {{.8f, .1f, .1f}, {.6f, .3f, .1f}, {.1f, .8f, .1f}, {.1f, .1f, .8f}};
    float[][] probed = {{.7f, .2f, .1f}, {.6f, .3f, .1f}, {.1f, .8f, .1f}, {.8f, .1f, .1f}};
    OutputResult result = run(references, new float[][][] {probed}, ONE, new int[] {0, 1, 1, 2});

    assertThat(result.scale()).isEqualTo("probabilities");
    Outcome.Measured consistency = measured(result, 0, "consistency");
    assertThat(consistency.value()).isEqualTo(0.75);
    assertThat(consistency.n()).isEqualTo(4);
    assertThat(consistency.interval().orElseThrow().lo()).isEqualTo(Wilson.interval(3, 4).lo());
    // Of the 12 ordered pairs only the two zeros agree, twice: c0 = 1/6.
    assertThat(overall(result, "all", "chanceAgreement")).isEqualTo(Outcome.measured(2.0 / 12, 4));
    assertThat(value(result, 0, "chanceCorrectedConsistency"))
        .isCloseTo((0.75 - 1.0 / 6) / (5.0 / 6), within(TINY));
    assertThat(value(result, 0, "probabilityDropMean")).isCloseTo(0.8 / 4, within(TINY));
    assertThat(value(result, 0, "probabilityDropWorst")).isCloseTo(0.7, within(TINY));
    assertThat(value(result, 0, "jensenShannonBits"))
        .isCloseTo(
            (divergence(.8, .7) + divergence(.1, .2) + 2 * divergence(.1, .8)) / 4, within(TINY));
    assertThat(value(result, 0, "accuracy")).isEqualTo(0.5);
    assertThat(value(result, 0, "consistencyWhereRight")).isCloseTo(2.0 / 3, within(TINY));
    assertThat(overallValue(result, "all", "referenceAccuracy")).isEqualTo(0.75);
    assertThat(find(result, 0, "topFive")).isInstanceOf(Outcome.NotApplicable.class);
    assertThat(overallValue(result, "translation", "consistencyMean")).isEqualTo(0.75);
    assertThat(overallValue(result, "translation", "consistencyWorst")).isEqualTo(0.75);
    assertThat(overallValue(result, "translation", "flipRate")).isEqualTo(0.25);
    assertThat(overallValue(result, "all", "ties")).isZero();
  }

  /** p and q swap between two entries; the third, equal one adds nothing. */
  private static double divergence(double p, double q) {
    double middle = (p + q) / 2;
    return (p * Math.log(p / middle) + q * Math.log(q / middle)) / (2 * Math.log(2));
  }

  @Test
  void aNetworkThatPermutesItsClassesScoresBadly() {
    float[][] references = oneHotRows(10, 8);
    float[][] permuted = new float[10][];
    for (int image = 0; image < 10; image++) {
      permuted[image] = oneHot(8, (image + 3) % 8);
    }
    OutputResult result = run(references, new float[][][] {permuted}, ONE, new int[0]);
    assertThat(value(result, 0, "consistency")).isZero();
    assertThat(value(result, 0, "chanceCorrectedConsistency")).isNegative();
    assertThat(value(result, 0, "jensenShannonBits")).isCloseTo(1, within(TINY));
    assertThat(value(result, 0, "probabilityDropMean")).isCloseTo(1, within(TINY));
    assertThat(overallValue(result, "translation", "flipRate")).isEqualTo(1);
  }

  @Test
  void logitsLogProbabilitiesAndProbabilitiesGiveTheSameDistances() {
    Random random = new Random(4);
    float[][] logits = new float[6][7];
    float[][] moved = new float[6][7];
    for (int image = 0; image < 6; image++) {
      for (int index = 0; index < 7; index++) {
        logits[image][index] = (float) (3 * random.nextGaussian());
        moved[image][index] = (float) (logits[image][index] + random.nextGaussian());
      }
    }
    OutputResult raw = run(logits, new float[][][] {moved}, ONE, new int[0]);
    OutputResult shares =
        run(softmax(logits, false), new float[][][] {softmax(moved, false)}, ONE, new int[0]);
    OutputResult logs =
        run(softmax(logits, true), new float[][][] {softmax(moved, true)}, ONE, new int[0]);
    assertThat(List.of(raw.scale(), shares.scale(), logs.scale()))
        .containsExactly("logits", "probabilities", "logProbabilities");
    for (String score : List.of("jensenShannonBits", "probabilityDropMean", "topFive")) {
      assertThat(value(shares, 0, score)).isCloseTo(value(raw, 0, score), within(TINY));
      assertThat(value(logs, 0, score)).isCloseTo(value(raw, 0, score), within(TINY));
    }
    assertThat(value(raw, 0, "jensenShannonBits")).isPositive();
  }

  @Test
  void aPredictionThatNeverChangesDoesNotLookGood() {
    float[][] same = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    OutputResult result = run(same, new float[][][] {same}, ONE, new int[0]);
    assertThat(find(result, 0, "chanceCorrectedConsistency"))
        .isInstanceOf(Outcome.NotApplicable.class);
    assertThat(overallValue(result, "all", "chanceAgreement")).isEqualTo(1);
  }

  @Test
  void tiesGoToTheLowestIndexAndAreCounted() {
    float[][] tied = {{2, 2, 1}, {0, 3, 3}};
    OutputResult result = run(tied, new float[][][] {{{5, 1, 1}, {0, 4, 4}}}, ONE, new int[0]);
    assertThat(value(result, 0, "consistency")).isEqualTo(1);
    assertThat(overall(result, "all", "ties")).isEqualTo(Outcome.measured(3, 4));
  }

  @Test
  void topFiveCountsTheReferencesClassAmongTheProbedFive() {
    float[][] references = {oneHot(8, 0), oneHot(8, 7)};
    float[][] probed = {{4, 9, 8, 7, 6, 0, 0, 0}, {9, 8, 7, 6, 5, 4, 3, 4}};
    OutputResult result = run(references, new float[][][] {probed}, ONE, new int[0]);
    assertThat(value(result, 0, "topFive")).isEqualTo(0.5);
  }

  @Test
  void topFiveTiesGoToTheLowestIndexToo() {
    float[][] references = {oneHot(8, 4), oneHot(8, 5)};
    float[] tied = {5, 5, 5, 5, 5, 5, 0, 0};
    OutputResult result = run(references, new float[][][] {{tied, tied}}, ONE, new int[0]);
    assertThat(value(result, 0, "topFive")).isEqualTo(0.5);
  }

  @Test
  void notANumberFailsTheProbeAndNothingElse() {
    float[][] good = {{1, 0}, {0, 1}};
    float[][] bad = {{1, 0}, {Float.NaN, 1}};
    OutputResult result =
        run(good, new float[][][] {good, bad}, List.of(shift(1, 0), shift(2, 0)), new int[0]);
    assertThat(value(result, 0, "consistency")).isEqualTo(1);
    assertThat(find(result, 1, "consistency")).isInstanceOf(Outcome.Failed.class);
    assertThat(find(result, 1, "jensenShannonBits")).isInstanceOf(Outcome.Failed.class);
    assertThat(overall(result, "translation", "consistencyMean"))
        .isInstanceOf(Outcome.Failed.class);
    OutputResult broken = run(bad, new float[][][] {good}, ONE, new int[0]);
    assertThat(find(broken, 0, "consistency")).isInstanceOf(Outcome.Failed.class);
    assertThat(overall(broken, "all", "chanceAgreement")).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void minusInfinityIsALogarithmButNotALogit() {
    float lowest = Float.NEGATIVE_INFINITY;
    float[][] logs = {{0, lowest}, {lowest, 0}};
    OutputResult result = run(logs, new float[][][] {logs}, ONE, new int[0]);
    assertThat(result.scale()).isEqualTo("logProbabilities");
    assertThat(value(result, 0, "jensenShannonBits")).isZero();
    float[][] logits = {{5, lowest}, {1, 7}};
    OutputResult failed = run(logits, new float[][][] {logits}, ONE, new int[0]);
    assertThat(find(failed, 0, "consistency")).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void flipRateNeedsNeighboursAndCountsThem() {
    float[][] rows = {{1, 0}, {0, 1}};
    float[][] flipped = {{0, 1}, {0, 1}};
    OutputResult none = run(rows, new float[][][] {rows}, List.of(shift(3, 0)), new int[0]);
    assertThat(overall(none, "translation", "flipRate")).isInstanceOf(Outcome.NotApplicable.class);
    // Pairs: reference–1, 1–2, 2–(2,1); image 0 flips at 2 and stays flipped.
    OutputResult result =
        run(
            rows,
            new float[][][] {rows, flipped, flipped},
            List.of(shift(1, 0), shift(2, 0), shift(2, 1)),
            new int[0]);
    assertThat(overallValue(result, "translation", "flipRate")).isCloseTo(1.0 / 6, within(TINY));
    assertThat(result.overall())
        .anyMatch(score -> score.score().equals("flipRate") && score.note().startsWith("3 pairs"));
  }

  @Test
  void theOrderOfCallsDoesNotMatter() {
    Random random = new Random(8);
    float[][] rows = new float[5][6];
    float[][][] probed = new float[2][5][6];
    for (int image = 0; image < 5; image++) {
      for (int index = 0; index < 6; index++) {
        rows[image][index] = random.nextFloat();
        probed[0][image][index] = random.nextFloat();
        probed[1][image][index] = random.nextFloat();
      }
    }
    List<ProbeInfo> probes = List.of(shift(1, 0), shift(0, 1));
    OutputAudit backwards = audit(6, probes, 5, new int[0]);
    for (float[] row : rows) {
      backwards.preview(row);
    }
    for (int image = 4; image >= 0; image--) {
      backwards.acceptReference(image, rows[image]);
    }
    for (int image = 4; image >= 0; image--) {
      backwards.acceptProbe(image, 1, probed[1][image]);
      backwards.acceptProbe(image, 0, probed[0][image]);
    }
    assertThat(backwards.finish(5, true)).isEqualTo(run(rows, probed, probes, new int[0]));
  }

  /** An image may be probed before the reference of a later one is run again. */
  @Test
  void anOddRowAmongThoseToComeDecidesTheFormOfTheFirst() {
    float[][] rows = {{0.75f, 0.25f}, {3, -1}};
    float[][][] probed = {{{0.5f, 0.5f}, {2, 0}}};
    OutputAudit oneByOne = audit(2, ONE, 2, new int[0]);
    for (float[] row : rows) {
      oneByOne.preview(row);
    }
    for (int image = 0; image < 2; image++) {
      oneByOne.acceptReference(image, rows[image]);
      oneByOne.acceptProbe(image, 0, probed[0][image]);
    }
    assertThat(oneByOne.finish(2, true)).isEqualTo(run(rows, probed, ONE, new int[0]));
    assertThat(oneByOne.finish(2, true).scale()).isEqualTo("logits");
  }

  @Test
  void theShapeSuggestsTheKind() {
    List<Integer> input = List.of(3, 32, 32);
    assertThat(OutputKind.guess(List.of(1, 10), true, input)).isEqualTo(OutputKind.CLASSES);
    assertThat(OutputKind.guess(List.of(10), false, input)).isEqualTo(OutputKind.CLASSES);
    assertThat(OutputKind.guess(List.of(1, 10, 1, 1), true, input)).isEqualTo(OutputKind.CLASSES);
    assertThat(OutputKind.guess(List.of(1, 21, 8, 8), true, input)).isEqualTo(OutputKind.DENSE);
    assertThat(OutputKind.guess(List.of(1, 3, 32, 32), true, input)).isEqualTo(OutputKind.OTHER);
    assertThat(OutputKind.guess(List.of(1, 3, 64, 64), true, input)).isEqualTo(OutputKind.OTHER);
    assertThat(OutputKind.guess(List.of(1, 1), true, input)).isEqualTo(OutputKind.OTHER);
    assertThat(OutputKind.guess(List.of(1, 1, 8, 8), true, input)).isEqualTo(OutputKind.OTHER);
  }

  private static OutputResult run(
      float[][] references, float[][][] probed, List<ProbeInfo> probes, int[] labels) {
    OutputAudit audit = audit(references[0].length, probes, references.length, labels);
    for (float[] row : references) {
      audit.preview(row);
    }
    for (int image = 0; image < references.length; image++) {
      audit.acceptReference(image, references[image]);
    }
    for (int image = 0; image < references.length; image++) {
      for (int probe = 0; probe < probes.size(); probe++) {
        audit.acceptProbe(image, probe, probed[probe][image]);
      }
    }
    return audit.finish(references.length, true);
  }

  private static OutputAudit audit(int classes, List<ProbeInfo> probes, int images, int[] labels) {
    OutputSpec spec = OutputSpec.vector("y", OutputKind.CLASSES, classes);
    return OutputAudit.of(spec, probes, images, labels, probe -> new int[0], 1);
  }

  static ProbeInfo shift(int dx, int dy) {
    return new ProbeInfo(
        "translation dx=" + dx + " dy=" + dy + " px",
        "translation",
        Optional.of(dx),
        Optional.of(dy),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "fill");
  }

  static Outcome find(OutputResult result, int probe, String score) {
    return result.perProbe().stream()
        .filter(row -> row.probe() == probe && row.score().equals(score))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  static Outcome.Measured measured(OutputResult result, int probe, String score) {
    return (Outcome.Measured) find(result, probe, score);
  }

  static double value(OutputResult result, int probe, String score) {
    return measured(result, probe, score).value();
  }

  private static Outcome overall(OutputResult result, String orbit, String score) {
    return result.overall().stream()
        .filter(row -> row.orbit().equals(orbit) && row.score().equals(score))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  private static double overallValue(OutputResult result, String orbit, String score) {
    return ((Outcome.Measured) overall(result, orbit, score)).value();
  }

  private static float[][] oneHotRows(int images, int classes) {
    float[][] rows = new float[images][];
    for (int image = 0; image < images; image++) {
      rows[image] = oneHot(classes, image % classes);
    }
    return rows;
  }

  private static float[] oneHot(int classes, int hot) {
    float[] row = new float[classes];
    row[hot] = 1;
    return row;
  }

  private static float[][] softmax(float[][] logits, boolean logarithm) {
    float[][] rows = new float[logits.length][];
    for (int image = 0; image < logits.length; image++) {
      double[] shares = RowScale.LOGITS.probabilities(logits[image]);
      rows[image] = new float[shares.length];
      for (int index = 0; index < shares.length; index++) {
        rows[image][index] = (float) (logarithm ? Math.log(shares[index]) : shares[index]);
      }
    }
    return rows;
  }
}
