package dev.gimbal.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The builds of ONNX Runtime's native libraries that can stand behind its Java classes. Those for
 * NVIDIA GPUs are packages on Maven Central of 165 and 742 MB, for Linux on x64.
 */
enum NativesBuild {
  /** In the Java package itself. */
  CPU(List.of(), List.of()),

  /** Microsoft's own build, with TensorRT. cuDNN is opened at the first convolution. */
  CUDA12(
      List.of(
          "libcuda.so.1",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcudart.so.12",
          "libcurand.so.10",
          "libcudnn.so.9"),
      List.of(
          new NativesPackage(
              "com/microsoft/onnxruntime/onnxruntime_gpu/1.28.0/onnxruntime_gpu-1.28.0.jar",
              742_248_282L,
              "554134b4b5a26baa62f54cac61f1dcf339515d26b1a13d8b8c9b77cdf0e17111",
              microsoft(
                  "libonnxruntime.so",
                  "libonnxruntime4j_jni.so",
                  "libonnxruntime_providers_shared.so",
                  "libonnxruntime_providers_cuda.so",
                  "libonnxruntime_providers_tensorrt.so")))),

  /**
   * The JavaCPP presets' build. It has no JNI library, and the one in the CPU package was compiled
   * without CUDA, so that one file is cut out of the package for CUDA 12.
   */
  CUDA13(
      List.of(
          "libcuda.so.1",
          "libcublasLt.so.13",
          "libcublas.so.13",
          "libcudart.so.13",
          "libcudnn.so.9"),
      List.of(
          new NativesPackage(
              "org/bytedeco/onnxruntime/1.28.0-1.5.14/onnxruntime-1.28.0-1.5.14-linux-x86_64-gpu.jar",
              165_275_041L,
              "a1775c67abc5864dcaa3771eff343be804cd0d0232f0b187e6c9867c15d6167f",
              Map.of(
                  "org/bytedeco/onnxruntime/linux-x86_64-gpu/libonnxruntime.so.1",
                  "libonnxruntime.so",
                  "org/bytedeco/onnxruntime/linux-x86_64-gpu/libonnxruntime_providers_shared.so",
                  "libonnxruntime_providers_shared.so",
                  "org/bytedeco/onnxruntime/linux-x86_64-gpu/libonnxruntime_providers_cuda.so",
                  "libonnxruntime_providers_cuda.so")),
          new NativesPackage(
              "com/microsoft/onnxruntime/onnxruntime_gpu/1.28.0/onnxruntime_gpu-1.28.0.jar",
              new NativesPackage.Slice(9_946_433L, 26_137L),
              "79a45f734da604a1830b897b795b7e0c69cb890d95aace093150fe66bff18d80",
              "libonnxruntime4j_jni.so")));

  /** The version of ONNX Runtime that all builds share. */
  static final String VERSION = "1.28.0";

  /** The environment variable that overrides the choice. */
  static final String VARIABLE = "GIMBAL_NATIVES";

  /** Those that have the CUDA provider, the smaller one first. */
  static final List<NativesBuild> WITH_CUDA = List.of(CUDA13, CUDA12);

  private final List<String> needs;
  private final List<NativesPackage> packages;

  NativesBuild(List<String> needs, List<NativesPackage> packages) {
    this.needs = List.copyOf(needs);
    this.packages = List.copyOf(packages);
  }

  private static Map<String, String> microsoft(String... names) {
    Map<String, String> entries = new java.util.TreeMap<>();
    Arrays.stream(names)
        .forEach(name -> entries.put("ai/onnxruntime/native/linux-x64/" + name, name));
    return entries;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NativesBuild> of(String id) {
    return Arrays.stream(values()).filter(build -> build.id().equals(id)).findFirst();
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(NativesBuild::id).toList();
  }

  /** Libraries of NVIDIA that the machine must bring. */
  List<String> needs() {
    return needs;
  }

  /** What has to be fetched; nothing for the CPU. */
  List<NativesPackage> packages() {
    return packages;
  }

  /** Bytes to fetch. */
  long bytes() {
    return packages.stream().mapToLong(NativesPackage::bytes).sum();
  }

  /** Bytes on disk while fetching and unpacking, at most. */
  long room() {
    return this == CPU ? 0 : bytes() * 2 + (1L << 28);
  }

  /** {@code CUDA 13} for messages. */
  String title() {
    return switch (this) {
      case CPU -> "CPU";
      case CUDA12 -> "CUDA 12";
      case CUDA13 -> "CUDA 13";
    };
  }

  /** The library by which the machine's major version of CUDA is told. */
  String mark() {
    return switch (this) {
      case CPU -> "";
      case CUDA12 -> "libcublas.so.12";
      case CUDA13 -> "libcublas.so.13";
    };
  }
}
