package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each border protocol puts beside the picture shows in the invariance of the input: half of a
 * 12 px frame of white noise moves out, six columns keep unrelated noise (loss 1 each) and six get
 * what the protocol gives.
 */
class BorderProtocolProofTest {
  private static final int SIDE = 12;
  private static final int HALF = 6;
  private static final double TOLERANCE = 0.03;

  @TempDir Path folder;

  @Test
  void fillPutsTheMeanOfTheRing() {
    Readings readings = halfOut(new Border.Fill(new Border.FillColour.Ring()));
    // a constant near the mean is one variance away from the content, not two
    assertInput(readings, 0.5, 0.5);
  }

  @Test
  void fillZeroAndGivenColoursPutThem() {
    double twice = 2 * NoisePictures.VARIANCE;
    assertInput(
        halfOut(new Border.Fill(new Border.FillColour.Zero())),
        NoisePictures.MEAN_SQUARE / twice,
        0.5);
    double off = 200 - NoisePictures.MEAN;
    assertInput(
        halfOut(new Border.Fill(new Border.FillColour.Given(new double[] {200}))),
        (NoisePictures.VARIANCE + off * off) / twice,
        0.5);
  }

  @Test
  void reflectMirrorsWithoutRepeatingTheEdge() {
    // Column q shows pixel 6 − q: only column 3 meets itself.
    assertInput(halfOut(new Border.Reflect()), 5.0 / 6, 0.5);
  }

  @Test
  void circularShowsEverythingElsewhere() {
    assertInput(halfOut(new Border.Circular()), 1, 1);
  }

  @Test
  void contextLetsUnrelatedContentEnter() {
    assertInput(halfOut(new Border.Context()), 1, 0.5);
  }

  @Test
  void canvasLetsNothingLeave() {
    NetworkBuilder net = new NetworkBuilder(9);
    net.input("x", 1, 1, 16, 16);
    String box = net.floats(new long[] {1, 1, 3, 3}, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    String conv = net.node("Conv", List.of("x", box), ints("pads", 1, 1, 1, 1));
    net.output(conv);
    // all pictures have the same ring, so that the margins around them are the same
    TestAudit audit =
        TestAudit.of(net, folder).probes(new Translation(4, -3)).pictures(drawn -> withRings(16));
    Readings canvas = audit.border(new Border.Canvas()).run();
    assertThat(canvas.value("x", 0, ScoreId.VISIBLE_SHARE)).isEqualTo(1, within(1e-9));
    assertThat(canvas.value("x", 0, ScoreId.INVARIANCE)).isLessThan(0.5);
    canvas.assertEquivariant("x", 0);
    // only the padding is left to lose: three of nine pixels of the margin along every side
    assertThat(canvas.value(conv, 0, ScoreId.LOSS_CLEAN))
        .isLessThanOrEqualTo(canvas.floor(conv, 0));
    assertThat(canvas.value(conv, 0, ScoreId.BORDER)).isGreaterThan(0.01);

    Readings filled = audit.border(Border.standard()).run();
    assertThat(filled.value("x", 0, ScoreId.VISIBLE_SHARE))
        .isEqualTo(11.0 * 12 / (14 * 14), within(0.03));
  }

  private static List<PreparedImage> withRings(int side) {
    Random random = new Random(5);
    List<PreparedImage> images = new ArrayList<>();
    for (int image = 0; image < 16; image++) {
      float[] plane = new float[side * side];
      for (int i = 0; i < plane.length; i++) {
        boolean ring = i / side % (side - 1) == 0 || i % side % (side - 1) == 0;
        plane[i] = ring ? 128 : random.nextInt(256);
      }
      images.add(NoisePictures.prepare(new float[][] {plane}, side, side, 0));
    }
    return images;
  }

  private Readings halfOut(Border border) {
    NetworkBuilder net = new NetworkBuilder(9);
    net.input("x", 1, 1, SIDE, SIDE);
    net.output(net.node("Identity", List.of("x")));
    return TestAudit.of(net, folder)
        .probes(new Translation(HALF, 0))
        .border(border)
        .margin(HALF)
        .images(60)
        .run();
  }

  /**
   * Asserts.
   *
   * @param entered loss of the columns whose content entered
   */
  private static void assertInput(Readings readings, double entered, double visibleShare) {
    assertThat(readings.value("x", 0, ScoreId.INVARIANCE))
        .isEqualTo(1 - (1 + entered) / 2, within(TOLERANCE));
    assertThat(readings.value("x", 0, ScoreId.VISIBLE_SHARE))
        .isEqualTo(visibleShare, within(TOLERANCE));
    readings.assertEquivariant("x", 0);
  }
}
