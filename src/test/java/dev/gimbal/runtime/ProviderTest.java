package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProviderTest {
  private static final Optional<String> MISSING = Optional.of("libcublas.so.13 is missing");

  @Test
  void autoTakesCudaWhereItWorksElseTheCpuAndSaysWhy() {
    assertThat(Provider.resolve("auto", Optional::empty).provider()).isEqualTo(Provider.CUDA);
    ProviderChoice choice = Provider.resolve("auto", () -> MISSING);
    assertThat(choice.provider()).isEqualTo(Provider.CPU);
    assertThat(choice.note()).contains("libcublas.so.13 is missing");
  }

  @Test
  void cudaAskedForAndAbsentIsRefusedWithWhatIsMissing() {
    assertThatThrownBy(() -> Provider.resolve("cuda", () -> MISSING))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.kind()).isEqualTo(InputException.Kind.INPUT))
        .hasMessageContaining("libcublas.so.13 is missing");
  }

  @Test
  void theCpuIsTakenWithoutLookingForCuda() {
    ProviderChoice choice =
        Provider.resolve(
            "cpu",
            () -> {
              throw new AssertionError("looked for CUDA");
            });
    assertThat(choice).isEqualTo(new ProviderChoice(Provider.CPU, "asked for"));
  }

  @Test
  void theRealProbeGivesOneLine() {
    assertThat(OnnxRuntimeStatus.findCudaProblem().orElse("works"))
        .isNotBlank()
        .doesNotContain("\n")
        .doesNotContain("Error code");
  }
}
