package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gimbal.probe.Border;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.LayerInfo;
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

/** Networks whose answer to translations is known by theory, through engine and diagnosis. */
class TranslationProofTest {
  private static final int SIDE = 16;
  private static final Translation[] ROLLS = {
    new Translation(1, 0),
    new Translation(0, -1),
    new Translation(3, 5),
    new Translation(-7, 2),
    new Translation(8, 8)
  };

  @TempDir Path folder;
  private final NetworkBuilder net = new NetworkBuilder(1).opset(19);

  @Test
  void identityIsEquivariantUnderEveryRoll() {
    net.input("x", 1, 2, SIDE, SIDE);
    net.output(net.node("Identity", List.of("x")));
    Readings readings = audit().probes(ROLLS).run();
    for (int probe = 0; probe < ROLLS.length; probe++) {
      readings.assertEquivariant("x", probe);
      readings.assertEquivariant("t0", probe);
      assertThat(readings.value("x", probe, ScoreId.LOSS)).isZero();
      assertThat(readings.value("x", probe, ScoreId.VISIBLE_SHARE)).isEqualTo(1, within(1e-6));
      // white noise: another place is another image
      assertThat(readings.value("x", probe, ScoreId.INVARIANCE)).isEqualTo(0, within(0.1));
    }
    assertThat(readings.findings()).isEmpty();
  }

