package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gimbal.image.PreparedImage;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Element types, layouts and oblong frames change no answer. */
class InputFormProofTest {
  private static final int SIDE = 16;
  private static final float[] KERNEL = {
    .5f, -.25f, 1, 0, .75f, -1, .125f, .5f, -.5f, 1, .25f, 0, -.75f, .5f, .25f, -1, .125f, .5f
  };

  @TempDir Path folder;

  @Test
  void uint8InputIsExact() {
    NetworkBuilder net = new NetworkBuilder(4).opset(19);
    net.typedInput("x", NetworkBuilder.UINT8, 1, 2, SIDE, SIDE);
    String cast = net.node("Cast", List.of("x"), integer("to", NetworkBuilder.FLOAT));
    String conv = circular(net, cast);
    net.output(conv);
    Readings readings = audit(net).probes(new Translation(3, -2), new Translation(8, 0)).run();
    readings.assertEquivariant("x", 0);
    readings.assertEquivariant(conv, 0);
    readings.assertEquivariant(conv, 1);
    assertThat(readings.value("x", 1, ScoreId.INVARIANCE)).isEqualTo(0, within(0.1));
  }

  @Test
  void float16IsExactWithinItsCoarserFloor() {
    NetworkBuilder net = new NetworkBuilder(4).opset(19);
    net.typedInput("x", NetworkBuilder.FLOAT16, 1, 2, SIDE, SIDE);
    String kernel =
        net.node(
            "Cast",
            List.of(net.floats(new long[] {1, 2, 3, 3}, KERNEL)),
            integer("to", NetworkBuilder.FLOAT16));
    String conv = net.convolution(wrapped(net, "x"), kernel);
    net.output(conv);
    Readings readings = audit(net).probes(new Translation(3, -2), new Translation(-1, 1)).run();
    for (int probe = 0; probe < 2; probe++) {
      double floor = readings.floor(conv, probe);
      assertThat(floor).isBetween(1e-5, 1e-4);
      assertThat(readings.value(conv, probe, ScoreId.LOSS)).isLessThanOrEqualTo(floor);
      assertThat(readings.value(conv, probe, ScoreId.INVARIANCE)).isLessThan(0.9);
    }
  }

  @Test
  void channelsLastGivesTheSameScoresAsChannelsFirst() {
    Translation[] shifts = {new Translation(1, 0), new Translation(0, -3), new Translation(2, 4)};
    NetworkBuilder first = new NetworkBuilder(5);
    first.input("x", 1, 3, 14, 18);
    String conv = strided(first, "x");
    first.output(conv);
    NetworkBuilder last = new NetworkBuilder(5);
    last.input("x", 1, 14, 18, 3);
    String inner = strided(last, last.node("Transpose", List.of("x"), ints("perm", 0, 3, 1, 2)));
    String outer = last.node("Transpose", List.of(inner), ints("perm", 0, 2, 3, 1));
    last.output(outer);
    Readings nchw = audit(first).probes(shifts).border(Border.standard()).run();
    Readings nhwc = audit(last).probes(shifts).border(Border.standard()).run();
    assertThat(nhwc.layer(outer).shape()).isEqualTo(List.of(1, 7, 18, 4));
    assertThat(nhwc.grid(outer)).isEqualTo(nchw.grid(conv));
    for (int probe = 0; probe < shifts.length; probe++) {
      for (ScoreId score :
          List.of(
              ScoreId.INVARIANCE,
              ScoreId.INVARIANCE_BALANCED,
              ScoreId.LOSS_CLEAN,
              ScoreId.LOSS_UNCLEAN,
              ScoreId.VISIBLE_SHARE)) {
        double expected = nchw.value(conv, probe, score);
        assertThat(nhwc.value(outer, probe, score)).isEqualTo(expected, within(1e-6));
        assertThat(nhwc.value(inner, probe, score)).isEqualTo(expected, within(1e-6));
        assertThat(nhwc.value("x", probe, score))
            .isEqualTo(nchw.value("x", probe, score), within(1e-6));
      }
    }
  }

  /** Strides 2 and 1, so that rows and columns cannot be mixed up. */
  private static String strided(NetworkBuilder net, String tensor) {
    return net.node(
        "Relu",
        List.of(
            net.node(
                "Conv",
                List.of(tensor, net.weights(4, 3, 3, 3)),
                ints("strides", 2, 1),
                ints("pads", 1, 1, 0, 1))));
  }

