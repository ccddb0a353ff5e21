package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {
  @Test
  void aUsableMachineIsDescribedAndCodeZero() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertThat(Gimbal.run(new String[] {"doctor"}, out, out)).isEqualTo(ExitCode.OK);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("ONNX Runtime +1\\.28\\.0")
        .contains("CPUExecutionProvider")
        .containsPattern("CUDA +(yes|no: .+)")
        .containsPattern("Usable +yes");
  }
}