  @Test
  void pointwiseConvolutionsAreEquivariantUpToTheFramesEdge() {
    net.input("x", 1, 3, SIDE, SIDE);
    String first = net.node("Relu", List.of(net.convolution("x", net.weights(5, 3, 1, 1))));
    net.output(net.convolution(first, net.weights(2, 5, 1, 1)));
    Readings readings = audit().probes(ROLLS).border(Border.standard()).run();
    for (LayerInfo layer : readings.result().layers()) {
      for (int probe = 0; probe < ROLLS.length; probe++) {
        readings.assertEquivariant(layer.name(), probe);
        assertThat(readings.value(layer.name(), probe, ScoreId.BORDER)).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void circularConvolutionIsEquivariantUnderEveryRoll(boolean padOperator) {
    net.input("x", 1, 2, SIDE, SIDE);
    String padded = padOperator ? wrapped("x", 2, 1) : sliced(sliced("x", 2, 2), 3, 1);
    String conv = net.node("Relu", List.of(net.convolution(padded, net.weights(4, 2, 5, 3))));
    net.output(conv);
    Readings readings = audit().probes(ROLLS).run();
    assertThat(readings.grid(conv).startLow()).isEqualTo(List.of("0", "0"));
    for (int probe = 0; probe < ROLLS.length; probe++) {
      readings.assertEquivariant(conv, probe);
      assertThat(readings.value(conv, probe, ScoreId.VISIBLE_SHARE)).isEqualTo(1, within(1e-6));
      assertThat(readings.value(conv, probe, ScoreId.LOSS_CLEAN)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void circularPaddingIsBorderWhereThePictureDoesNotWrap(boolean padOperator) {
    net.input("x", 1, 1, SIDE, SIDE);
    String padded = padOperator ? wrapped("x", 0, 1) : sliced("x", 3, 1);
    String conv = net.convolution(padded, net.floats(new long[] {1, 1, 1, 3}, 1, 1, 1));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Translation(1, 0))
            .border(new Border.Context())
            .margin(4)
            .images(96)
            .run();
    // Both outermost visible cells mix in one unrelated pixel, in one map each.
    assertThat(readings.grid(conv).clean()).isEqualTo(List.of(List.of(0, 15), List.of(1, 14)));
    assertThat(readings.value(conv, 0, ScoreId.LOSS_CLEAN)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.BORDER))
        .isCloseTo(2 * 2 / (2 * 3 * 15.0), withinPercentage(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GlobalAveragePool", "GlobalMaxPool"})
  void globalPoolingOfCircularConvolutionIsInvariant(String pooling) {
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution(wrapped("x", 1, 1), net.weights(4, 2, 3, 3));
    String pooled = net.node(pooling, List.of(net.node("Relu", List.of(conv))));
    net.output(pooled);
    Readings readings = audit().probes(ROLLS).run();
    for (int probe = 0; probe < ROLLS.length; probe++) {
      double floor = readings.floor(pooled, probe);
      assertThat(floor).isLessThan(1e-5);
      assertThat(readings.value(pooled, probe, ScoreId.INVARIANCE)).isBetween(1 - floor, 1.0);
      assertThat(readings.value(conv, probe, ScoreId.INVARIANCE)).isLessThan(0.9);
      assertThat(readings.reason(pooled, probe, ScoreId.EQUIVARIANCE)).contains("no grid");
    }
  }

  @Test
  void zeroPaddingLosesOnlyInThePredictedBand() {
    net.input("x", 1, 1, SIDE, SIDE);
    String row = net.floats(new long[] {1, 1, 1, 3}, 1, 1, 1);
    String conv = net.node("Conv", List.of("x", row), ints("pads", 0, 1, 0, 1));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Translation(1, 0), new Translation(-2, 0), new Translation(0, 3))
            .border(new Border.Context())
            .margin(4)
            .images(24)
            .run();
    assertThat(readings.grid(conv).clean()).isEqualTo(List.of(List.of(0, 15), List.of(1, 14)));
    // The outermost two of the visible columns miss one pixel in one of the two maps. The reference
    // has the variance of two pixels in column 0 and of three in the others.
    double missing = 2 * NoisePictures.MEAN_SQUARE / (2 * NoisePictures.VARIANCE);
    assertThat(readings.value(conv, 0, ScoreId.LOSS_CLEAN)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.BORDER))
        .isCloseTo(missing / (2 + 3 * 14), withinPercentage(5));
    assertThat(readings.value(conv, 1, ScoreId.LOSS_CLEAN)).isZero();
    assertThat(readings.value(conv, 1, ScoreId.BORDER))
        .isCloseTo(missing / (2 + 3 * 13), withinPercentage(5));
    // Along the axis without padding nothing is lost at all.
    readings.assertEquivariant(conv, 2);
  }

  @Test
  void unequalPaddingByAnOperatorOfItsOwnIsPlacedWhereItIs() {
    net.input("x", 1, 1, SIDE, SIDE);
    String padded = net.node("Pad", List.of("x", net.longs(0, 0, 0, 2, 0, 0, 1, 0)));
    String conv = net.convolution(padded, net.floats(new long[] {1, 1, 2, 3}, 1, 1, 1, 1, 1, 1));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Translation(-3, 0), new Translation(0, 4))
            .border(new Border.Context())
            .margin(4)
            .images(24)
            .run();
    assertThat(readings.grid(conv).startLow()).isEqualTo(List.of("1/2", "-1"));
    assertThat(readings.grid(conv).clean()).isEqualTo(List.of(List.of(0, 14), List.of(2, 15)));
    double missing = NoisePictures.MEAN_SQUARE / (2 * NoisePictures.VARIANCE);
    // Column 4 of the reference goes to column 1, which misses pixels; column 3 leaves the frame.
    assertThat(readings.value(conv, 0, ScoreId.LOSS_CLEAN)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.BORDER)).isGreaterThan(missing / (12 * 6));
    // Row 11 would go to the last one, whose centre lies on the frame's end and no longer in it.
    readings.assertEquivariant(conv, 1);
  }

  @Test
  void cellsThatLieInThePaddingAreNotCompared() {
    net.input("x", 1, 1, SIDE, SIDE);
    String one = net.floats(new long[] {1, 1, 1, 1}, 1);
    String conv = net.node("Conv", List.of("x", one), ints("pads", 2, 2, 2, 2));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Translation(1, 0), new Translation(-3, 2))
            .border(new Border.Context())
            .margin(4)
            .run();
    readings.assertEquivariant(conv, 0);
    assertThat(readings.value(conv, 0, ScoreId.LOSS)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.VISIBLE_SHARE)).isEqualTo(15.0 / 16, within(0.02));
    assertThat(readings.value(conv, 1, ScoreId.LOSS)).isZero();
    assertThat(readings.value(conv, 1, ScoreId.VISIBLE_SHARE))
        .isEqualTo(13.0 / 16 * 14 / 16, within(0.02));
  }

  @Test
  void strideTwoIsExactAtEvenShiftsOnly() {
    net.input("x", 1, 2, SIDE, SIDE);
    String padded = wrapped("x", 1, 1);
    String conv = net.convolution(padded, net.weights(4, 2, 3, 3), 2, 2);
    net.output(conv);
    Readings readings =
        audit()
            .probes(
                new Translation(2, 0),
                new Translation(0, -4),
                new Translation(6, 2),
                new Translation(1, 0),
                new Translation(2, 1),
                new Translation(3, 3))
            .run();
    assertThat(readings.grid(conv).jump()).isEqualTo(List.of("2", "2"));
    assertThat(readings.grid(conv).receptiveField()).isEqualTo(List.of(3L, 3L));
    for (int even = 0; even < 3; even++) {
      readings.assertEquivariant(conv, even);
    }
    for (int odd = 3; odd < 6; odd++) {
      assertThat(readings.value(conv, odd, ScoreId.LOSS)).isGreaterThan(0.2);
      assertThat(readings.reason(conv, odd, ScoreId.EQUIVARIANCE))
          .isEqualTo("off-grid: not a multiple of the period 2×2 px");
    }
  }

  @Test
  void shrinkingAndGrowingHasPeriodTwoAndJumpOne() {
    net.input("x", 1, 1, SIDE, SIDE);
    String small = net.node("AveragePool", List.of("x"), ints("kernel_shape", 2, 2), strides(2));
    String scales = net.floats(new long[] {4}, 1, 1, 2, 2);
    String large =
        net.node(
            "Resize",
            List.of(small, "", scales),
            text("mode", "nearest"),
            text("coordinate_transformation_mode", "half_pixel"));
    net.output(large);
    Readings readings =
        audit()
            .probes(new Translation(2, 0), new Translation(-4, 2), new Translation(1, 0))
            .border(Border.standard())
            .run();
    assertThat(readings.grid(large).jump()).isEqualTo(List.of("1", "1"));
    assertThat(readings.grid(large).period()).isEqualTo(List.of("2", "2"));
    assertThat(readings.grid(large).startLow()).isEqualTo(List.of("0", "0"));
    readings.assertEquivariant(large, 0);
    readings.assertEquivariant(large, 1);
    assertThat(readings.value(large, 2, ScoreId.LOSS)).isGreaterThan(0.1);
    assertThat(readings.reason(large, 2, ScoreId.EQUIVARIANCE)).contains("period 2×2");
  }

  @Test
  void branchesWithDifferentFieldsAreExactAndWithUnequalJumpsNotApplicable() {
    net.input("x", 1, 1, SIDE, SIDE);
    String wide = net.convolution(wrapped("x", 2, 2), net.weights(2, 1, 5, 5));
    String narrow = net.convolution("x", net.weights(2, 1, 1, 1));
    String sum = net.node("Add", List.of(wide, narrow));
    net.output(sum);
    // 8 cells of jump 2 beside 8 cells of jump 1
    String strided = net.convolution("x", net.weights(2, 1, 1, 1), 2, 2);
    String cut =
        net.node("Slice", List.of(narrow, net.longs(0, 0), net.longs(8, 8), net.longs(2, 3)));
    String mixed = net.node("Concat", List.of(strided, cut), integer("axis", 1));
    net.output(mixed);
    Readings readings = audit().probes(new Translation(1, 0), new Translation(2, -2)).run();
    readings.assertEquivariant(sum, 0);
    readings.assertEquivariant(sum, 1);
    assertThat(readings.grid(sum).receptiveField()).isEqualTo(List.of(5L, 5L));
    for (int probe = 0; probe < 2; probe++) {
      assertThat(readings.reason(mixed, probe, ScoreId.EQUIVARIANCE)).contains("jump", "1", "2");
      assertThat(readings.outcome(mixed, probe, ScoreId.LOSS)).isEmpty();
      readings.value(mixed, probe, ScoreId.INVARIANCE);
    }
  }

  @Test
  void cellsOfEvenWindowsAreVisibleWhereTheirCentresAre() {
    net.input("x", 1, 1, SIDE, SIDE);
    // 17 cells whose centres lie at −½ … 15½: the last one is outside the frame
    String box = net.floats(new long[] {1, 1, 1, 2}, 1, 1);
    String conv = net.node("Conv", List.of("x", box), ints("pads", 0, 1, 0, 1));
    net.output(conv);
    Readings readings =
        audit()
            .probes(new Translation(1, 0))
            .border(new Border.Context())
            .margin(4)
            .images(24)
            .run();
    assertThat(readings.grid(conv).startLow()).isEqualTo(List.of("0", "-1/2"));
    // Visible: cells 0 … 14. Cell 0 alone sees one pixel in the reference and two when moved; the
    // last visible one goes to cell 15, which sees two.
    double missing = NoisePictures.MEAN_SQUARE / (2 * NoisePictures.VARIANCE);
    assertThat(readings.value(conv, 0, ScoreId.LOSS_CLEAN)).isZero();
    assertThat(readings.value(conv, 0, ScoreId.LOSS))
        .isCloseTo(missing / (1 + 2 * 14), withinPercentage(5));
    assertThat(readings.value(conv, 0, ScoreId.VISIBLE_SHARE)).isEqualTo(29.0 / 32, within(0.01));
  }

  private dev.gimbal.onnx.AttributeProto strides(int stride) {
    return ints("strides", stride, stride);
  }

  private TestAudit audit() {
    return TestAudit.of(net, folder);
  }

  private String wrapped(String tensor, int y, int x) {
    return net.node(
        "Pad", List.of(tensor, net.longs(0, 0, y, x, 0, 0, y, x)), text("mode", "wrap"));
  }

  /** Circular padding of one axis as PyTorch exports it. */
  private String sliced(String tensor, int axis, int by) {
    String last =
        net.node("Slice", List.of(tensor, net.longs(-by), net.longs(1 << 30), net.longs(axis)));
    String first = net.node("Slice", List.of(tensor, net.longs(0), net.longs(by), net.longs(axis)));
    return net.node("Concat", List.of(last, tensor, first), integer("axis", axis));
  }
}
