package dev.gimbal.cli;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.engine.Inspection;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.Runner;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.weave.DynamicBatch;
import dev.gimbal.weave.ExposedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models exported for one image take several, with the same numbers, or say why not. */
final class DynamicBatchTest {
  private static final int SIDE = 12;
  private static final int CHANNELS = 4;
  private static final int CLASSES = 5;
  private static final int IMAGES = 3;

  @TempDir Path folder;
  private NetworkBuilder net;
  private String maps;

  /** A padded convolution: 4×12×12. */
  @BeforeEach
  void start() {
    begin(1);
  }

  private void begin(long batch) {
    net = new NetworkBuilder(5);
    net.input("x", batch, 2, SIDE, SIDE);
    maps = net.node("Conv", List.of("x", net.weights(CHANNELS, 2, 3, 3)), ints("pads", 1, 1, 1, 1));
  }

  private String reshape(String tensor, long... sizes) {
    return net.node("Reshape", List.of(tensor, net.longs(sizes)));
  }

  private String dense(String rows, int inputs) {
    return net.node("MatMul", List.of(rows, net.weights(inputs, CLASSES)));
  }

  private DynamicBatch.Outcome rewritten(OnnxModel model, int batch) {
    ImageInput input = ImageInput.of(model);
    return DynamicBatch.of(model, input, Inspection.facts(model, input, batch, SIDE, SIDE));
  }