  @Test
  void oblongFrameWithUnequalStridesAndPadsKeepsItsAxesApart() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", 1, 1, 20, 36);
    String conv =
        net.node(
            "Conv",
            List.of("x", net.weights(2, 1, 3, 5)),
            ints("strides", 2, 3),
            ints("pads", 1, 4, 0, 0));
    net.output(conv);
    Translation[] shifts = {
      new Translation(0, 2),
      new Translation(3, 0),
      new Translation(-6, 4),
      new Translation(2, 0),
      new Translation(0, 3),
      new Translation(3, 1)
    };
    Readings readings = audit(net).probes(shifts).border(new Border.Context()).margin(8).run();
    assertThat(readings.layer(conv).shape()).isEqualTo(List.of(1, 2, 10, 12));
    assertThat(readings.grid(conv).jump()).isEqualTo(List.of("2", "3"));
    assertThat(readings.grid(conv).startLow()).isEqualTo(List.of("0", "-2"));
    assertThat(readings.grid(conv).receptiveField()).isEqualTo(List.of(3L, 5L));
    assertThat(readings.grid(conv).clean()).isEqualTo(List.of(List.of(1, 9), List.of(2, 11)));
    for (int probe = 0; probe < 3; probe++) {
      assertThat(readings.value(conv, probe, ScoreId.LOSS_CLEAN))
          .isLessThanOrEqualTo(readings.floor(conv, probe));
      assertThat(readings.value(conv, probe, ScoreId.BORDER)).isGreaterThan(0.001);
    }
    for (int probe = 3; probe < 6; probe++) {
      assertThat(readings.reason(conv, probe, ScoreId.EQUIVARIANCE)).contains("2×3");
      assertThat(readings.value(conv, probe, ScoreId.LOSS_CLEAN)).isGreaterThan(0.1);
    }
  }

  @Test
  void interpolationBetweenUnequalStridesHasItsKnownLoss() {
    NetworkBuilder net = new NetworkBuilder(7);
    net.input("x", 1, 1, 24, 36);
    String picked = net.convolution("x", net.floats(new long[] {1, 1, 1, 1}, 1), 2, 3);
    net.output(picked);
    Readings readings =
        audit(net)
            .probes(
                new Translation(0, 1),
                new Translation(1, 0),
                new Translation(-1, 0),
                new Translation(1, 1))
            .images(24)
            .run();
    // The probed map holds other pixels than the reference; its neighbours are mixed with weights
    // ½ ½ along y, ⅔ ⅓ along x: loss = (1 + Σ w²) / 2.
    double halves = 0.5;
    double thirds = (4 + 1) / 9.0;
    assertThat(readings.value(picked, 0, ScoreId.LOSS))
        .isCloseTo((1 + halves) / 2, withinPercentage(3));
    assertThat(readings.value(picked, 1, ScoreId.LOSS))
        .isCloseTo((1 + thirds) / 2, withinPercentage(3));
    assertThat(readings.value(picked, 2, ScoreId.LOSS))
        .isCloseTo((1 + thirds) / 2, withinPercentage(3));
    assertThat(readings.value(picked, 3, ScoreId.LOSS))
        .isCloseTo((1 + halves * thirds) / 2, withinPercentage(3));
    // there and back: [−s 2s −s] with s = ⅓ · ⅔
    double side = 2.0 / 9;
    assertThat(readings.value(picked, 1, ScoreId.INTERPOLATION_FLOOR))
        .isCloseTo(6 * side * side / 2, withinPercentage(3));
    assertThat(readings.value(picked, 2, ScoreId.INTERPOLATION_FLOOR))
        .isCloseTo(6 * side * side / 2, withinPercentage(3));
  }

  @Test
  void rampIsReadExactlyBetweenTheCellsOfAStride() {
    NetworkBuilder net = new NetworkBuilder(7);
    net.input("x", 1, 1, 24, 36);
    String picked = net.convolution("x", net.floats(new long[] {1, 1, 1, 1}, 1), 4, 3);
    net.output(picked);
    Readings readings =
        audit(net)
            .probes(
                new Translation(1, 0),
                new Translation(-1, 0),
                new Translation(0, 1),
                new Translation(2, -3))
            .border(new Border.Context())
            .pictures(noise -> ramps())
            .run();
    for (int probe = 0; probe < 4; probe++) {
      // a straight line has nothing to lose but the last digits of the weights
      assertThat(readings.value(picked, probe, ScoreId.LOSS)).isLessThan(1e-8);
      assertThat(readings.value("x", probe, ScoreId.INVARIANCE)).isLessThan(0.9999);
    }
  }

  /** Pictures that grow evenly to the right and downwards up to 219, 8 px around the frame. */
  private static List<PreparedImage> ramps() {
    List<PreparedImage> images = new ArrayList<>();
    for (int image = 0; image < 6; image++) {
      float[] plane = new float[40 * 52];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (image % 3) * (i % 52) + (image + 1) * 0.5f * (i / 52);
      }
      images.add(NoisePictures.prepare(new float[][] {plane}, 24, 36, 8));
    }
    return images;
  }

  @Test
  void pictureWithoutAChannelAxisIsAMapOfOneChannel() {
    NetworkBuilder net = new NetworkBuilder(8);
    net.input("x", 1, 12, 20);
    String flat = net.node("Flatten", List.of("x"));
    String dense = net.node("MatMul", List.of(flat, net.weights(240, 3)));
    net.output(dense);
    Readings readings = audit(net).probes(new Translation(5, 0)).border(Border.standard()).run();
    readings.assertEquivariant("x", 0);
    assertThat(readings.value("x", 0, ScoreId.VISIBLE_SHARE)).isEqualTo(15.0 / 20, within(0.03));
    assertThat(readings.reason(dense, 0, ScoreId.EQUIVARIANCE)).contains("vector");
  }

  @Test
  void dynamicSizeIsMeasuredAtTheSizeAsked() {
    NetworkBuilder net = new NetworkBuilder(8).opset(19);
    net.input("x", -1, 2, -1, -1);
    String conv = circular(net, "x");
    net.output(conv);
    Readings readings = audit(net).size(20).probes(new Translation(5, 0)).run();
    assertThat(readings.layer(conv).shape()).isEqualTo(List.of(1, 1, 20, 20));
    readings.assertEquivariant(conv, 0);
  }

  private static String circular(NetworkBuilder net, String tensor) {
    return net.convolution(wrapped(net, tensor), net.floats(new long[] {1, 2, 3, 3}, KERNEL));
  }

  private static String wrapped(NetworkBuilder net, String tensor) {
    return net.node(
        "Pad", List.of(tensor, net.longs(0, 0, 1, 1, 0, 0, 1, 1)), text("mode", "wrap"));
  }

  private TestAudit audit(NetworkBuilder net) {
    return TestAudit.of(net, folder);
  }
}
