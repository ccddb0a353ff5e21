package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.runtime.ExecutionProvider;
import dev.gimbal.runtime.ProviderRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProviderArgumentTest {
  private static ProviderRequest parse(String text, Integer... devices) {
    return ProviderArgument.parse(text, List.of(devices));
  }

  @Test
  void aNameIsEnough() {
    assertThat(parse("auto").provider()).isEmpty();
    assertThat(parse("cpu").provider()).contains(ExecutionProvider.CPU);
    assertThat(parse("coreml").provider()).contains(ExecutionProvider.COREML);
  }

  @Test
  void settingsAreReadAndSpelledForOnnxRuntime() {
    ProviderRequest request =
        parse("cuda:gpu_mem_limit=8G,use_tf32=on,cudnn_conv_algo_search=default");
    assertThat(request.settings())
        .containsEntry("gpu_mem_limit", "8589934592")
        .containsEntry("use_tf32", "1")
        .containsEntry("cudnn_conv_algo_search", "DEFAULT");
    assertThat(parse("qnn:anything=goes").settings()).containsEntry("anything", "goes");
  }

  @Test
  void devicesComeFromTheirOptionOrFromTheSetting() {
    assertThat(ProviderArgument.devices("0, 2")).containsExactly(0, 2);
    assertThat(parse("cuda", 1, 0).devices()).containsExactly(1, 0);
    assertThat(parse("cuda:device_id=3").devices()).containsExactly(3);
    assertThat(parse("cuda:device_id=3").settings()).isEmpty();
    assertThat(parse("auto", 1).devices()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu | auto, cpu, cuda, tensorrt",
        "CUDA | auto, cpu, cuda",
        "'' | auto, cpu, cuda",
        "auto:use_tf32=0 | auto takes no settings",
        "cpu:use_tf32=0 | cpu has no setting 'use_tf32'",
        "cuda: | expected key=value",
        "cuda:use_tf32 | expected key=value",
        "cuda:use_tf32= | expected key=value",
        "cuda:use_tf32=0,use_tf32=1 | twice",
        "cuda:use_tf32=2 | expected 0 or 1",
        "cuda:gpu_mem_limit=lots | expected a number of bytes",
        "cuda:cudnn_conv_algo_search=FAST | expected HEURISTIC, DEFAULT, EXHAUSTIVE",
        "cuda:device_id=x | expected the number of a device",
        "cuda:use_tf31=0 | no setting 'use_tf31'"
      })
  void whatCannotBeMeantIsRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.kind()).isEqualTo(InputException.Kind.ARGUMENTS))
        .hasMessageContaining(message);
  }

  @Test
  void theClosestKnownKeyIsNamed() {
    assertThatThrownBy(() -> parse("cuda:gpu_memory_limit=1G"))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.remedy()).startsWith("The closest is gpu_mem_limit;"));
    assertThatThrownBy(() -> parse("cud"))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.remedy()).contains("--provider cuda"));
  }

  @Test
  void devicesThatCannotBeMeantAreRefused() {
    for (String text : List.of("", "0,", "-1", "0;1", "x", "0,0", "1234")) {
      assertThatThrownBy(() -> ProviderArgument.devices(text)).isInstanceOf(InputException.class);
    }
    assertThatThrownBy(() -> parse("cpu", 0)).hasMessageContaining("no numbered devices");
    assertThatThrownBy(() -> parse("cuda:device_id=1", 0)).hasMessageContaining("Both");
  }
}