  /** The rewritten model gives for a batch what the original gives for each image. */
  private List<String> assertSameNumbers(String last) {
    net.output(last);
    OnnxModel model = OnnxModel.read(net.write(folder, "fixed.onnx"));
    DynamicBatch.Outcome outcome = rewritten(model, 1);
    assertThat(outcome).isInstanceOf(DynamicBatch.Outcome.Rewritten.class);
    DynamicBatch.Outcome.Rewritten dynamic = (DynamicBatch.Outcome.Rewritten) outcome;
    OnnxModel other = model.rewritten(dynamic.model());
    float[][] images = new float[IMAGES][2 * SIDE * SIDE];
    Random random = new Random(1);
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextFloat() - 0.5f;
      }
    }
    float[] together = run(other, last, images);
    for (int image = 0; image < IMAGES; image++) {
      float[] own = run(model, last, images[image]);
      assertThat(run(other, last, images[image])).as("at the exported size").isEqualTo(own);
      for (int i = 0; i < CLASSES; i++) {
        assertThat(together[image * CLASSES + i])
            .isCloseTo(own[i], org.assertj.core.api.Assertions.within(1e-5f));
      }
    }
    assertThat(together[0]).isNotEqualTo(together[CLASSES]);
    CliRun.audit(folder, folder.resolve("fixed.onnx"), "--max-images", "4").measured();
    assertThat(batchNote())
        .isEqualTo(
            "the batch is fixed at 1; made dynamic, a batch equals its members within float noise");
    return dynamic.changes();
  }

  private static float[] run(OnnxModel model, String output, float[]... images) {
    ImageInput input = ImageInput.of(model);
    byte[] bytes = ExposedModel.bytes(model, input, images.length, SIDE, SIDE, List.of());
    ImageShape shape = new ImageShape(images.length, 2, SIDE, SIDE);
    try (ModelSession session = ModelSession.open(bytes, model.folder(), Provider.CPU);
        Runner runner =
            session.runner(
                "x",
                ImageLayout.NCHW,
                shape,
                Map.of(output, new long[] {images.length, CLASSES}))) {
      for (int i = 0; i < images.length; i++) {
        runner.setImage(i, images[i]);
      }
      runner.run();
      float[] values = new float[images.length * CLASSES];
      runner.read(0, 0, values.length, values, 0);
      return values;
    }
  }

  private String batchNote() {
    try {
      String json = Files.readString(folder.resolve("result.json"));
      String key = "\"batchNote\":\"";
      int from = json.indexOf(key) + key.length();
      String note = json.substring(from, json.indexOf('"', from));
      return note.substring(0, note.indexOf("; exposing"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void reshapeToAConstantNumberOfRows() {
    int inputs = CHANNELS * SIDE * SIDE;
    assertThat(assertSameNumbers(dense(reshape(maps, 1, inputs), inputs)))
        .singleElement()
        .asString()
        .contains("to [-1, 576] instead of [1, 576]");
  }

  @Test
  void reshapeWhoseOtherSizeIsOpenAlready() {
    assertThat(assertSameNumbers(dense(reshape(maps, 1, -1), CHANNELS * SIDE * SIDE)))
        .singleElement()
        .asString()
        .contains("to [0, -1] instead of [1, -1]");
  }

  /** Windows of 6×6 become rows of their own, and come back. */
  @Test
  void reshapeThatMovesWindowsIntoTheBatch() {
    String split = reshape(maps, 1, CHANNELS, 2, 6, 2, 6);
    String windows = net.node("Transpose", List.of(split), ints("perm", 0, 2, 4, 1, 3, 5));
    String rows = reshape(windows, 4, CHANNELS * 36);
    String mixed = net.node("MatMul", List.of(rows, net.weights(CHANNELS * 36, 3)));
    assertThat(assertSameNumbers(dense(reshape(mixed, 1, 12), 12))).hasSize(3);
  }

  @Test
  void channelShuffle() {
    String groups = reshape(maps, 1, 2, 2, SIDE, SIDE);
    String swapped = net.node("Transpose", List.of(groups), ints("perm", 0, 2, 1, 3, 4));
    String shuffled = reshape(swapped, 1, -1, SIDE, SIDE);
    int inputs = CHANNELS * SIDE * SIDE;
    assertSameNumbers(dense(net.node("Flatten", List.of(shuffled)), inputs));
  }

  @Test
  void resizeToConstantSizes() {
    String small =
        net.node(
            "Resize", List.of(maps, "", "", net.longs(1, CHANNELS, 5, 7)), text("mode", "linear"));
    List<String> changes =
        assertSameNumbers(dense(net.node("Flatten", List.of(small)), CHANNELS * 35));
    assertThat(changes).singleElement().asString().startsWith("Resize");
  }

  @Test
  void classTokenInFrontOfPatches() {
    String patches =
        net.node("Transpose", List.of(reshape(maps, 1, CHANNELS, -1)), ints("perm", 0, 2, 1));
    String token = net.floats(new long[] {1, 1, CHANNELS}, 1, -2, 3, 0.5f);
    String tokens = net.node("Concat", List.of(token, patches), integer("axis", 1));
    int inputs = CHANNELS * (SIDE * SIDE + 1);
    assertThat(assertSameNumbers(dense(net.node("Flatten", List.of(tokens)), inputs))).hasSize(2);
  }

  @Test
  void aReshapeOfUnknownMeaningIsRefusedWithItsName() {
    // channels and images change places, so that 0 would copy the channels
    String turned = net.node("Transpose", List.of(maps), ints("perm", 1, 0, 2, 3));
    net.output(dense(reshape(turned, 1, -1), CHANNELS * SIDE * SIDE));
    OnnxModel model = OnnxModel.read(net.write(folder, "fixed.onnx"));
    assertThat(rewritten(model, 1))
        .isInstanceOfSatisfying(
            DynamicBatch.Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("writes the batch as 1"));
    CliRun.audit(folder, folder.resolve("fixed.onnx"), "--max-images", "4").measured();
    assertThat(batchNote()).contains("fixed at 1; made dynamic, it stays fixed: Reshape");
  }

  @Test
  void imagesThatAreMixedOnPurposeAreNoticed() {
    // over the whole batch, as dynamic quantisation takes its scale
    String largest = net.node("ReduceMax", List.of(maps), integer("keepdims", 0));
    String scaled = net.node("Div", List.of(maps, largest));
    net.output(dense(reshape(scaled, 1, -1), CHANNELS * SIDE * SIDE));
    CliRun.audit(folder, net.write(folder, "fixed.onnx"), "--max-images", "4").measured();
    assertThat(batchNote()).contains("made dynamic, a batch does not equal its members");
  }

  @Test
  void aModelForFourImagesAtOnceIsAuditedOneByOne() throws IOException {
    int inputs = CHANNELS * SIDE * SIDE;
    begin(4);
    net.output(dense(reshape(maps, 4, inputs), inputs));
    CliRun.audit(
            folder,
            net.write(folder, "four.onnx"),
            "--max-images",
            "4",
            "--no-timings",
            "--no-records")
        .measured();
    assertThat(batchNote()).contains("fixed at 4; made dynamic, a batch equals its members");
    String four = scores();
    begin(1);
    net.output(dense(reshape(maps, 1, inputs), inputs));
    CliRun.audit(
            folder,
            net.write(folder, "one.onnx"),
            "--max-images",
            "4",
            "--no-timings",
            "--no-records")
        .measured();
    assertThat(four).isEqualTo(scores());
  }

  private String scores() throws IOException {
    String json = Files.readString(folder.resolve("result.json"));
    return json.substring(json.indexOf("\"layers\""));
  }
}
