package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.engine.Inspection;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ResultJson;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect --verify} and audits say of receptive fields. */
class FieldVerificationTest {
  @TempDir Path folder;

  private Path eightPixels() {
    NetworkBuilder net = new NetworkBuilder(3);
    String first = net.convolution(net.input("x", 1, 1, 20, 20), net.weights(4, 1, 3, 3));
    String pool =
        net.node(
            "MaxPool",
            List.of(first),
            NetworkBuilder.ints("kernel_shape", 2, 2),
            NetworkBuilder.ints("strides", 2, 2));
    String last = net.convolution(pool, net.weights(4, 4, 3, 3));
    return net.output(last).write(folder, "eight.onnx");
  }

  @Test
  void theTableShowsWhatWasSeen() {
    CliRun run = CliRun.of("inspect", eightPixels(), "--verify").measured();
    String table = run.out().replaceAll(" {2,}", "|");
    assertThat(table)
        .contains("|3, 3|6…13, 6…13|8×8 of 8×8: 6…13, 6…13|holds")
        .contains("160 changes of rows or columns");
  }

  @Test
  void jsonHoldsTheCheckAtEachLayer() {
    CliRun run = CliRun.of("inspect", eightPixels(), "--verify", "--json").measured();
    assertThat(run.out().replaceAll("\\s+", ""))
        .contains(
            "\"fieldCheck\":{\"cell\":[3,3],\"derived\":[[6,13],[6,13]],"
                + "\"seen\":[[6,13],[6,13]],\"changes\":160,\"status\":\"holds\"}");
    assertThat(CliRun.of("inspect", eightPixels(), "--json").out()).doesNotContain("fieldCheck");
  }

  @Test
  void aModelWithoutMapsHasNothingToCheck() {
    NetworkBuilder net = new NetworkBuilder(3);
    String flat = net.node("Flatten", List.of(net.input("x", 1, 1, 8, 8)));
    Path file =
        net.output(net.node("Gemm", List.of(flat, net.weights(64, 5)))).write(folder, "d.onnx");
    assertThat(CliRun.of("inspect", file, "--verify").measured().out())
        .contains("nothing was checked");
  }

  @Test
  void verifyingAndWritingASidecarAreTwoRuns() {
    CliRun.of("inspect", eightPixels(), "--verify", "--init")
        .refusedWith(ExitCode.ARGUMENTS, "--init and --verify exclude each other");
  }

  @Test
  void aContradictionIsAnErrorOfTheInstrument() {
    OnnxModel model = OnnxModel.read(eightPixels());
    Structure structure =
        Inspection.inspect(model, ImageInput.of(model), 20, 20, Granularity.MATERIALISED);
    FieldCheck wrong =
        new FieldCheck(
            1,
            false,
            List.of(9, 9),
            List.of(List.of(9, 10), List.of(9, 11)),
            List.of(List.of(9, 11), List.of(9, 11)),
            40,
            "row 9 of its cells moved when pixel rows 11…11 were changed, but its derived field is"
                + " 9…10",
            Outcome.measured(18, 40));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false);
    int code =
        new FieldVerification(structure, structure.layers(), List.of(wrong))
            .print(false, Path.of("eight.onnx"), console);
    assertThat(code).isEqualTo(ExitCode.INTERNAL);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("contradicted");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("contradicts its derived receptive field: row 9")
        .contains("this is a bug in Gimbal");
  }

  @Test
  void auditsLongEnoughHoldTheCheckAndShowIt() throws IOException {
    Path model = eightPixels();
    CliRun.audit(folder, model, "--max-images", 64).measured();
    AuditResult result = ResultJson.read(folder.resolve("result.json"));
    assertThat(result.fieldChecks()).hasSize(result.layers().size() - 1);
    FieldCheck last = result.fieldChecks().get(result.fieldChecks().size() - 1);
    assertThat(last.seen()).isEqualTo(last.derived());
    assertThat(last.seenSize(0)).isEqualTo(8);
    assertThat(Files.readString(folder.resolve("result.html")))
        .contains("id=\"fields\"")
        .contains("seen 8 × 8 of 8 × 8 px")
        .contains("no feature moved without a change in its derived field");
    CliRun.audit(folder, model, "--max-images", 4).measured();
    assertThat(ResultJson.read(folder.resolve("result.json")).fieldChecks()).isEmpty();
    assertThat(Files.readString(folder.resolve("result.html"))).doesNotContain("id=\"fields\"");
  }
}
