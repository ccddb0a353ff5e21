package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim: border, sampling and position dependence appear where theory says, in that order. */
final class EquivarianceSampleTest {
  private static final String CIRCULAR = "/circular/Conv_output_0";
  private static final String RELU = "/relu1/Relu_output_0";
  private static final String ZEROS = "/relu2/Relu_output_0";
  private static final String STRIDE = "/relu3/Relu_output_0";
  private static final String POOL = "/pool/MaxPool_output_0";
  private static final String PLACE = "/place/Add_output_0";
  private static final List<String> LOCAL = List.of(CIRCULAR, RELU, ZEROS, STRIDE, POOL);

  @TempDir static Path folder;
  private static SampleAudit audit;
  private static final ExpectedNumbers EXPECTED = ExpectedNumbers.of("equivariance");

  @BeforeAll
  static void measure() {
    audit =
        SampleAudit.run(
            folder,
            "equivariance/stack.onnx",
            "--probes",
            "samples/equivariance/probes.yaml",
            "--layers",
            "*",
            "--layers",
            "tensor:/circular/Conv*");
  }

  @AfterAll
  static void everyNumberWasChecked() {
    EXPECTED.complete();
  }

  @Test
  void circularConvolutionAndReluAreExactUnderEveryRoll() {
    for (String layer : List.of(CIRCULAR, RELU)) {
      for (int dx = 1; dx <= 8; dx++) {
        audit.assertExact(layer, dx, 0);
      }
      audit.assertExact(layer, 4, 4);
    }
    assertThat(audit.score(RELU, 8, 0, ScoreId.INVARIANCE))
        .as("equivariant is not invariant")
        .isLessThan(0.3);
  }

  @Test
  void zeroPaddingLosesAtTheBorderAndOnlyThere() {
    for (int dx = 1; dx <= 8; dx++) {
      assertThat(audit.score(ZEROS, dx, 0, ScoreId.LOSS_UNCLEAN)).isGreaterThan(0.02);
    }
    EXPECTED.check("border zeros dx=4", audit.score(ZEROS, 4, 0, ScoreId.BORDER), 0.01);
  }

  @Test
  void whereOnlyLocalOperatorsLieAboveNothingIsLostAtCleanCellsOnGrid() {
    for (String layer : LOCAL) {
      for (int dx : new int[] {-4, 4, 8}) {
        assertThat(audit.score(layer, dx, 0, ScoreId.LOSS_CLEAN))
            .as("%s dx=%d", layer, dx)
            .isLessThanOrEqualTo(audit.score(layer, dx, 0, ScoreId.NOISE_FLOOR));
      }
    }
  }

  @Test
  void samplingBeginsAtTheStride() {
    for (int dx : new int[] {1, 3, 5, 7}) {
      assertThat(audit.score(STRIDE, dx, 0, ScoreId.SAMPLING)).isGreaterThan(0.06);
      assertThat(audit.score(STRIDE, dx, 0, ScoreId.LOSS_CLEAN)).isGreaterThan(0.1);
      assertThat(audit.outcome(STRIDE, dx, 0, ScoreId.EQUIVARIANCE))
          .isInstanceOf(Outcome.NotApplicable.class);
      assertThat(audit.score(ZEROS, dx, 0, ScoreId.LOSS_CLEAN)).isLessThan(1e-6);
    }
    assertThat(audit.score(STRIDE, 2, 0, ScoreId.LOSS_CLEAN)).isLessThan(1e-6);
    EXPECTED.check("sampling stride dx=1", audit.score(STRIDE, 1, 0, ScoreId.SAMPLING), 0.01);
  }

  @Test
  void poolingDoublesThePeriodAndAddsLittleOfItsOwn() {
    assertThat(audit.outcome(POOL, 2, 0, ScoreId.EQUIVARIANCE))
        .isInstanceOf(Outcome.NotApplicable.class);
    assertThat(audit.score(POOL, 2, 0, ScoreId.LOSS_CLEAN)).isGreaterThan(0.04);
    assertThat(audit.score(POOL, 4, 0, ScoreId.LOSS_CLEAN)).isLessThan(1e-6);
    assertThat(audit.score(POOL, 2, 0, ScoreId.SAMPLING))
        .as("a 2 px shift is whole cells for the stride, half a cell for the pooling")
        .isLessThan(audit.score(POOL, 1, 0, ScoreId.SAMPLING) / 2);
    EXPECTED.check("sampling pool dx=1", audit.score(POOL, 1, 0, ScoreId.SAMPLING), 0.01);
    EXPECTED.check("sampling pool dx=2", audit.score(POOL, 2, 0, ScoreId.SAMPLING), 0.01);
  }

  @Test
  void positionDependenceBeginsAtThePositionEmbedding() {
    for (int dx : new int[] {-4, 4, 8}) {
      assertThat(audit.score(PLACE, dx, 0, ScoreId.POSITION_DEPENDENCE)).isGreaterThan(0.05);
      assertThat(audit.score(PLACE, dx, 0, ScoreId.EQUIVARIANCE))
          .isLessThan(audit.score(POOL, dx, 0, ScoreId.EQUIVARIANCE) - 0.05);
    }
    EXPECTED.check(
        "positionDependence place dx=4",
        audit.score(PLACE, 4, 0, ScoreId.POSITION_DEPENDENCE),
        0.01);
    assertThat(audit.findings())
        .contains("position-dependence", "sampling", "border")
        .doesNotContain("instrument-error");
  }
}
