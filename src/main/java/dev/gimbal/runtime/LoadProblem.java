package dev.gimbal.runtime;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX Runtime's reasons for not loading a provider, in one line that names what is missing instead
 * of the source files of its build machine.
 */
final class LoadProblem {
  private static final Pattern LIBRARY =
      Pattern.compile("error: (?:\\S*/)?([^/\\s:]+): cannot open shared object file");
  private static final Pattern DEVICE =
      Pattern.compile("Invalid device ID: (\\d+), must be between 0 \\(inclusive\\) and (\\d+)");
  private static final Pattern CUDA_FAILURE = Pattern.compile("CUDA failure (\\d+): ([^;]+)");
  private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
  private static final Pattern STATUS =
      Pattern.compile("^.*\\[ONNXRuntimeError\\] : \\d+ : \\w+ : ");

  /** A source file, its line and the signature of the function; the signature may be missing. */
  private static final Pattern SOURCE =
      Pattern.compile("\\S+\\.(?:cc|h|cu|cuh):\\d+ (?:[\\w:<>&* ]+\\([^()]*\\) (?:const )?)?");

  private LoadProblem() {}

  /**
   * Translates.
   *
   * @param needs the libraries of NVIDIA that the provider stands on
   */
  static String of(Throwable thrown, List<String> needs, SharedLibraries libraries) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    Matcher library = LIBRARY.matcher(message);
    if (library.find()) {
      return missing(library.group(1), needs, libraries);
    }
    Matcher device = DEVICE.matcher(message);
    if (device.find()) {
      return "there is no device " + device.group(1) + "; CUDA shows " + device.group(2);
    }
    Matcher failure = CUDA_FAILURE.matcher(message);
    if (failure.find()) {
      return failure(failure.group(1), failure.group(2).strip(), libraries);
    }
    if (message.contains("not compiled with")) {
      return "the JNI library (libonnxruntime4j_jni) beside these natives was compiled without it";
    }
    return plain(thrown);
  }

  /** The loader stops at the first one; the others are looked for, to be named at once. */
  private static String missing(String first, List<String> needs, SharedLibraries libraries) {
    List<String> others =
        libraries.missing(needs).stream().filter(name -> !name.equals(first)).toList();
    return others.isEmpty()
        ? first + " is missing"
        : first + ", " + String.join(", ", others) + " are missing";
  }

  private static String failure(String code, String text, SharedLibraries libraries) {
    boolean driver = libraries.find("libcuda.so.1").isPresent();
    String why = "CUDA failure " + code + ": " + text;
    return switch (code) {
      case "35" ->
          driver
              ? "NVIDIA's driver is too old for this CUDA (" + why + ")"
              : "libcuda.so.1 (NVIDIA's driver) is missing (" + why + ")";
      case "100" -> "there is no GPU (" + why + ")";
      default -> why;
    };
  }

  /** The first line without error codes, functions and source files. */
  static String plain(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    String line = message.lines().findFirst().orElse("").strip();
    line = CODE.matcher(line).replaceFirst("");
    line = STATUS.matcher(line).replaceFirst("");
    line = SOURCE.matcher(line).replaceAll("");
    return line.isEmpty() ? thrown.getClass().getSimpleName() : line;
  }
}
