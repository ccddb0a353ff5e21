package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages are those of ONNX Runtime 1.28.0, shortened to what is read. */
final class LoadProblemTest {
  private static final SharedLibraries NONE =
      SharedLibraries.of("", Path.of("does-not-exist"), List.of());
  private static final String HEAD =
      "Error code - ORT_FAIL - message: /build/core/session/provider_bridge_ort.cc:2020"
          + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 :"
          + " FAIL : ";

  private static String told(String message, String... needs) {
    return LoadProblem.of(new IllegalStateException(message), List.of(needs), NONE);
  }

  @Test
  void theMissingLibraryIsNamedWithTheOthersThatAreMissing() {
    String message =
        HEAD
            + "Failed to load library /n/libonnxruntime_providers_cuda.so with error:"
            + " libcublasLt.so.13: cannot open shared object file: No such file or directory\n";
    assertThat(told(message)).isEqualTo("libcublasLt.so.13 is missing");
    assertThat(told(message, "libcublasLt.so.13", "libcudart.so.13"))
        .isEqualTo("libcublasLt.so.13, libcudart.so.13 are missing");
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() {
    assertThat(
            told(
                HEAD
                    + "Failed to parse provider option \"device_id\": x.cc:70 operator() Invalid"
                    + " device ID: 7, must be between 0 (inclusive) and 2 (exclusive)."))
        .isEqualTo("there is no device 7; CUDA shows 2");
  }

  @Test
  void failuresOfCudaAreSaidInWords() {
    String text = "Failed to parse provider option \"device_id\": CUDA failure ";
    assertThat(told(HEAD + text + "35: CUDA driver version is insufficient ; GPU=-1 ; hostname=vm"))
        .startsWith("libcuda.so.1 (NVIDIA's driver) is missing")
        .contains("CUDA failure 35")
        .doesNotContain("hostname");
    assertThat(told(HEAD + text + "100: no CUDA-capable device is detected ; GPU=-1"))
        .startsWith("there is no GPU");
    assertThat(told(HEAD + text + "999: unknown error ; GPU=-1"))
        .isEqualTo("CUDA failure 999: unknown error");
  }

  @Test
  void aJniLibraryWithoutCudaIsToldApart() {
    assertThat(
            told(
                "Error code - ORT_INVALID_ARGUMENT - message: This binary was not compiled with CUDA"
                    + " support."))
        .contains("JNI library");
  }

  @Test
  void otherReasonsLoseCodesAndSourceFiles() {
    assertThat(
            told(HEAD + "provider_options_utils.h:182 Parse Unknown provider option: \"x\".\nmore"))
        .isEqualTo("Parse Unknown provider option: \"x\".");
    assertThat(
            told(
                "Exception during initialization: /b/core/framework/bfc_arena.cc:359 void*"
                    + " onnxruntime::BFCArena::AllocateRawInternal(size_t, bool,"
                    + " onnxruntime::Stream*) Failed to allocate memory for 256"))
        .isEqualTo("Exception during initialization: Failed to allocate memory for 256");
    assertThat(LoadProblem.plain(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
