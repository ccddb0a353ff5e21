package dev.gimbal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Borders;
import dev.gimbal.probe.Translation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Which channel lands where, exact resizing, and the sheet that shows it to a person. */
class ChannelOrderTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8;
  private static final PixelValues IDENTITY = new PixelValues(1, List.of(0.0), List.of(1.0));

  private static Preprocessing recipe(
      Channels channels, int count, FrameSize size, Resize resize, PixelValues values) {
    return new Preprocessing(
        Optional.empty(),
        Optional.empty(),
        channels,
        count,
        size,
        resize,
        Interpolation.BILINEAR,
        values,
        Map.of(),
        List.of());
  }

  private static float[] rendered(Picture picture, Preprocessing preprocessing) {
    PreparedImage image = PreparedImage.of(picture, preprocessing, false);
    float[] target = new float[image.channels() * image.height() * image.width()];
    image.renderReference(Border.standard(), target);
    return target;
  }

  private static float[] constant(float value) {
    float[] plane = new float[HEIGHT * WIDTH];
    java.util.Arrays.fill(plane, value);
    return plane;
  }

  private static Picture colour(float... values) {
    float[][] planes = new float[values.length][];
    for (int c = 0; c < values.length; c++) {
      planes[c] = constant(values[c]);
    }
    return Picture.ofPlanes(HEIGHT, WIDTH, planes);
  }

  private static float[] mixed(Picture picture, Channels channels, int count) {
    FrameSize size = new FrameSize(HEIGHT, WIDTH);
    float[] all = rendered(picture, recipe(channels, count, size, new Resize.None(), IDENTITY));
    float[] first = new float[count];
    for (int c = 0; c < count; c++) {
      first[c] = all[c * HEIGHT * WIDTH];
    }
    return first;
  }

  @Test
  void channelsAreOrderedAndWeighted() {
    Picture picture = colour(10, 100, 200);
    assertThat(mixed(picture, Channels.RGB, 3)).containsExactly(10, 100, 200);
    assertThat(mixed(picture, Channels.BGR, 3)).containsExactly(200, 100, 10);
    float luma = 0.299f * 10 + 0.587f * 100 + 0.114f * 200;
    assertThat(mixed(picture, Channels.GRAY, 1)[0]).isCloseTo(luma, Offset.offset(1e-4f));
    assertThat(mixed(picture, Channels.Y, 1)[0]).isCloseTo(luma, Offset.offset(1e-4f));
  }

  @Test
  void greyPicturesFillEveryColourChannel() {
    assertThat(mixed(colour(77), Channels.RGB, 3)).containsExactly(77, 77, 77);
    assertThat(mixed(colour(77), Channels.BGR, 3)).containsExactly(77, 77, 77);
    assertThat(mixed(colour(77), Channels.GRAY, 1)).containsExactly(77);
  }

  @Test
  void channelCountsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> mixed(colour(1, 2), Channels.RGB, 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2 channel(s)");
    assertThatThrownBy(() -> mixed(colour(1, 2, 3), Channels.AS_STORED, 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("takes 5");
  }

  @Test
  void exactResizingStretchesEachAxisByItself() {
    float[] plane = new float[HEIGHT * WIDTH];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = 10f * (i % WIDTH) + 3f * (i / WIDTH);
    }
    Picture ramp = Picture.ofPlanes(HEIGHT, WIDTH, new float[][] {plane});
    int height = 2 * HEIGHT;
    int width = WIDTH / 2;
    float[] resized =
        rendered(
            ramp,
            recipe(
                Channels.GRAY,
                1,
                new FrameSize(height, width),
                new Resize.Exact(height, width),
                IDENTITY));
    // A ramp stays a ramp away from the edges: cell centres map to (j + ½)·in/out − ½.
    for (int y = 2; y < height - 2; y++) {
      for (int x = 1; x < width - 1; x++) {
        double expected = 10 * ((x + 0.5) * 2 - 0.5) + 3 * ((y + 0.5) / 2 - 0.5);
        assertThat(resized[y * width + x]).isCloseTo((float) expected, Offset.offset(1e-3f));
      }
    }
  }

  @Test
  void theSheetShowsReferenceAndProbesInTrueColours() throws IOException {
    FrameSize size = new FrameSize(HEIGHT, WIDTH);
    PixelValues values =
        new PixelValues(1 / 255.0, List.of(0.4, 0.5, 0.6), List.of(0.2, 0.25, 0.3));
    float[][] planes = {constant(10), constant(100), constant(200)};
    planes[0][0] = 250;
    Picture picture = Picture.ofPlanes(HEIGHT, WIDTH, planes);
    for (Channels channels : List.of(Channels.RGB, Channels.BGR)) {
      PreparedImage image =
          PreparedImage.of(picture, recipe(channels, 3, size, new Resize.None(), values), false);
      byte[] png = ContactSheet.png(image, List.of(new Translation(2, 0)), Borders.standard());
      BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(png));
      // Two cells side by side; pictures of 8 px are drawn 14 times as large, 6 px from the edge.
      int scale = 14;
      int right = 6 + WIDTH * scale + 6;
      assertThat(sheet.getRGB(6 + 1, 6 + 1) & 0xffffff).isEqualTo(0xfa64c8);
      assertThat(sheet.getRGB(6 + 5 * scale, 6 + 40) & 0xffffff).isEqualTo(0x0a64c8);
      assertThat(sheet.getRGB(right + 2 * scale + 1, 6 + 1) & 0xffffff).isEqualTo(0xfa64c8);
      assertThat(sheet.getRGB(right + 3 * scale + 1, 6 + 1) & 0xffffff).isEqualTo(0x0a64c8);
    }
  }

  @Test
  void aSheetWithoutProbesIsRefused() {
    PreparedImage image = TestImages.prepared(3, HEIGHT, WIDTH, 1);
    assertThatThrownBy(() -> ContactSheet.png(image, List.of(), Borders.standard()))
        .isInstanceOf(InputException.class);
  }
}
