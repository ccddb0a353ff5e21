package dev.gimbal.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class IndexedPngTest {
  private static final List<Integer> COLOURS = List.of(0x102030, 0xffee11, 0x0000ff);

  @Test
  void anotherReaderSeesTheSamePixels() throws IOException {
    IndexedPng png = new IndexedPng(3, 2, COLOURS, List.of(0, 1, 2, 2, 3, 0));
    String uri = png.dataUri();
    assertThat(uri).startsWith("data:image/png;base64,");
    byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    assertThat(image.getWidth()).isEqualTo(3);
    assertThat(image.getHeight()).isEqualTo(2);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xff102030);
    assertThat(image.getRGB(1, 0)).isEqualTo(0xffffee11);
    assertThat(image.getRGB(2, 0)).isEqualTo(0xff0000ff);
    assertThat(image.getRGB(0, 1)).isEqualTo(0xff0000ff);
    assertThat(image.getRGB(1, 1) >>> 24).isZero();
    assertThat(image.getRGB(2, 1)).isEqualTo(0xff102030);
  }

  @Test
  void aWrongNumberOfPixelsIsRefused() {
    assertThatThrownBy(() -> new IndexedPng(3, 2, COLOURS, List.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 × 2");
  }
}
