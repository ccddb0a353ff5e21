package dev.gimbal.result.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.SampleResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
  private static final AuditResult RESULT = SampleResult.complete();
  private static final List<LayerForm> LAYERS =
      List.of(LayerForm.MAP, LayerForm.WHOLE, LayerForm.NONE);

  /** Where the plan hash "p" ends: magic, version, length, one character. */
  private static final int COUNTS = 8 + 2 + 2 + 1;

  @TempDir Path folder;

  private static RecordLayout layout(int images) {
    return new RecordLayout("p", images, 2, LAYERS, List.of(OutputForm.CLASSES));
  }

  private static void fill(ImageRow row, Random random) {
    row.clear();
    row.setDistances(0, random.nextDouble(), random.nextDouble());
    row.setDistances(1, random.nextDouble(), 3);
    for (int probe = 0; probe < 2; probe++) {
      for (LayerSum sum : LayerSum.values()) {
        row.setSum(0, probe, sum, random.nextGaussian());
      }
      row.setSum(1, probe, LayerSum.INVARIANCE, random.nextDouble());
    }
    row.setReference(0, random.nextInt(10), -1);
    row.setClass(0, 0, random.nextBoolean(), random.nextInt(10), random.nextGaussian(), 0.5);
    row.setState(0, 1, RowState.FAILED);
  }

  private static byte[] written(RecordLayout layout, long seed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageRow row = new ImageRow(layout);
    Random random = new Random(seed);
    try (RecordsWriter writer = new RecordsWriter(bytes, layout)) {
      for (int image = 0; image < layout.images(); image++) {
        fill(row, random);
        writer.write(row);
      }
      assertThat(writer.isComplete()).isTrue();
    }
    return bytes.toByteArray();
  }

  private RecordsReader open(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("r.records.gz"), bytes);
    return RecordsReader.open(file, new RecordsFile("r.records.gz", RecordsHash.of(file)), RESULT);
  }

  private int read(byte[] bytes) throws IOException {
    int images = 0;
    try (RecordsReader reader = open(bytes)) {
      while (reader.next()) {
        images++;
      }
    }
    return images;
  }

  private static byte[] unpacked() throws IOException {
    byte[] whole = written(layout(10), 1);
    return new GZIPInputStream(new ByteArrayInputStream(whole)).readAllBytes();
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    ImageRow expected = new ImageRow(layout(10));
    Random random = new Random(1);
    int images = 0;
    try (RecordsReader reader = open(written(layout(10), 1))) {
      assertThat(reader.layout()).isEqualTo(layout(10));
      while (reader.next()) {
        fill(expected, random);
        assertThat(reader.row().words()).isEqualTo(expected.words());
        images++;
      }
    }
    assertThat(images).isEqualTo(10);
  }

  @Test
  void aRowKeepsEveryNumberInItsOwnPlace() {
    ImageRow row = new ImageRow(layout(10));
    for (int probe = 0; probe < 2; probe++) {
      for (LayerSum sum : LayerSum.values()) {
        row.setSum(0, probe, sum, 10 * probe + sum.ordinal());
      }
    }
    row.setDistances(1, 77, 78);
    row.setReference(0, 5, 6);
    row.setClass(0, 1, true, 4, 0.25, 0.5);
    for (int probe = 0; probe < 2; probe++) {
      for (LayerSum sum : LayerSum.values()) {
        assertThat(row.sum(0, probe, sum)).isEqualTo(10 * probe + sum.ordinal());
      }
    }
    assertThat(row.distance(1)).isEqualTo(77);
    assertThat(row.balancedDistance(1)).isEqualTo(78);
    assertThat(row.referenceTop(0)).isEqualTo(5);
    assertThat(row.label(0)).isEqualTo(6);
    assertThat(row.state(0, 0)).isEqualTo(RowState.UNSEEN);
    assertThat(row.state(0, 1)).isEqualTo(RowState.MEASURED);
    assertThat(row.isAmongFive(0, 1)).isTrue();
    assertThat(row.top(0, 1)).isEqualTo(4);
    assertThat(row.drop(0, 1)).isEqualTo(0.25);
    assertThat(row.divergence(0, 1)).isEqualTo(0.5);
    assertThatThrownBy(() -> row.sum(1, 0, LayerSum.ALIGNED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void severalBlocksAndAPartOfOneAreReadBackInOrder() throws IOException {
    RecordLayout layout =
        new RecordLayout("p", 35, 1, List.of(LayerForm.WHOLE), List.of(OutputForm.EMBEDDING));
    assertThat(layout.blockImages()).isEqualTo(16);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageRow row = new ImageRow(layout);
    try (RecordsWriter writer = new RecordsWriter(bytes, layout)) {
      for (int image = 0; image < 35; image++) {
        row.setDistances(0, image, -image);
        row.setValues(0, 0, image / 64.0);
        writer.write(row);
      }
      assertThatThrownBy(() -> writer.write(row)).isInstanceOf(IllegalStateException.class);
    }
    byte[] raw = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())).readAllBytes();
    int header = COUNTS + 5 * 4 + 2;
    assertThat(raw).hasSize(header + 35 * layout.columns() * 4);
    // The most significant byte of image 16's distance stands first in the second block.
    int second = header + 16 * layout.columns() * 4;
    assertThat(raw[second]).isEqualTo((byte) (Float.floatToIntBits(16f) >>> 24));
  }

  @Test
  void sameRowsGiveTheSameBytes() throws IOException {
    assertThat(written(layout(10), 4)).isEqualTo(written(layout(10), 4));
    assertThat(written(layout(10), 4)).isNotEqualTo(written(layout(10), 5));
  }

  @Test
  void truncatedFilesAreRefusedWhereverTheyEnd() throws IOException {
    byte[] whole = written(layout(10), 1);
    for (int length = 0; length < whole.length; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("r.records.gz");
    }
    byte[] raw = unpacked();
    for (int length = 0; length < raw.length; length += 5) {
      byte[] part = packed(Arrays.copyOf(raw, length));
      assertThatThrownBy(() -> read(part)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void flippedBytesAreNoticed() throws IOException {
    byte[] whole = written(layout(10), 1);
    int harmless = 0;
    // Bytes 4 to 9 of gzip hold a time stamp and the system, which decide nothing.
    for (int at = 10; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      try {
        assertThat(read(flipped)).isEqualTo(10);
        harmless++;
      } catch (InputException e) {
        assertThat(e).hasMessageContaining("r.records.gz");
      }
    }
    // The packed data ends within a byte whose last bits are padding.
    assertThat(harmless).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, images", "4, probes", "8, layers", "12, outputs", "16, images a block"})
  void countsAreHeldAgainstTheResultBeforeMemoryIsTaken(int offset, String what)
      throws IOException {
    for (int count : new int[] {-1, 0, 9999, Integer.MAX_VALUE}) {
      byte[] raw = unpacked();
      ByteBuffer.wrap(raw).putInt(COUNTS + offset, count);
      assertThatThrownBy(() -> open(packed(raw)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(count + " " + what);
    }
  }

  @Test
  void foreignStartsVersionsPlansAndFormsAreRefused() throws IOException {
    refused(raw -> raw[0] = 'X', "does not start as one");
    refused(raw -> raw[9] = 2, "version 2");
    refused(raw -> raw[COUNTS - 1] = 'q', "plan is not the result's");
    refused(raw -> raw[COUNTS + 20] = 9, "unknown form 9");
    refused(raw -> raw[COUNTS + 23] = 2, "not of the kind classes");
    assertThatThrownBy(() -> open("plain text".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class);
  }

  private interface Change {
    void apply(byte[] raw);
  }

  private void refused(Change change, String message) throws IOException {
    byte[] raw = unpacked();
    change.apply(raw);
    assertThatThrownBy(() -> open(packed(raw)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatUnpacksToMoreThanItsCountsIsRefusedAndNotUnpacked() throws IOException {
    byte[] raw = unpacked();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(raw);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        gzip.write(zeros);
      }
    }
    assertThatThrownBy(() -> read(bomb.toByteArray()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("goes on after 10 images");
  }

  @Test
  void aMissingFileAndAnotherHashAreSaid() throws IOException {
    RecordsFile records = new RecordsFile("none.records.gz", "00");
    assertThatThrownBy(() -> RecordsReader.open(folder.resolve("none.records.gz"), records, RESULT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not beside it");
    Path file = Files.write(folder.resolve("r.records.gz"), written(layout(10), 1));
    assertThatThrownBy(() -> RecordsReader.open(file, new RecordsFile("r", "00"), RESULT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("are not those of the result")
        .hasMessageContaining(RecordsHash.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "../x", "a/b", "a\\b", "C:x", "a\u0000b"})
  void aResultNamesNoFileOutsideItsFolder(String name) {
    assertThatThrownBy(() -> new RecordsFile(name, "00"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rowsTooLongForMemoryAreRefused() {
    assertThatThrownBy(
            () ->
                new RecordLayout(
                    "p", 2, Integer.MAX_VALUE, List.of(LayerForm.MAP, LayerForm.MAP), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many");
  }
}
