package dev.gimbal.score;

import static dev.gimbal.score.ClassesAuditTest.find;
import static dev.gimbal.score.ClassesAuditTest.shift;
import static dev.gimbal.score.ClassesAuditTest.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class DenseAndEmbeddingAuditTest {
  private static final double TINY = 1e-9;
  private static final List<ProbeInfo> ONE = List.of(shift(1, 0));

  /** One row of four cells, moved one to the right: cell i is seen at i + 1, the last one not. */
  private static final int[] MOVED = {1, 2, 3, -1};

  @Test
  void agreementFollowsTheContentAndCountsVisibleCellsOnly() {
    float[] reference = map(0, 0, 1, 1);
    assertThat(dense(reference, map(1, 0, 0, 1), MOVED, "argmaxAgreement")).isEqualTo(1);
    // Without following the content two of four cells would agree.
    assertThat(dense(reference, map(0, 0, 1, 1), MOVED, "argmaxAgreement"))
        .isCloseTo(2.0 / 3, within(TINY));
  }

  @Test
  void balancedAgreementGivesRareClassesTheirShare() {
    // Visible: 0, 0, 1; the single 1 is lost.
    float[] probed = map(1, 0, 0, 0);
    assertThat(dense(map(0, 0, 1, 1), probed, MOVED, "argmaxAgreement"))
        .isCloseTo(2.0 / 3, within(TINY));
    assertThat(dense(map(0, 0, 1, 1), probed, MOVED, "argmaxAgreementBalanced")).isEqualTo(0.5);
  }

  @Test
  void swappedClassesAgreeNowhereAndHiddenMapsSayNothing() {
    assertThat(dense(map(0, 0, 1, 1), map(1, 1, 1, 0), MOVED, "argmaxAgreement")).isZero();
    int[] hidden = {-1, -1, -1, -1};
    OutputResult result = denseResult(map(0, 0, 1, 1), map(0, 0, 1, 1), hidden);
    assertThat(find(result, 0, "argmaxAgreement")).isInstanceOf(Outcome.NotApplicable.class);
    float[] broken = map(0, 0, 1, 1);
    broken[3] = Float.NaN;
    assertThat(find(denseResult(map(0, 0, 1, 1), broken, MOVED), 0, "argmaxAgreement"))
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void channelsLastMapsReadTheSame() {
    OutputSpec spec = new OutputSpec("y", OutputKind.DENSE, Optional.empty(), 2, 4, true);
    float[] reference = {1, 0, 1, 0, 0, 1, 0, 1};
    OutputAudit audit = OutputAudit.of(spec, ONE, 1, new int[0], probe -> MOVED, 1);
    audit.acceptReference(0, reference);
    audit.acceptProbe(0, 0, new float[] {0, 1, 1, 0, 1, 0, 0, 1});
    assertThat(value(audit.finish(1, true), 0, "argmaxAgreement")).isEqualTo(1);
  }

  @Test
  void embeddingsByHand() {
    // f̄ = (1, 1): a = 2, 2 … D = 2/(2−1)·(2 + 2) = 8; losses 1 and 0, mean 0.5.
    OutputResult result = embedding(new float[][] {{0, 2}, {2, 0}}, new float[][] {{0, 3}, {2, 0}});
    assertThat(value(result, 0, "invariance")).isCloseTo(1 - 0.5 / 8, within(TINY));
    assertThat(value(result, 0, "cosine")).isCloseTo(1, within(TINY));
    assertThat(result.overall().get(0).outcome()).isEqualTo(Outcome.measured(0, 2));
  }

  @Test
  void embeddingsThatSwapImagesScoreBelowZero() {
    OutputResult result = embedding(new float[][] {{0, 2}, {2, 0}}, new float[][] {{2, 0}, {0, 2}});
    assertThat(value(result, 0, "invariance")).isCloseTo(0, within(TINY));
    assertThat(value(result, 0, "cosine")).isZero();
    OutputResult worse =
        embedding(new float[][] {{0, 2}, {2, 0}}, new float[][] {{0, -2}, {-2, 0}});
    assertThat(value(worse, 0, "invariance")).isCloseTo(-1, within(TINY));
    assertThat(value(worse, 0, "cosine")).isCloseTo(-1, within(TINY));
  }

  @Test
  void constantZeroAndBrokenEmbeddingsHaveNoScore() {
    float[][] constant = {{1, 2}, {1, 2}};
    assertThat(find(embedding(constant, constant), 0, "invariance"))
        .isInstanceOf(Outcome.Degenerate.class);
    float[][] zero = {{0, 0}, {1, 2}};
    assertThat(find(embedding(zero, zero), 0, "cosine")).isInstanceOf(Outcome.NotApplicable.class);
    float[][] broken = {{Float.NaN, 0}, {1, 2}};
    assertThat(find(embedding(zero, broken), 0, "invariance")).isInstanceOf(Outcome.Failed.class);
    assertThat(find(embedding(zero, broken), 0, "cosine")).isInstanceOf(Outcome.Failed.class);
  }

  private static float[] map(int... classes) {
    float[] values = new float[2 * classes.length];
    for (int position = 0; position < classes.length; position++) {
      values[classes[position] * classes.length + position] = 1;
    }
    return values;
  }

  private static double dense(float[] reference, float[] probed, int[] cells, String score) {
    return value(denseResult(reference, probed, cells), 0, score);
  }

  private static OutputResult denseResult(float[] reference, float[] probed, int[] cells) {
    OutputSpec spec = new OutputSpec("y", OutputKind.DENSE, Optional.empty(), 2, 4, false);
    IntFunction<int[]> plan = probe -> cells;
    OutputAudit audit = OutputAudit.of(spec, ONE, 1, new int[0], plan, 1);
    audit.acceptReference(0, reference);
    audit.acceptProbe(0, 0, probed);
    return audit.finish(1, true);
  }

  private static OutputResult embedding(float[][] references, float[][] probed) {
    OutputSpec spec = OutputSpec.vector("y", OutputKind.EMBEDDING, 2);
    OutputAudit audit =
        OutputAudit.of(spec, ONE, references.length, new int[0], probe -> new int[0], 1);
    for (int image = 0; image < references.length; image++) {
      audit.acceptReference(image, references[image]);
    }
    for (int image = 0; image < references.length; image++) {
      audit.acceptProbe(image, 0, probed[image]);
    }
    return audit.finish(references.length, true);
  }
}
