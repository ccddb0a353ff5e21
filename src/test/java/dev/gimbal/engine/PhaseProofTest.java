package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.probe.Translation;
import dev.gimbal.result.PhaseProfile;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sampling loss of a stride of 2 along x, naive and after a blur, on white noise of unit variance,
 * where everything can be worked out on paper.
 *
 * <p>The blur [1 2 1]/4 has autocovariance R = 6, 4, 1, 0, 0 sixteenths. Half way between two
 * probed cells the difference from the reference is (b₋₁ + b₁)/2 − b₀.
 */
class PhaseProofTest {
  private static final double TOLERANCE = 0.012;

  @TempDir Path folder;
  private String naive = "";
  private String blurred = "";
  private Readings readings;

  @BeforeEach
  void measure() {
    NetworkBuilder net = new NetworkBuilder(10).opset(19);
    net.input("x", 1, 1, 24, 48);
    naive = net.convolution("x", net.floats(new long[] {1, 1, 1, 1}, 1), 1, 2);
    String padded =
        net.node("Pad", List.of("x", net.longs(0, 0, 0, 1, 0, 0, 0, 1)), text("mode", "wrap"));
    blurred = net.convolution(padded, net.floats(new long[] {1, 1, 1, 3}, .25f, .5f, .25f), 1, 2);
    net.output(naive).output(blurred);
    readings =
        TestAudit.of(net, folder)
            .probes(
                new Translation(1, 0),
                new Translation(2, 0),
                new Translation(3, 0),
                new Translation(4, 0),
                new Translation(-1, 0),
                new Translation(-2, 0),
                new Translation(0, 1))
            .images(24)
            .run();
  }

  @Test
  void lossFloorAndScaleOfANaiveStrideAreAsOnPaper() {
    // ½ + 1 against a distance of 2; [−¼ ½ −¼]; half the variance survives the interpolation
    assertProfile(naive, 1.5 / 2, 0.375 / 2, 0.5 + 0.5 * 0.5);
  }

  @Test
  void lossFloorAndScaleOfABlurredStrideAreAsOnPaper() {
    double loss = ((6 + 1) / 2.0 + 6 - 2 * 4) / 12;
    double floor = (0.375 * 6 - 2 * 0.25 * 1) / 12;
    double scale = 0.5 + 0.5 * (6 + 1) / 2.0 / 6;
    assertProfile(blurred, loss, floor, scale);
  }

  private void assertProfile(String layer, double loss, double floor, double scale) {
    PhaseProfile profile = readings.profile(layer, "x");
    assertThat(profile.points().stream().map(PhaseProfile.Point::shiftPixels))
        .containsExactly(-2, -1, 1, 2, 3, 4);
    for (PhaseProfile.Point point : profile.points()) {
      boolean onGrid = point.shiftPixels() % 2 == 0;
      assertThat(point.onGrid()).isEqualTo(onGrid);
      assertThat(point.loss()).isEqualTo(onGrid ? 0 : loss, within(onGrid ? 1e-8 : TOLERANCE));
      assertThat(point.floor()).isEqualTo(onGrid ? 0 : floor, within(onGrid ? 0 : TOLERANCE));
      assertThat(point.scale()).isEqualTo(onGrid ? 1 : scale, within(onGrid ? 0 : TOLERANCE));
    }
  }

  @Test
  void onlyTheNaiveStrideIsBlamedForSampling() {
    for (int odd : new int[] {0, 2, 4}) {
      assertThat(readings.value(naive, odd, ScoreId.SAMPLING))
          .isEqualTo(0.75 - 0.1875, within(2 * TOLERANCE));
      assertThat(readings.value(blurred, odd, ScoreId.SAMPLING))
          .isEqualTo((1.5 - 1.75) / 12, within(2 * TOLERANCE));
    }
    assertThat(readings.result().findings())
        .filteredOn(finding -> finding.id().equals("sampling"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(readings.result().layers().get(finding.layer().orElseThrow()).name())
                    .isEqualTo(naive));
  }

  @Test
  void cellsReadAtCellsHaveNoInterpolationFloor() {
    for (int onGrid : new int[] {1, 3, 5, 6}) {
      assertThat(readings.outcome(naive, onGrid, ScoreId.INTERPOLATION_FLOOR)).isEmpty();
      assertThat(readings.outcome(naive, onGrid, ScoreId.SAMPLING)).isEmpty();
      readings.assertEquivariant(naive, onGrid);
      readings.assertEquivariant(blurred, onGrid);
    }
  }
}
