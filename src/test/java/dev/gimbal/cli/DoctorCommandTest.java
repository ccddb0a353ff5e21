package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.runtime.Provider;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  @TempDir Path folder;

  private Path model() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 3, 8, 8);
    String conv = net.convolution("x", net.weights(4, 3, 3, 3), 1, 1);
    net.output(net.node("Softplus", List.of(conv)));
    return net.write(folder, "net.onnx");
  }

  @Test
  void aUsableMachineIsDescribedAndCodeZero() {
    CliRun run = CliRun.of("doctor");
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .containsPattern("ONNX Runtime +1\\.28\\.0")
        .contains("CPUExecutionProvider")
        .containsPattern("Natives for auto +cpu, GIMBAL_NATIVES=cpu asks")
        .containsPattern("NVIDIA +\\S+")
        .containsPattern("CUDA +(yes|no: .+)")
        .containsPattern("Provider auto +cpu, because CUDA cannot be used: .+")
        .containsPattern("Precision +float32")
        .containsPattern("Usable +yes, on cpu");
  }

  @Test
  void whatIsAskedForIsTestedAndItsAbsenceIsCodeThree() {
    CliRun cpu = CliRun.of("doctor", "--provider", "cpu");
    assertThat(cpu.code()).isEqualTo(ExitCode.OK);
    assertThat(cpu.out()).containsPattern("Provider +cpu\n");
    CliRun absent = CliRun.of("doctor", "--provider", "coreml");
    org.junit.jupiter.api.Assumptions.assumeTrue(absent.code() != 0, "these natives have CoreML");
    assertThat(absent.code()).isEqualTo(ExitCode.INPUT);
    assertThat(absent.out())
        .containsPattern("Usable +no: --provider coreml was asked for, but cannot be used: ")
        .contains("the natives offer cpu");
    CliRun.of("doctor", "--provider", "gpu").refusedWith(ExitCode.ARGUMENTS, "Unknown provider");
  }

  @Test
  void aModelsNodesAreCounted() {
    CliRun run = CliRun.of("doctor", model());
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .containsPattern("Model +net\\.onnx")
        .containsPattern("Nodes +[2-9] after fusing, all on the CPU as asked");
    NetworkBuilder two = new NetworkBuilder(1);
    two.input("a", 2, 5);
    two.input("b", 2, 5);
    two.output(two.node("MatMul", List.of("a", two.node("Transpose", List.of("b")))));
    CliRun noImages = CliRun.of("doctor", two.write(folder, "two.onnx"));
    assertThat(noImages.code()).as(noImages.err()).isEqualTo(ExitCode.OK);
    assertThat(noImages.out())
        .containsPattern("Model +two\\.onnx, as it is: ")
        .containsPattern("Nodes +\\d+ after fusing, all on the CPU");
    CliRun bad = CliRun.of("doctor", folder.resolve("none.onnx"));
    assertThat(bad.code()).isEqualTo(ExitCode.INPUT);
    assertThat(bad.out()).contains("none.onnx");
  }

  @Test
  void theSelfTestSeesWrongAnswersAndLostPrecision() {
    assertThat(SelfTest.problem(new float[] {303, 348, 483, 529}).orElse(""))
        .contains("303.0", "529");
    SelfTest.Outcome outcome = SelfTest.run(Provider.CPU);
    assertThat(outcome.problem()).isEmpty();
    assertThat(outcome.fullPrecision()).isTrue();
    float[] half = {45.03125f, 45.0625f, 45.0625f, 45.0625f};
    assertThat(SelfTest.isFull(half)).isFalse();
  }
}
