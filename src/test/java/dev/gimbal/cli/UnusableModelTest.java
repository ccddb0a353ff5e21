package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no usable model: each is refused with the true reason and what to try. */
final class UnusableModelTest {
  @TempDir Path folder;

  private static ModelProto conv() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 8, 8);
    net.output(net.node("Conv", List.of("x", net.weights(2, 3, 3, 3))));
    return net.model();
  }

  private CliRun audit(String name, byte[] content, Object... more) throws IOException {
    return CliRun.audit(folder, Files.write(folder.resolve(name), content), more);
  }

  @Test
  void aMissingModelIsNamed() {
    CliRun.audit(folder, folder.resolve("none.onnx"))
        .refusedWith(ExitCode.INPUT, "none.onnx' does not exist");
  }

  @Test
  void aFolderIsNoModel() {
    CliRun.audit(folder, folder)
        .refusedWith(ExitCode.INPUT, "is a folder", "the .onnx file inside");
  }

  @Test
  void anEmptyFileIsSaidToBeEmpty() throws IOException {
    audit("m.onnx", new byte[0]).refusedWith(ExitCode.INPUT, "is empty (0 bytes)");
  }

  @Test
  void anLfsPointerIsRecognised() throws IOException {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 9\n";
    audit("m.onnx", pointer.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .refusedWith(ExitCode.INPUT, "Git LFS pointer", "git lfs pull");
  }

  @Test
  void aCompressedModelIsRecognised() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(conv().toByteArray());
    }
    audit("m.onnx", bytes.toByteArray()).refusedWith(ExitCode.INPUT, "gzip", "gunzip");
  }

  @Test
  void everyTruncationIsRefusedOrHoldsNoGraph() throws IOException {
    byte[] whole = conv().toByteArray();
    for (int length : new int[] {3, whole.length / 3, whole.length / 2, whole.length - 1}) {
      audit("m.onnx", Arrays.copyOf(whole, length)).refusedWith(ExitCode.INPUT, "m.onnx'");
    }
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[1 + random.nextInt(2000)];
      random.nextBytes(bytes);
      audit("m.onnx", bytes).refusedWith(ExitCode.INPUT, "m.onnx'");
    }
  }

  @Test
  void aFutureOperatorSetNamesBothVersions() throws IOException {
    ModelProto.Builder model = conv().toBuilder();
    model.getOpsetImportBuilder(0).setVersion(99);
    audit("m.onnx", model.build().toByteArray())
        .refusedWith(ExitCode.INPUT, "operator set 99", "up to 26", "older version");
  }

  @Test
  void aFutureFileVersionNamesBothVersions() throws IOException {
    audit("m.onnx", conv().toBuilder().setIrVersion(42).build().toByteArray())
        .refusedWith(ExitCode.INPUT, "IR version 42", "up to 13");
  }

  @Test
  void aCustomOperatorIsNamed() throws IOException {
    ModelProto.Builder model = conv().toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setDomain("my.company").setOpType("Swirl");
    audit("m.onnx", model.build().toByteArray())
        .refusedWith(ExitCode.INPUT, "custom operator my.company.Swirl");
  }

  @Test
  void anUnknownStandardOperatorIsNamed() throws IOException {
    ModelProto.Builder model = conv().toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setOpType("Swirl");
    audit("m.onnx", model.build().toByteArray()).refusedWith(ExitCode.INPUT, "Swirl");
  }

  /** A convolution whose weights, 2·3·3·3 floats or 216 bytes, lie in a file. */
  private ModelProto external(String location, String... more) {
    ModelProto.Builder model = conv().toBuilder();
    TensorProto.Builder weights = model.getGraphBuilder().getInitializerBuilder(0);
    weights.clearFloatData().setDataLocation(1);
    weights.addExternalData(entry("location", location));
    for (int i = 0; i < more.length; i += 2) {
      weights.addExternalData(entry(more[i], more[i + 1]));
    }
    return model.build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void missingWeightsAreNamed() throws IOException {
    audit("m.onnx", external("m.bin").toByteArray())
        .refusedWith(ExitCode.INPUT, "'m.bin', which is not beside it");
  }

  @Test
  void weightsOutsideTheFolderAreNeverRead() throws IOException {
    Files.write(folder.resolve("secret"), new byte[1000]);
    Path inner = Files.createDirectory(folder.resolve("inner"));
    for (String location :
        List.of("../secret", folder.resolve("secret").toString(), "a/../../secret", "C:\\secret")) {
      Path model = Files.write(inner.resolve("m.onnx"), external(location).toByteArray());
      CliRun.audit(folder, model).refusedWith(ExitCode.INPUT, "outside the model's folder");
    }
  }

  @Test
  void weightsThatAreTooShortAreRefusedWithBothSizes() throws IOException {
    Files.write(folder.resolve("m.bin"), new byte[215]);
    audit("m.onnx", external("m.bin").toByteArray())
        .refusedWith(ExitCode.INPUT, "bytes 0 to 216 of 'm.bin'", "has only 215");
    audit("m.onnx", external("m.bin", "offset", "64", "length", "216").toByteArray())
        .refusedWith(ExitCode.INPUT, "bytes 64 to 280 of 'm.bin'", "has only 215");
    audit("m.onnx", external("m.bin", "offset", "9223372036854775807").toByteArray())
        .refusedWith(ExitCode.INPUT, "'m.bin', which has only 215");
  }

  @Test
  void weightsOfAnotherLengthOrWithoutSenseAreRefused() throws IOException {
    Files.write(folder.resolve("m.bin"), new byte[1000]);
    audit("m.onnx", external("m.bin", "length", "212").toByteArray())
        .refusedWith(ExitCode.INPUT, "are 212 bytes", "need 216");
    for (String offset : List.of("-4", "", "0x10", "1e3", "99999999999999999999")) {
      audit("m.onnx", external("m.bin", "offset", offset).toByteArray())
          .refusedWith(ExitCode.INPUT, "have the offset '" + offset + "', which is no size");
    }
    ModelProto.Builder huge = external("m.bin").toBuilder();
    huge.getGraphBuilder().getInitializerBuilder(0).setDims(0, Long.MAX_VALUE / 2);
    audit("m.onnx", huge.build().toByteArray()).refusedWith(ExitCode.INPUT, "no file can hold");
    huge.getGraphBuilder().getInitializerBuilder(0).setDims(0, -2);
    audit("m.onnx", huge.build().toByteArray()).refusedWith(ExitCode.INPUT, "an axis of -2");
  }

  @Test
  void addressesInMemoryAndFoldersAreNoWeightFiles() throws IOException {
    Files.createDirectory(folder.resolve("weights"));
    for (String location : List.of("*/_ORT_MEM_ADDR_/*", "weights", "", ".")) {
      audit("m.onnx", external(location, "offset", "4096").toByteArray())
          .refusedWith(ExitCode.INPUT, "which is not beside it");
    }
  }

  @Test
  void weightsBesideTheModelAreUsedFromTheirOffset() throws IOException {
    byte[] file = new byte[4096 + 216];
    java.nio.ByteBuffer.wrap(file)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .position(4096)
        .asFloatBuffer()
        .put(
            conv().getGraph().getInitializer(0).getFloatDataList().stream()
                .collect(
                    () -> java.nio.FloatBuffer.allocate(54),
                    java.nio.FloatBuffer::put,
                    (a, b) -> {})
                .array());
    Files.write(folder.resolve("m.bin"), file);
    ModelProto outside = external("m.bin", "offset", "4096", "length", "216");
    audit("m.onnx", outside.toByteArray(), "--no-timings", "--no-records").measured();
    String scores = Files.readString(folder.resolve("result.json"));
    audit("m.onnx", conv().toByteArray(), "--no-timings", "--no-records").measured();
    String inside = Files.readString(folder.resolve("result.json"));
    assertThat(scores.substring(scores.indexOf("\"layers\"")))
        .isEqualTo(inside.substring(inside.indexOf("\"layers\"")));
  }

  @Test
  void aModelThatTakesNoPictureIsRefusedWithItsInput() throws IOException {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("features", 1, 16);
    net.output(net.node("Relu", List.of("features")));
    audit("m.onnx", net.model().toByteArray())
        .refusedWith(ExitCode.INPUT, "no image model", "features float32 [1,16]");
  }

  @Test
  void twoInputsAreBothNamed() throws IOException {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("left", 1, 3, 8, 8);
    net.input("right", 1, 3, 8, 8);
    net.output(net.node("Add", List.of("left", "right")));
    audit("m.onnx", net.model().toByteArray())
        .refusedWith(ExitCode.INPUT, "2 inputs", "left", "right");
  }

  @Test
  void weightsOfTheWrongShapeAreOneMessage() throws IOException {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 8, 8);
    net.output(net.node("Conv", List.of("x", net.weights(2, 5, 3, 3))));
    audit("m.onnx", net.model().toByteArray()).refusedWith(ExitCode.INPUT);
  }

  @Test
  void aGraphWithoutOutputsOrWithACycleIsRefused() throws IOException {
    ModelProto.Builder none = conv().toBuilder();
    none.getGraphBuilder().clearOutput();
    audit("m.onnx", none.build().toByteArray()).refusedWith(ExitCode.INPUT);
    ModelProto.Builder cycle = conv().toBuilder();
    String output = cycle.getGraph().getNode(0).getOutput(0);
    cycle.getGraphBuilder().getNodeBuilder(0).setInput(0, output);
    audit("m.onnx", cycle.build().toByteArray()).refusedWith(ExitCode.INPUT);
  }

  @Test
  void namesThatAreNoTextAreSurvived() throws IOException {
    ModelProto.Builder model = conv().toBuilder();
    model
        .getGraphBuilder()
        .getNodeBuilder(0)
        .setOpTypeBytes(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe, 0x1b}));
    CliRun run = audit("m.onnx", model.build().toByteArray());
    run.refusedWith(ExitCode.INPUT);
    assertThat(run.err()).doesNotContain("\u001b");
  }

  @Test
  void nothingIsWrittenForARefusedModel() {
    CliRun.audit(folder, folder.resolve("none.onnx"));
    assertThat(folder.toFile().list()).isEmpty();
  }
}
