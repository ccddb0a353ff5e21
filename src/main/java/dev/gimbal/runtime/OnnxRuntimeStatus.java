package dev.gimbal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.gimbal.fault.InputException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What ONNX Runtime says about itself on this machine.
 *
 * @param version of ONNX Runtime
 * @param builtProviders the providers that the library was built with; says nothing about the
 *     machine
 * @param cudaProblem why CUDA cannot be used, one line; empty where it can
 */
public record OnnxRuntimeStatus(
    String version, List<String> builtProviders, Optional<String> cudaProblem) {
  public OnnxRuntimeStatus {
    Objects.requireNonNull(version);
    builtProviders = List.copyOf(builtProviders);
    Objects.requireNonNull(cudaProblem);
  }

  /**
   * Loads the native libraries and asks them.
   *
   * @throws InputException of kind INPUT where they cannot be loaded, with the loader's reason
   */
  public static OnnxRuntimeStatus read() {
    OrtEnvironment environment = environment();
    List<String> providers =
        OrtEnvironment.getAvailableProviders().stream().map(OrtProvider::getName).toList();
    return new OnnxRuntimeStatus(environment.getVersion(), providers, findCudaProblem());
  }

  /** Why CUDA cannot be used, one line that names what is missing; empty where it can. */
  static Optional<String> findCudaProblem() {
    environment();
    // The list of providers names CUDA whenever the library was built with it, GPU or not; only
    // adding it to a session's options tells the truth.
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0);
        OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      session.addCUDA(cuda);
      return Optional.empty();
    } catch (OrtException | RuntimeException | LinkageError e) {
      return Optional.of(firstLine(e));
    }
  }

  private static OrtEnvironment environment() {
    try {
      return OrtAccess.environment();
    } catch (RuntimeException | LinkageError e) {
      throw InputException.input(
          "ONNX Runtime's native library cannot be loaded on "
              + Platform.current().id()
              + ": "
              + firstLine(rootCause(e)),
          "Delete "
              + NativeLibraries.cacheRoot()
              + " and try again; gimbal doctor shows where it is looked for.",
          e);
    }
  }

  private static Throwable rootCause(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    String line = message.lines().findFirst().orElse("").strip();
    line = line.replaceFirst("^Error code - \\w+ - message: ", "");
    return line.isEmpty() ? thrown.getClass().getSimpleName() : line;
  }
}
