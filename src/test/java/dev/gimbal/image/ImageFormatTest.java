package dev.gimbal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats whose stored samples are not simply red, green, blue. */
class ImageFormatTest {
  /** 16×16: the left half C 230, M 20, Y 40, K 10, the right half C 10, M 30, Y 220, K 60. */
  private static final String CMYK_JPEG =
      "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpK"
          + "PjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABgAAAMBAQAA"
          + "AAAAAAAAAAAAAAMFBwgG/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwDgFCdspDQ4"
          + "KIEDPAy3n7Q4KIED/9k=";

  /** 4×3: (0, 255, 51) in row 1, column 2, (200, 10, 20) in row 2, column 3, else black. */
  private static final String PALETTE_GIF =
      "R0lGODdhBAADAIEAAAAAAAD/M8gKFAAAACwAAAAABAADAAAICwABCBwYYCAAAQEBADs=";

  private static final int BLOCK = 16;

  private static float[] pixel(byte[] file, int y, int x) throws Exception {
    Picture picture = ImageDecoder.decode(file).picture();
    float[] row = new float[picture.width()];
    float[] values = new float[picture.channels()];
    for (int c = 0; c < values.length; c++) {
      picture.row(y, c, row);
      values[c] = row[x];
    }
    return values;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  @Test
  void inkColoursBecomeRedGreenBlue() throws Exception {
    byte[] file = Base64.getDecoder().decode(CMYK_JPEG);
    float[] cyan = pixel(file, 8, 3);
    assertThat(cyan).hasSize(3);
    assertThat(cyan[0]).as("little red in cyan").isLessThan(90);
    assertThat(cyan[1]).isGreaterThan(130);
    assertThat(cyan[2]).isGreaterThan(160);
    float[] yellow = pixel(file, 8, 12);
    assertThat(yellow[0]).isGreaterThan(150);
    assertThat(yellow[1]).isGreaterThan(130);
    assertThat(yellow[2]).as("little blue in yellow").isLessThan(110);
  }

  @Test
  void palettesAreLookedUp() throws Exception {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_INDEXED);
    image.setRGB(2, 1, 0xFF00FF33);
    int stored = image.getRGB(2, 1);
    assertThat(pixel(encoded(image, "png"), 1, 2))
        .containsExactly(stored >> 16 & 0xff, stored >> 8 & 0xff, stored & 0xff);
    assertThat(pixel(encoded(image, "png"), 0, 0)).containsExactly(0, 0, 0);
    byte[] gif = Base64.getDecoder().decode(PALETTE_GIF);
    assertThat(pixel(gif, 1, 2)).containsExactly(0, 255, 51);
    assertThat(pixel(gif, 2, 3)).containsExactly(200, 10, 20);
    assertThat(pixel(gif, 0, 0)).containsExactly(0, 0, 0);
  }

  @Test
  void aGreyPaletteHasOneChannel() throws Exception {
    byte[] levels = {0, 80, (byte) 160, (byte) 240};
    BufferedImage image =
        new BufferedImage(
            4,
            1,
            BufferedImage.TYPE_BYTE_BINARY,
            new java.awt.image.IndexColorModel(2, 4, levels, levels, levels));
    image.getRaster().setSample(3, 0, 0, 2);
    assertThat(pixel(encoded(image, "png"), 0, 3)).containsExactly(160);
  }

  /** A bright block in the top left corner of 48×32, turned as the tag says. */
  @ParameterizedTest
  @CsvSource({
    "1, 48, 32, 8, 8", "2, 48, 32, 8, 40", "3, 48, 32, 24, 40", "4, 48, 32, 24, 8",
    "5, 32, 48, 8, 8", "6, 32, 48, 8, 24", "7, 32, 48, 40, 24", "8, 32, 48, 40, 8"
  })
  void theOrientationTagIsApplied(int tag, int width, int height, int y, int x) throws Exception {
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < BLOCK * BLOCK; i++) {
      image.getRaster().setSample(i % BLOCK, i / BLOCK, 0, 250);
    }
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      byte[] file = tagged(encoded(image, "jpg"), tag, order);
      Picture picture = ImageDecoder.decode(file).picture();
      assertThat(new int[] {picture.width(), picture.height()}).containsExactly(width, height);
      assertThat(pixel(file, y, x)[0]).isGreaterThan(240);
      assertThat(pixel(file, height - 1 - y, width - 1 - x)[0]).isLessThan(10);
    }
  }

  /** Puts an EXIF block with nothing but the orientation behind the start of a JPEG file. */
  private static byte[] tagged(byte[] jpeg, int tag, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes(US_ASCII));
    exif.order(order).putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
    exif.putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) tag);
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + exif.capacity());
    return file.put(jpeg, 0, 2).put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
  }

  @Test
  void aDamagedOrientationBlockLeavesThePictureUpright() throws Exception {
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
    byte[] file = tagged(encoded(image, "jpg"), 6, ByteOrder.LITTLE_ENDIAN);
    file[18] = 0x7f; // the directory's offset
    assertThat(ImageDecoder.decode(file).picture().width()).isEqualTo(48);
  }
}
