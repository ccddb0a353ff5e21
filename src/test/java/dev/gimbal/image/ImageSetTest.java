package dev.gimbal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {
  @TempDir Path folder;

  private void write(String name, int type, String format) throws IOException {
    BufferedImage image = new BufferedImage(5, 4, type);
    if (type == BufferedImage.TYPE_USHORT_GRAY) {
      image.getRaster().setSample(1, 2, 0, 25_700);
    } else if (type == BufferedImage.TYPE_BYTE_GRAY) {
      image.getRaster().setSample(1, 2, 0, 100);
    } else {
      image.setRGB(1, 2, 0xFF0A64C8);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, format, file.toFile());
  }

  private ImageSet load(LabelSource labels, int max, Path... paths) {
    return ImageSet.load(new ImageRequest(List.of(paths), labels, List.of(), 3, max));
  }

  private float[] pixel(String name) {
    Picture picture = load(new LabelSource.None(), 1, folder.resolve(name)).picture(0);
    float[] values = new float[picture.channels()];
    float[] row = new float[picture.width()];
    for (int c = 0; c < values.length; c++) {
      picture.row(2, c, row);
      values[c] = row[1];
    }
    return values;
  }

  @Test
  void everyPixelFormatGivesItsStoredValues() throws IOException {
    write("rgb.png", BufferedImage.TYPE_INT_RGB, "png");
    write("bgr.bmp", BufferedImage.TYPE_3BYTE_BGR, "bmp");
    write("alpha.png", BufferedImage.TYPE_INT_ARGB, "png");
    write("grey.png", BufferedImage.TYPE_BYTE_GRAY, "png");
    write("grey16.png", BufferedImage.TYPE_USHORT_GRAY, "png");
    assertThat(pixel("rgb.png")).containsExactly(10, 100, 200);
    assertThat(pixel("bgr.bmp")).containsExactly(10, 100, 200);
    assertThat(pixel("alpha.png")).containsExactly(10, 100, 200);
    assertThat(pixel("grey.png")).containsExactly(100);
    assertThat(pixel("grey16.png")[0]).isCloseTo(100f, org.assertj.core.data.Offset.offset(1e-3f));
    // The same picture as a lossless WebP.
    Files.write(
        folder.resolve("x.webp"),
        Base64.getDecoder().decode("UklGRiAAAABXRUJQVlA4TBQAAAAvBMAAAA8wZKMwyPMfeBiBiP4HAQ=="));
    assertThat(pixel("x.webp")).containsExactly(10, 100, 200);
  }

  @Test
  void oneUnreadableImageIsNamedAndTheRestIsUsed() throws IOException {
    write("a/good.png", BufferedImage.TYPE_INT_RGB, "png");
    write("b/it's.png", BufferedImage.TYPE_INT_RGB, "png");
    write(".hidden/no.png", BufferedImage.TYPE_INT_RGB, "png");
    Files.writeString(folder.resolve("bad.jpg"), "not an image");
    Files.createSymbolicLink(folder.resolve("a/loop"), folder);
    ImageSet set = load(new LabelSource.Folders(), 10, folder);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.unreadable()).isEqualTo(1);
    assertThat(set.warnings()).anySatisfy(w -> assertThat(w).contains("bad.jpg"));
    Files.writeString(folder.resolve("l.csv"), "file,index\n\"it's.png\",7\na/good.png,2\n");
    ImageSet labelled = load(new LabelSource.Table(folder.resolve("l.csv")), 10, folder);
    for (int i = 0; i < 2; i++) {
      assertThat(labelled.label(i).getAsInt())
          .isEqualTo(labelled.name(i).equals("a/good.png") ? 2 : 7);
    }
    Files.writeString(folder.resolve("m.csv"), "file,index\nother.png,7\n");
    assertThatThrownBy(() -> load(new LabelSource.Table(folder.resolve("m.csv")), 10, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 labels, 3 images");
  }

  @Test
  void emptyMissingAndUnreadableAreInputErrors() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path missing = folder.resolve("missing");
    Path bad = Files.writeString(folder.resolve("bad.png"), "");
    for (Path path : List.of(empty, missing, bad)) {
      assertThatThrownBy(() -> load(new LabelSource.None(), 10, path))
          .isInstanceOfSatisfying(
              InputException.class, e -> assertThat(e.kind()).isEqualTo(InputException.Kind.INPUT));
    }
  }

  @Test
  void hugeImageIsRefusedByItsHeader() {
    ByteBuffer png = ByteBuffer.allocate(45);
    png.putLong(0x89504E470D0A1A0AL).putInt(13).putInt(0x49484452).putInt(20_000).putInt(20_000);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    png.putInt((int) crc.getValue()).putInt(0).putInt(0x49444154);
    assertThatThrownBy(() -> ImageDecoder.decode(png.array()))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("20000x20000");
  }

  @Test
  void idxPairGivesImagesWithTheirLabels() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 3 * 4);
    images.putInt(0x803).putInt(3).putInt(2).putInt(2);
    for (int i = 0; i < 12; i++) {
      images.put((byte) (20 * i));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(images.array());
    }
    Path file = folder.resolve("t10k-images-idx3-ubyte.gz");
    Files.write(file, packed.toByteArray());
    Files.write(
        folder.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 5, 6, 7});
    ImageSet set = load(new LabelSource.None(), 10, file);
    assertThat(set.size()).isEqualTo(3);
    float[] row = new float[2];
    for (int i = 0; i < 3; i++) {
      int number = set.name(i).charAt(set.name(i).length() - 1) - '0';
      assertThat(set.label(i).getAsInt()).isEqualTo(5 + number);
      set.picture(i).row(1, 0, row);
      assertThat(row[1]).isEqualTo(20f * (4 * number + 3));
    }
    Files.write(file, Arrays.copyOf(images.array(), 20));
    assertThatThrownBy(() -> load(new LabelSource.None(), 10, file))
        .hasMessageContaining("4 bytes present");
  }

  @Test
  void npyArraysAreReadInBothChannelOrders() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 1, 2), }\n";
    ByteBuffer b = ByteBuffer.allocate(10 + header.length() + 24).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    b.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 6; i++) {
      b.putFloat(10 * i);
    }
    Path file = Files.write(folder.resolve("x.npy"), b.array());
    Picture picture = load(new LabelSource.None(), 10, file).picture(0);
    float[] row = new float[2];
    picture.row(0, 2, row);
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(row).containsExactly(40, 50);
  }

  @Test
  void orderDependsOnTheSeedAloneAndPrefixesAreStratified() {
    List<OptionalInt> labels = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      labels.add(OptionalInt.of(i < 80 ? 0 : 1));
    }
    List<Integer> order = PlanOrder.of(labels, 1);
    assertThat(PlanOrder.of(labels, 1)).isEqualTo(order);
    assertThat(PlanOrder.of(labels, 2)).isNotEqualTo(order);
    assertThat(new HashSet<>(order)).hasSize(100);
    assertThat(order.subList(0, 25).stream().filter(i -> i >= 80).count()).isBetween(4L, 6L);
  }

  @Test
  void drawnImagesDifferAndDependOnTheSeed() {
    Set<Integer> hashes = new HashSet<>();
    for (long seed : new long[] {1, 2}) {
      ImageSet set = ImageSet.drawn(new DrawnImages(64, seed, 28, 31, 4));
      for (int i = 0; i < 64; i++) {
        float[] row = new float[31];
        set.picture(i).row(14, 3, row);
        assertThat(hashes.add(Arrays.hashCode(row))).isTrue();
      }
    }
    assertThat(ImageSet.drawn(new DrawnImages(4, 1, 8, 8, 1)).sha256())
        .isEqualTo(ImageSet.drawn(new DrawnImages(4, 1, 8, 8, 1)).sha256())
        .isNotEqualTo(ImageSet.drawn(new DrawnImages(4, 2, 8, 8, 1)).sha256());
  }
}
