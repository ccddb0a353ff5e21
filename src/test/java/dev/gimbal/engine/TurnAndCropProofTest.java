package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose answer to rotations and crops is known by theory. */
class TurnAndCropProofTest {
  private static final Rotation[] QUARTERS = {
    new Rotation(90), new Rotation(180), new Rotation(-90)
  };

  /** Two losses of order 0.1, summed as floats in different orders, may differ by so much. */
  private static final double FLOAT_SUMS = 1e-6;

  /** Equal to itself after any quarter turn. */
  private static final float[] SYMMETRIC = {1, -2, 1, -2, 5, -2, 1, -2, 1};

  @TempDir Path folder;
  private final NetworkBuilder net = new NetworkBuilder(3);

  @Test
  void pointwiseNetworksTurnExactly() {
    net.input("x", 1, 2, 16, 16);
    String conv = net.node("Relu", List.of(net.convolution("x", net.weights(3, 2, 1, 1))));
    net.output(conv);
    assertTurnsExactly(conv);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void symmetricKernelsTurnExactlyWhateverTheirPadding(int pad) {
    net.input("x", 1, 1, 16, 16);
    String conv = symmetric(pad, 1);
    net.output(conv);
    assertTurnsExactly(conv);
  }

  @Test
  void evenWindowsTurnExactlyAboutTheSameCentre() {
    net.input("x", 1, 1, 16, 16);
    String pooled =
        net.node("AveragePool", List.of("x"), ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    net.output(pooled);
    Readings readings = assertTurnsExactly(pooled);
    assertThat(readings.grid(pooled).startLow()).isEqualTo(List.of("1/2", "1/2"));
  }

  @Test
  void shrinkingAndGrowingTurnsExactly() {
    net.input("x", 1, 1, 16, 16);
    String small =
        net.node("AveragePool", List.of("x"), ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    String large =
        net.node(
            "Resize",
            List.of(small, "", net.floats(new long[] {4}, 1, 1, 2, 2)),
            text("mode", "linear"),
            text("coordinate_transformation_mode", "half_pixel"));
    net.output(large);
    assertTurnsExactly(large);
  }

  @Test
  void quarterTurnGoesCounterClockwiseOnThePage() {
    float[] plane = new float[16];
    plane[3] = 255;
    float[] turned = new float[16];
    NoisePictures.prepare(new float[][] {plane}, 4, 4, 0)
        .renderProbe(new Rotation(90), Border.standard(), turned);
    // from the top right corner to the top left
    assertThat(turned[0]).isEqualTo(255);
  }

  @Test
  void cellsThatLieInThePaddingAreNotCompared() {
    net.input("x", 1, 1, 16, 16);
    String box = net.floats(new long[] {1, 1, 1, 3}, 1, 1, 1);
    String conv = net.node("Conv", List.of("x", box), ints("pads", 0, 3, 0, 3));
    net.output(conv);
    Readings readings = audit().probes(new Rotation(180)).border(Border.standard()).run();
    // One cell beyond either end sees one pixel, the ends see two, the other 14 three.
    assertThat(readings.value(conv, 0, ScoreId.VISIBLE_SHARE))
        .isCloseTo(46.0 / 48, withinPercentage(1));
    readings.assertEquivariant(conv, 0);
  }

  private Readings assertTurnsExactly(String layer) {
    Readings readings = audit().probes(QUARTERS).border(Border.standard()).run();
    for (int probe = 0; probe < QUARTERS.length; probe++) {
      readings.assertEquivariant(layer, probe);
      assertThat(readings.value(layer, probe, ScoreId.RESAMPLING)).isZero();
      assertThat(readings.value(layer, probe, ScoreId.FILTER_GEOMETRY))
          .isEqualTo(0, within(readings.floor(layer, probe)));
    }
    return readings;
  }

  @Test
  void quarterTurnIsOnGridOnlyWhereTheGridIsSymmetric() {
    net.input("x", 1, 1, 16, 16);
    // centres 0, 2 … 14 of pixels 0 … 15
    String strided = symmetric(1, 2);
    net.output(strided);
    Readings even = audit().probes(new Rotation(90)).border(Border.standard()).run();
    assertThat(even.reason(strided, 0, ScoreId.EQUIVARIANCE)).contains("off-grid");
    assertThat(even.value(strided, 0, ScoreId.LOSS)).isGreaterThan(0.1);

    NetworkBuilder odd = new NetworkBuilder(3);
    odd.input("x", 1, 1, 17, 17);
    String kernel = odd.floats(new long[] {1, 1, 3, 3}, SYMMETRIC);
    String conv =
        odd.node("Conv", List.of("x", kernel), ints("pads", 1, 1, 1, 1), ints("strides", 2, 2));
    odd.output(conv);
    TestAudit.of(odd, folder)
        .probes(new Rotation(90))
        .border(Border.standard())
        .run()
        .assertEquivariant(conv, 0);
  }

  @Test
  void genericKernelLosesAKnownShareAndItIsCalledFilterGeometry() {
    net.input("x", 1, 1, 20, 20);
    // a row of three pixels against a column of three: they share the middle one
    float[] row = {0, 0, 0, 1, 1, 1, 0, 0, 0};
    String conv = net.convolution("x", net.floats(new long[] {1, 1, 3, 3}, row));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Rotation(90), new Rotation(180))
            .border(Border.standard())
            .images(24)
            .run();
    assertThat(readings.value(conv, 0, ScoreId.FILTER_GEOMETRY))
        .isCloseTo(2.0 / 3, withinPercentage(3));
    assertThat(readings.value(conv, 0, ScoreId.EQUIVARIANCE))
        .isCloseTo(1.0 / 3, withinPercentage(6));
    assertThat(readings.value(conv, 0, ScoreId.RESAMPLING)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.BORDER)).isZero();
    // a half turn maps the row onto itself
    readings.assertEquivariant(conv, 1);
    assertThat(readings.findings()).isEmpty();
  }

  @Test
  void halfTurnOfAnOblongFrameIsExact() {
    net.input("x", 1, 1, 10, 18);
    String conv =
        net.node(
            "Conv",
            List.of("x", net.floats(new long[] {1, 1, 3, 3}, SYMMETRIC)),
            ints("pads", 1, 1, 1, 1));
    net.output(conv);
    audit().probes(new Rotation(180)).border(Border.standard()).run().assertEquivariant(conv, 0);
  }

  @Test
  void linearPointwiseNetworkLosesOnlyResampling() {
    net.input("x", 1, 2, 32, 32);
    String conv = net.convolution("x", net.weights(3, 2, 1, 1));
    net.output(conv);
    Probe[] probes = {
      new Rotation(15), new Crop(0.75, Anchor.CENTER), new Crop(0.5, Anchor.TOP_LEFT)
    };
    Readings readings = audit().probes(probes).border(Border.standard()).run();
    for (int probe = 0; probe < probes.length; probe++) {
      assertThat(readings.value(conv, probe, ScoreId.RESAMPLING)).isGreaterThan(0.1);
      assertThat(readings.value(conv, probe, ScoreId.FILTER_GEOMETRY))
          .as(probes[probe].id())
          .isEqualTo(0, within(FLOAT_SUMS));
      assertThat(readings.reason(conv, probe, ScoreId.EQUIVARIANCE)).contains("off-grid");
    }
    // A crop uncovers nothing; a turn uncovers the corners.
    assertThat(readings.value(conv, 0, ScoreId.BORDER)).isBetween(1e-3, 0.05);
    assertThat(readings.value(conv, 1, ScoreId.BORDER)).isZero();
    assertThat(readings.value(conv, 2, ScoreId.BORDER)).isZero();
    // Doubled and read back, a pixel keeps 0.75 of itself and an eighth of each neighbour, per
    // axis.
    double centre = 1 - 0.75 * 0.75;
    double side = 0.75 * 0.125;
    double corner = 0.125 * 0.125;
    double lost = centre * centre + 4 * side * side + 4 * corner * corner;
    assertThat(readings.value(conv, 2, ScoreId.LOSS)).isCloseTo(lost / 2, withinPercentage(6));
  }

  private String symmetric(int pad, int stride) {
    String kernel = net.floats(new long[] {1, 1, 3, 3}, SYMMETRIC);
    return net.node(
        "Conv",
        List.of("x", kernel),
        ints("pads", pad, pad, pad, pad),
        ints("strides", stride, stride));
  }

  private TestAudit audit() {
    return TestAudit.of(net, folder);
  }
}
