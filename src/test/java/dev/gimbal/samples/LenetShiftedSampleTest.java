package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.ScoreId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim: a LeNet for centred digits fails when they move, though its maps move with them. */
final class LenetShiftedSampleTest {
  private static final List<String> MAPS =
      List.of(
          "/relu1/Relu_output_0",
          "/pool1/MaxPool_output_0",
          "/relu2/Relu_output_0",
          "/pool2/MaxPool_output_0");
  private static final String FIRST_DENSE = "/relu3/Relu_output_0";

  @TempDir static Path folder;
  private static SampleAudit audit;
  private static final ExpectedNumbers EXPECTED = ExpectedNumbers.of("lenet-shifted");

  @BeforeAll
  static void measure() {
    audit =
        SampleAudit.run(
            folder, "lenet-shifted/lenet.onnx", "--probes", "samples/lenet-shifted/probes.yaml");
  }

  @AfterAll
  static void everyNumberWasChecked() {
    EXPECTED.complete();
  }

  @Test
  void accuracyAndConsistencyFallWithTheShift() {
    EXPECTED.check("accuracy", audit.overall("all", "referenceAccuracy"), 0.02);
    for (int dx : new int[] {1, 2, 4, 8}) {
      EXPECTED.check("accuracy dx=" + dx, audit.output("accuracy", dx, 0), 0.05);
      EXPECTED.check("consistency dx=" + dx, audit.output("consistency", dx, 0), 0.05);
    }
    for (int dx = 2; dx <= 8; dx++) {
      assertThat(audit.output("accuracy", dx, 0))
          .as("dx=%d", dx)
          .isLessThan(audit.output("accuracy", dx - 1, 0));
    }
    assertThat(audit.output("accuracy", 7, 7)).as("in the corner").isLessThan(0.25);
  }

  @Test
  void everyMapBeforeTheDenseLayerMovesAlongAndLosesNothingAtCleanCells() {
    for (String map : MAPS) {
      for (int dx : new int[] {4, 8}) {
        assertThat(audit.score(map, dx, 0, ScoreId.LOSS_CLEAN))
            .as("%s dx=%d", map, dx)
            .isLessThanOrEqualTo(audit.score(map, dx, 0, ScoreId.NOISE_FLOOR));
        assertThat(audit.score(map, dx, 0, ScoreId.EQUIVARIANCE)).isGreaterThan(0.98);
      }
    }
  }

  @Test
  void theCollapseTestFindsThePositionsAtTheFirstDenseLayer() {
    double dependence = audit.positionDependence(FIRST_DENSE);
    EXPECTED.check("collapse", dependence, 0.03);
    assertThat(dependence).isBetween(0.2, 1.0);
    assertThat(audit.result().collapses()).hasSize(1);
  }

  @Test
  void theDenseLayerBehindThemDoesNot() {
    double invariance = audit.score(FIRST_DENSE, 8, 0, ScoreId.INVARIANCE);
    EXPECTED.check("invariance of the first dense layer dx=8", invariance, 0.05);
    assertThat(invariance).isLessThan(0.4);
    assertThat(audit.findings()).contains("map-to-vector").doesNotContain("instrument-error");
  }
}
