package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.LayerInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim: trained in one corner, dense layers find nothing elsewhere; global pooling does. */
final class CornerTrainedSampleTest {
  private static final String DENSE = "/relu3/Relu_output_0";
  private static final double CHANCE = 1.0 / 6;

  @TempDir static Path folder;
  private static SampleAudit dense;
  private static SampleAudit quarter;
  private static SampleAudit average;
  private static final ExpectedNumbers EXPECTED = ExpectedNumbers.of("corner-trained");

  @BeforeAll
  static void measure() {
    dense = audit("dense");
    quarter = audit("quarter");
    average = audit("average");
  }

  private static SampleAudit audit(String network) {
    return SampleAudit.run(
        folder,
        "corner-trained/" + network + ".onnx",
        "--probes",
        "samples/corner-trained/probes.yaml");
  }

  @AfterAll
  static void everyNumberWasChecked() {
    EXPECTED.complete();
  }

  private static void checkPlaces(String name, SampleAudit audit) {
    EXPECTED.check(name + " accuracy", audit.overall("all", "referenceAccuracy"), 0.03);
    for (int place : new int[] {8, 16, 32}) {
      EXPECTED.check(
          name + " accuracy dx=" + place + " dy=" + place,
          audit.output("accuracy", place, place),
          0.03);
    }
    EXPECTED.check(
        name + " consistencyMean", audit.overall("translation", "consistencyMean"), 0.03);
  }

  @Test
  void withDenseLayersTheLowerRightIsGuessing() {
    checkPlaces("dense", dense);
    checkPlaces("quarter", quarter);
    for (SampleAudit audit : List.of(dense, quarter)) {
      assertThat(audit.overall("all", "referenceAccuracy")).isGreaterThan(0.7);
      assertThat(audit.output("accuracy", 32, 32)).isLessThan(CHANCE + 0.12);
      assertThat(audit.output("accuracy", 16, 16)).isLessThan(CHANCE + 0.12);
    }
  }

  @Test
  void withGlobalPoolingTheLowerRightIsAsGoodAsTheCorner() {
    checkPlaces("average", average);
    double rest = average.overall("all", "referenceAccuracy");
    assertThat(rest).isGreaterThan(0.7);
    for (int dx : new int[] {8, 16, 24, 32}) {
      for (int dy : new int[] {8, 16, 24, 32}) {
        assertThat(average.output("accuracy", dx, dy))
            .as("dx=%d dy=%d", dx, dy)
            .isGreaterThan(rest - 0.12);
      }
    }
  }

  @Test
  void itIsNotTheReceptiveFieldThatDecides() {
    LayerInfo.Grid withDense = quarter.layer("/relu3/Relu_output_0").grid().orElseThrow();
    LayerInfo.Grid withMean = average.layer("/relu3/Relu_output_0").grid().orElseThrow();
    assertThat(withDense.receptiveField()).containsExactly(32L, 32L);
    assertThat(withMean.receptiveField()).containsExactly(32L, 32L);
    assertThat(average.output("accuracy", 32, 32))
        .isGreaterThan(quarter.output("accuracy", 32, 32) + 0.4);
  }

  @Test
  void theDenseLayersKnowPlacesAndTheMeanDoesNot() {
    String mean = "/mean/GlobalAveragePool_output_0";
    EXPECTED.check("dense collapse", dense.positionDependence(DENSE), 0.05);
    EXPECTED.check("quarter collapse", quarter.positionDependence("logits"), 0.05);
    assertThat(dense.positionDependence(DENSE)).isGreaterThan(0.3);
    assertThat(quarter.positionDependence("logits")).isGreaterThan(0.3);
    assertThat(average.positionDependence(mean)).isLessThan(1e-6);
  }

  @Test
  void thePositionPanelIsDarkWhereNothingWasEverSeenUnlessSizeMeansNothing() {
    double seen = quarter.weightIn("logits", 0, 0);
    double never = quarter.weightIn("logits", 1, 1);
    assertThat(seen).isGreaterThan(4 * never);
    EXPECTED.check("quarter weights upper left", seen, 0.03);
    EXPECTED.check("quarter weights lower right", never, 0.03);
    // Batch normalisation behind the dense layer takes the meaning out of its weights' size.
    EXPECTED.check("dense weights upper left", dense.weightIn(DENSE, 0, 0), 0.03);
    EXPECTED.check("dense weights lower right", dense.weightIn(DENSE, 1, 1), 0.03);
  }
}
