package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.graph.OnnxModel;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  private static final String MODEL = "samples/lenet-shifted/lenet.onnx";

  @TempDir Path folder;

  @Test
  void writesAModelThatSaysWhatItIs() {
    Path target = folder.resolve("audit.onnx");
    CliRun run = CliRun.of("compile", MODEL, "-o", target.toString(), "--probes-per-run", "3");
    assertThat(run.code()).as(run.err()).isEqualTo(0);
    assertThat(run.out()).contains("3 probes a run, 7 layers, 4 of them in the reference frame");
    OnnxModel compiled = OnnxModel.read(target);
    assertThat(compiled.facts().inputs())
        .containsExactly(
            "gimbal_image float32 [1,1,28,28]",
            "gimbal_other float32 [1,1,28,28]",
            "gimbal_maps float32 [3,6]",
            "gimbal_fill float32 [1]");
    assertThat(compiled.outputNames())
        .contains("logits", "invariance//pool1/MaxPool_output_0", "clean//pool1/MaxPool_output_0");
    assertThat(compiled.facts().metadata())
        .containsEntry("gimbal.source", "lenet.onnx")
        .containsEntry("gimbal.probesPerRun", "3");
    assertThat(CliRun.of("compile", MODEL, "-o", target.toString()).code())
        .as("a compiled model may be replaced")
        .isEqualTo(0);
  }

  @Test
  void wrongArgumentsAreRefused() throws IOException {
    refused(2, "No output is given", "compile", MODEL);
    refused(2, "More than one output", "compile", MODEL, "-o", "a", "-o", "b");
    refused(2, "expected from 1 to 256", "compile", MODEL, "-o", "a", "--probes-per-run", "0");
    refused(2, "does not exist", "compile", MODEL, "-o", "no/such/folder/a.onnx");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    refused(2, "is no compiled model", "compile", MODEL, "-o", notes.toString());
    assertThat(notes).hasContent("mine");
    refused(3, "no-such", "compile", "no-such.onnx", "-o", folder.resolve("a").toString());
  }

  @Test
  void theModelItselfIsNeverReplaced() throws IOException {
    Path copy = Files.copy(Path.of(MODEL), folder.resolve("lenet.onnx"));
    refused(2, "is the model itself", "compile", copy.toString(), "-o", copy.toString());
    assertThat(copy).hasSameBinaryContentAs(Path.of(MODEL));
  }

  @Test
  void networksThatCannotBeBatchedAreRefusedWithTheReason() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", 1, 2, 12, 12);
    String conv = net.convolution("x", net.weights(3, 2, 3, 3));
    String flat = net.node("Reshape", List.of(conv, net.longs(1, -1)));
    net.output(net.node("MatMul", List.of(flat, net.weights(300, 4))));
    String model = net.write(folder, "net.onnx").toString();
    Path target = folder.resolve("audit.onnx");
    refused(
        3, "runs an image and its probes as one batch", "compile", model, "-o", target.toString());
    assertThat(target).doesNotExist();
  }

  @Test
  void operatorSetsWithoutBroadcastingAreRefused() {
    NetworkBuilder net = new NetworkBuilder(6).opset(6);
    net.input("x", 1, 2, 12, 12);
    net.output(net.convolution("x", net.weights(3, 2, 3, 3)));
    String model = net.write(folder, "net.onnx").toString();
    String target = folder.resolve("audit.onnx").toString();
    refused(3, "operator set 6", "compile", model, "-o", target);
    refused(3, "operator set 6", "audit", model, "--scorer", "woven", "--quiet", "-o", "json=-");
  }

  @Test
  void theScorerThatRanIsInTheResult() {
    refused(2, "there are auto, fused, woven", "audit", MODEL, "--scorer", "magic");
    CliRun run =
        CliRun.of(
            "audit",
            MODEL,
            "--scorer",
            "woven",
            "--probes",
            "quick",
            "--max-images",
            "3",
            "--quiet",
            "-o",
            "json=-");
    assertThat(run.code()).as(run.err()).isEqualTo(0);
    assertThat(run.out())
        .contains("\"scorer\":\"woven\"")
        .containsPattern("\"scorerNote\":\"\\d+ rows a run, the reference among them\"")
        .contains("--scorer woven");
  }

  private static void refused(int code, String message, Object... arguments) {
    CliRun.of(arguments).refusedWith(code, message);
  }
}
