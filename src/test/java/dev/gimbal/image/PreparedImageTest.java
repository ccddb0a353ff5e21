package dev.gimbal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.fault.InputException;
import dev.gimbal.geometry.AffineMap;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparedImageTest {
  private static final int H = 9;
  private static final int W = 12;

  private static float[] render(PreparedImage image, Probe probe, Border border) {
    float[] target = new float[image.channels() * image.height() * image.width()];
    image.renderProbe(probe, border, target);
    return target;
  }

  private static float[] reference(PreparedImage image, Border border) {
    float[] target = new float[image.channels() * image.height() * image.width()];
    image.renderReference(border, target);
    return target;
  }

  static Stream<Translation> shifts() {
    return Stream.of(
        new Translation(3, -2),
        new Translation(-1, 0),
        new Translation(0, 8),
        new Translation(-11, 5),
        new Translation(20, -30));
  }

  private static int mirror(int i, int n) {
    while (i < 0 || i >= n) {
      i = i < 0 ? -i : 2 * (n - 1) - i;
    }
    return i;
  }

  @ParameterizedTest
  @MethodSource("shifts")
  void integerShiftsCopyPixelsBitForBitUnderEveryProtocol(Translation shift) {
    PreparedImage image = TestImages.prepared(3, H, W, 1);
    float[] x = reference(image, Border.standard());
    float[] filled = render(image, shift, new Border.Fill(new Border.FillColour.Zero()));
    float[] reflected = render(image, shift, new Border.Reflect());
    float[] rolled = render(image, shift, new Border.Circular());
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < H; y++) {
        for (int q = 0; q < W; q++) {
          int at = (c * H + y) * W + q;
          int sy = y - shift.dy();
          int sx = q - shift.dx();
          boolean inside = sy >= 0 && sy < H && sx >= 0 && sx < W;
          assertThat(filled[at]).isEqualTo(inside ? x[(c * H + sy) * W + sx] : 0f);
          assertThat(reflected[at]).isEqualTo(x[(c * H + mirror(sy, H)) * W + mirror(sx, W)]);
          assertThat(rolled[at])
              .isEqualTo(x[(c * H + Math.floorMod(sy, H)) * W + Math.floorMod(sx, W)]);
        }
      }
    }
  }

  @Test
  void brightPixelLandsWhereTheMapSays() {
    for (Probe probe :
        List.of(new Translation(2, -1), new Rotation(90), new Rotation(180), new Rotation(270))) {
      float[][] planes = new float[1][11 * 11];
      planes[0][4 * 11 + 7] = 200;
      PreparedImage image =
          PreparedImage.of(Picture.ofPlanes(11, 11, planes), TestImages.raw(1, 11, 11), false);
      AffineMap map = probe.map(11, 11);
      int y = (int) map.mapY(4, 7);
      int x = (int) map.mapX(4, 7);
      float[] probed = render(image, probe, Border.standard());
      assertThat(probed[y * 11 + x]).as(probe.id()).isEqualTo(200f);
    }
    // A quarter turn is counter-clockwise on the page: right of the centre goes above it.
    assertThat(new Rotation(90).map(11, 11).mapY(5, 8)).isEqualTo(2);
    assertThat(new Rotation(90).map(11, 11).mapX(5, 8)).isEqualTo(5);
  }

  @Test
  void quarterTurnsCopyPixelsAndFourOfThemAreTheIdentity() {
    for (int side : new int[] {8, 9}) {
      PreparedImage image = TestImages.prepared(2, side, side, 5);
      float[] x = reference(image, Border.standard());
      float[] turned = render(image, new Rotation(90), Border.standard());
      for (int y = 0; y < side; y++) {
        for (int q = 0; q < side; q++) {
          assertThat(turned[y * side + q]).isEqualTo(x[q * side + side - 1 - y]);
        }
      }
      float[] again = x;
      for (int i = 0; i < 4; i++) {
        float[][] planes = {
          Arrays.copyOf(again, side * side), Arrays.copyOfRange(again, side * side, 2 * side * side)
        };
        PreparedImage next =
            PreparedImage.of(
                Picture.ofPlanes(side, side, planes), TestImages.raw(2, side, side), false);
        again = render(next, new Rotation(90), Border.standard());
      }
      assertThat(again).isEqualTo(x);
    }
  }

  @Test
  void rotationsAndCropsAgreeWithTheDefinition() {
    PreparedImage image = TestImages.prepared(1, H, W, 3);
    float[] x = reference(image, Border.standard());
    for (Probe probe : List.of(new Rotation(15), new Rotation(-40), new Rotation(90))) {
      float[] probed = render(image, probe, new Border.Fill(new Border.FillColour.Zero()));
      for (int i = 0; i < H * W; i++) {
        double expected = TestImages.naive(probe.map(H, W), x, H, W, i / W, i % W, 0);
        assertThat((double) probed[i]).as(probe.id()).isCloseTo(expected, within(1e-3));
      }
    }
    Crop crop = new Crop(0.6, Anchor.CENTER);
    float[] cropped = render(image, crop, Border.standard());
    for (int i = 0; i < H * W; i++) {
      double expected = TestImages.naive(crop.map(H, W), x, H, W, i / W, i % W, 0);
      assertThat((double) cropped[i]).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void constantImageStaysConstantUnderEveryProbeAndProtocol() {
    float[][] planes = new float[3][H * W];
    for (float[] plane : planes) {
      Arrays.fill(plane, 77f);
    }
    PreparedImage image =
        PreparedImage.of(Picture.ofPlanes(H, W, planes), TestImages.raw(3, H, W), false);
    for (Probe probe :
        List.of(new Translation(5, 3), new Rotation(33), new Crop(0.5, Anchor.TOP_LEFT))) {
      for (Border border : List.of(Border.standard(), new Border.Reflect(), new Border.Canvas())) {
        for (float value : render(image, probe, border)) {
          assertThat(value).isEqualTo(77f);
        }
      }
    }
  }

  @Test
  void fillIsTheMeanOfTheOutermostRing() {
    PreparedImage image = TestImages.prepared(1, 3, 4, 9);
    float[] x = reference(image, Border.standard());
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += i == 5 || i == 6 ? 0 : x[i];
    }
    float[] shifted = render(image, new Translation(0, 1), Border.standard());
    assertThat((double) shifted[0]).isCloseTo(sum / 10, within(1e-4));
    float[] given =
        render(
            image,
            new Translation(0, 1),
            new Border.Fill(new Border.FillColour.Given(new double[] {12})));
    assertThat(given[3]).isEqualTo(12f);
  }

  @Test
  void roundTripOfExactProbesIsTheReferenceAndOfOthersDiffersInsideOnly() {
    PreparedImage image = TestImages.prepared(2, 10, 10, 4);
    float[] x = reference(image, Border.standard());
    float[] back = new float[x.length];
    for (Probe probe : List.of(new Translation(3, 1), new Rotation(90), new Rotation(180))) {
      image.renderRoundTrip(probe, Border.standard(), back);
      assertThat(back).isEqualTo(x);
    }
    image.renderRoundTrip(new Rotation(20), Border.standard(), back);
    assertThat(back[0]).isEqualTo(x[0]);
    assertThat(back[99]).isEqualTo(x[99]);
    assertThat(back[55]).isNotEqualTo(x[55]);
  }

  @Test
  void roundTripRestoresAPlaneExactlyUpToRounding() {
    // Bilinear sampling keeps linear functions, so only pixels that saw a border could differ.
    float[][] planes = new float[1][16 * 16];
    for (int i = 0; i < 256; i++) {
      planes[0][i] = 3f * (i / 16) + 5f * (i % 16);
    }
    PreparedImage image =
        PreparedImage.of(Picture.ofPlanes(16, 16, planes), TestImages.raw(1, 16, 16), false);
    float[] back = new float[256];
    for (double angle : new double[] {5, -15, 30, 45}) {
      image.renderRoundTrip(new Rotation(angle), Border.standard(), back);
      for (int i = 0; i < 256; i++) {
        assertThat(back[i]).isCloseTo(planes[0][i], within(1e-3f));
      }
    }
  }

  @Test
  void canvasLosesNothingUpToAQuarterOfTheSide() {
    PreparedImage image = TestImages.prepared(1, 16, 20, 6);
    Border canvas = new Border.Canvas();
    float[] x = reference(image, canvas);
    for (Translation there : List.of(new Translation(5, 4), new Translation(-5, -4))) {
      assertThat(PreparedImage.canvasKeeps(there, 16, 20)).isTrue();
      float[] moved = render(image, there, canvas);
      assertThat(sum(moved)).isCloseTo(sum(x), within(1e-2));
    }
    assertThat(PreparedImage.canvasKeeps(new Translation(6, 0), 16, 20)).isFalse();
    assertThat(PreparedImage.canvasKeeps(new Rotation(45), 16, 20)).isTrue();
    assertThat(PreparedImage.canvasKeeps(new Crop(0.4, Anchor.CENTER), 16, 20)).isFalse();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Test
  void contextBringsRealContentIn() {
    Picture large = TestImages.noise(1, 20, 24, 8);
    PreparedImage image = PreparedImage.of(large, TestImages.raw(1, H + 3, W), true);
    assertThat(image.contextRadiusY()).isEqualTo(4);
    assertThat(image.contextRadiusX()).isEqualTo(6);
    assertThat(image.affords(new Translation(6, -4))).isTrue();
    assertThat(image.affords(new Translation(7, 0))).isFalse();
    float[] moved = render(image, new Translation(6, -4), new Border.Context());
    float[] row = new float[24];
    large.row(4 + 4 + 11, 0, row);
    assertThat(moved[11 * W]).isEqualTo(row[0]);
    assertThatThrownBy(() -> render(image, new Translation(7, 0), new Border.Context()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tooSmallPictureWithoutResizeIsRefusedWithBothSizes() {
    assertThatThrownBy(
            () -> PreparedImage.of(TestImages.noise(1, 5, 5, 0), TestImages.raw(1, 8, 8), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("5x5")
        .hasMessageContaining("8x8");
  }

  @Test
  void ulpNoiseMovesEveryNonZeroValueByOneStep() {
    float[] values = {0f, 1f, -2.5f, 1e-30f, 3e5f};
    float[] noisy = values.clone();
    UlpNoise.add(noisy, 7);
    assertThat(noisy[0]).isZero();
    for (int i = 1; i < values.length; i++) {
      assertThat(Math.abs(noisy[i] - values[i])).isPositive();
      assertThat(Math.abs(Float.floatToIntBits(noisy[i]) - Float.floatToIntBits(values[i])))
          .isEqualTo(1);
    }
    float[] same = values.clone();
    UlpNoise.add(same, 7);
    assertThat(same).isEqualTo(noisy);
  }
}
