package dev.gimbal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import dev.gimbal.fault.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What ONNX Runtime says about itself on this machine.
 *
 * @param version of ONNX Runtime
 * @param builtProviders the providers that the library was built with; says nothing about the
 *     machine
 */
public record OnnxRuntimeStatus(String version, List<String> builtProviders) {
  public OnnxRuntimeStatus {
    Objects.requireNonNull(version);
    builtProviders = List.copyOf(builtProviders);
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
    return new OnnxRuntimeStatus(environment.getVersion(), providers);
  }

  /** The providers that these natives offer and Java can use, whether or not the machine can. */
  public static List<ExecutionProvider> offered() {
    environment();
    EnumSet<OrtProvider> available = OrtEnvironment.getAvailableProviders();
    return Arrays.stream(ExecutionProvider.values())
        .filter(kind -> available.contains(kind.ort()))
        .toList();
  }

  /** Why a provider cannot be used, one clause that names what is missing; empty where it can. */
  public static Optional<String> problem(Provider provider) {
    List<ExecutionProvider> offered = offered();
    if (!offered.contains(provider.kind())) {
      return Optional.of(notOffered(provider.kind(), offered));
    }
    // The list of providers names CUDA whenever the library was built with it, GPU or not; only
    // adding it to a session's options tells the truth.
    List<Integer> devices = provider.devices().isEmpty() ? List.of(0) : provider.devices();
    for (int device : devices) {
      try (OrtSession.SessionOptions session =
          SessionSettings.worker(Path.of(""), provider.on(device))) {
        Objects.requireNonNull(session);
      } catch (OrtException | RuntimeException | LinkageError e) {
        return Optional.of(
            LoadProblem.of(e, needs(provider.kind(), e), SharedLibraries.ofThisProcess()));
      }
    }
    return Optional.empty();
  }

  private static String notOffered(ExecutionProvider kind, List<ExecutionProvider> offered) {
    NativeLibraries.Location location = NativeLibraries.prepare();
    String built =
        "the natives offer "
            + offered.stream().map(ExecutionProvider::id).collect(Collectors.joining(", "))
            + " only";
    if (kind.builds().isEmpty()) {
      return built;
    }
    String named =
        kind.builds().stream()
            .map(build -> NativesBuild.VARIABLE + "=" + build.id())
            .collect(Collectors.joining(" or "));
    return location.withoutCuda().orElse(built + "; it is in those of " + named);
  }

  /** The library that the loader stopped at tells which CUDA the natives are for. */
  private static List<String> needs(ExecutionProvider kind, Throwable thrown) {
    boolean twelve = Objects.requireNonNullElse(thrown.getMessage(), "").contains(".so.12:");
    NativesBuild build = twelve ? NativesBuild.CUDA12 : NativesBuild.CUDA13;
    return switch (kind) {
      case CUDA -> build.needs();
      case TENSORRT -> List.of("libcuda.so.1", "libnvinfer.so.10", "libnvonnxparser.so.10");
      default -> List.of();
    };
  }

  private static OrtEnvironment environment() {
    try {
      return OrtAccess.environment();
    } catch (RuntimeException | LinkageError e) {
      if (e instanceof InputException known) {
        throw known;
      }
      throw InputException.input(
          "ONNX Runtime's native library cannot be loaded on "
              + Platform.current().id()
              + ": "
              + LoadProblem.plain(rootCause(e)),
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
}
