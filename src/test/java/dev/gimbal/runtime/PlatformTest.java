package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x64"
  })
  void platformsWithNativesPass(String os, String arch, String id) {
    Platform platform = Platform.of(os, arch, false);
    assertThat(platform.id()).isEqualTo(id);
    assertThat(platform.missingNatives()).isEmpty();
    assertThat(Platform.class.getResource("/ai/onnxruntime/native/" + id)).isNotNull();
    platform.requireNatives();
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, x86_64, false, Intel",
    "Windows 11, aarch64, false, Windows on ARM",
    "Linux, amd64, true, musl",
    "Linux, riscv64, false, linux-riscv64",
    "FreeBSD, amd64, false, freebsd"
  })
  void platformsWithoutNativesAreToldWhy(String os, String arch, boolean musl, String reason) {
    Platform platform = Platform.of(os, arch, musl);
    assertThatThrownBy(platform::requireNatives)
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.kind()).isEqualTo(InputException.Kind.INPUT))
        .hasMessageContaining(reason);
  }

  @Test
  void thisMachineIsOneOfThem() {
    assertThat(Platform.current().missingNatives()).isEmpty();
  }
}
