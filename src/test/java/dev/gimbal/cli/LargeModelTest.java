package dev.gimbal.cli;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.Main;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Weights of more than 2 GiB: no protobuf and no Java array could hold them. */
@Tag("slow")
final class LargeModelTest {
  private static final int TABLES = 3;
  private static final int ROWS = 100_000;
  private static final int COLUMNS = 2_048;
  private static final long TABLE_BYTES = (long) ROWS * COLUMNS * Float.BYTES;

  /** Channels of the convolution, and so the rows that can be looked up. */
  private static final int USED_ROWS = 8;

  @TempDir Path folder;

  /** A convolution whose strongest channel chooses the row of each table; the rows are added. */
  private Path model() throws IOException {
    NetworkBuilder net = new NetworkBuilder(3);
    net.input("x", 1, 3, 16, 16);
    String maps = net.node("Relu", List.of(net.convolution("x", net.weights(USED_ROWS, 3, 3, 3))));
    String pooled = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(maps))));
    String index = net.node("ArgMax", List.of(pooled), integer("axis", 1), integer("keepdims", 0));
    String sum = "";
    for (int i = 0; i < TABLES; i++) {
      String row = net.node("Gather", List.of("table" + i, index));
      sum = sum.isEmpty() ? row : net.node("Add", List.of(sum, row));
    }
    net.output(
        net.node("Add", List.of(sum, net.node("ReduceMean", List.of(pooled), ints("axes", 1)))));
    ModelProto.Builder model = net.model().toBuilder();
    for (int i = 0; i < TABLES; i++) {
      model.getGraphBuilder().addInitializer(table(i));
    }
    return Files.write(folder.resolve("large.onnx"), model.build().toByteArray());
  }

  private static TensorProto.Builder table(int index) {
    return TensorProto.newBuilder()
        .setName("table" + index)
        .setDataType(NetworkBuilder.FLOAT)
        .addDims(ROWS)
        .addDims(COLUMNS)
        .setDataLocation(1)
        .addExternalData(entry("location", "large.onnx.data"))
        .addExternalData(entry("offset", Long.toString(index * TABLE_BYTES)))
        .addExternalData(entry("length", Long.toString(TABLE_BYTES)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** The rows that can be looked up hold noise; the rest is a hole in the file. */
  private void weights() throws IOException {
    Random random = new Random(4);
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("large.onnx.data").toFile(), "rw")) {
      file.setLength(TABLES * TABLE_BYTES);
      for (int table = 0; table < TABLES; table++) {
        ByteBuffer rows =
            ByteBuffer.allocate(USED_ROWS * COLUMNS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (rows.hasRemaining()) {
          rows.putFloat((float) random.nextGaussian());
        }
        file.seek(table * TABLE_BYTES);
        file.write(rows.array());
      }
    }
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void isAuditedInASmallHeap() throws IOException, InterruptedException {
    weights();
    Path model = model();
    Path messages = folder.resolve("messages.txt");
    Process audit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "audit",
                model.toString(),
                "--probes",
                "quick",
                "--max-images",
                "4",
                "--provider",
                "cpu",
                "-o",
                "json=" + folder.resolve("result.json"))
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    int code = audit.waitFor();
    assertThat(code).as(Files.readString(messages, StandardCharsets.UTF_8)).isZero();
    long weights = 8 * 3 * 3 * 3 + (long) TABLES * ROWS * COLUMNS;
    assertThat(Files.readString(folder.resolve("result.json")))
        .contains("\"parameters\":" + weights)
        .contains("exposing the layers leaves the outputs bit-identical");
  }
}
