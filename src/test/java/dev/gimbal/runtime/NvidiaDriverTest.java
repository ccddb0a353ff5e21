package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NvidiaDriverTest {
  @TempDir Path root;

  @Test
  void theTableOfNvidiaSmiIsRead() {
    NvidiaDriver driver =
        NvidiaDriver.fromSmi(
            "NVIDIA H200, 580.65.06, 143771 MiB\nNVIDIA L4, 580.65.06, 23034 MiB\n");
    assertThat(driver.version()).contains("580.65.06");
    assertThat(driver.major()).hasValue(580);
    assertThat(driver.gpus()).containsExactly("NVIDIA H200, 143771 MiB", "NVIDIA L4, 23034 MiB");
    assertThat(driver.device(1, "")).isEqualTo("GPU 1: NVIDIA L4, 23034 MiB, driver 580.65.06");
    assertThat(driver.device(2, "")).isEqualTo("GPU 2, driver 580.65.06");
  }

  @Test
  void visibleDevicesAreRenumberedAndNothingIsGuessed() {
    NvidiaDriver driver = NvidiaDriver.fromSmi("A, 580.1, 1 MiB\nB, 580.1, 2 MiB\n");
    assertThat(driver.device(0, "1")).startsWith("GPU 0: B");
    assertThat(driver.device(1, "1,0")).startsWith("GPU 1: A");
    assertThat(driver.device(0, "GPU-5f3a")).isEqualTo("GPU 0, driver 580.1");
    assertThat(driver.device(3, "1")).isEqualTo("GPU 3, driver 580.1");
  }

  @Test
  void whatNvidiaSmiSaysWhenItFailsIsNoGpu() {
    NvidiaDriver driver =
        NvidiaDriver.fromSmi("NVIDIA-SMI has failed because it couldn't, communicate, at all.\n");
    assertThat(driver.gpus()).isEmpty();
    assertThat(driver.version()).isEmpty();
    assertThat(driver.major()).isEmpty();
  }

  @Test
  void theKernelsFilesAreRead() throws IOException {
    Path gpu = Files.createDirectories(root.resolve("gpus/0000:01:00.0"));
    Files.writeString(gpu.resolve("information"), "Model: \t\t NVIDIA H100\nIRQ: 7\n");
    Files.writeString(
        root.resolve("version"),
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.133.20  Sun\n");
    NvidiaDriver driver = NvidiaDriver.fromProc(root);
    assertThat(driver.gpus()).containsExactly("NVIDIA H100");
    assertThat(driver.major()).hasValue(570);
    assertThat(NvidiaDriver.fromProc(root.resolve("none")).gpus()).isEmpty();
  }
}
