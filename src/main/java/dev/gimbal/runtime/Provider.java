package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An execution provider as sessions are opened with it.
 *
 * @param kind which one
 * @param settings passed to ONNX Runtime, by its own keys
 * @param devices one session is opened on each; empty for providers without numbered devices
 */
public record Provider(
    ExecutionProvider kind, SortedMap<String, String> settings, List<Integer> devices) {
  /** ONNX Runtime's own kernels on the processor. */
  public static final Provider CPU =
      new Provider(ExecutionProvider.CPU, new TreeMap<>(), List.of());

  /** CUDA on device 0 with the settings of measuring. */
  public static final Provider CUDA =
      ProviderRequest.of(ExecutionProvider.CUDA).on(ExecutionProvider.CUDA);

  public Provider {
    Objects.requireNonNull(kind);
    settings = new TreeMap<>(settings);
    devices = List.copyOf(devices);
  }

  @Override
  public SortedMap<String, String> settings() {
    return new TreeMap<>(settings);
  }

  /**
   * Full float32 and one convolution algorithm a shape, chosen without timing, so that two runs
   * agree with each other and with the CPU.
   */
  static Map<String, String> defaults(ExecutionProvider kind) {
    return switch (kind) {
      case CUDA -> Map.of("use_tf32", "0", "cudnn_conv_algo_search", "HEURISTIC");
      case TENSORRT ->
          Map.of("trt_fp16_enable", "0", "trt_bf16_enable", "0", "trt_int8_enable", "0");
      default -> Map.of();
    };
  }

  /** The name on the command line and in results. */
  public String id() {
    return kind.id();
  }

  /** Whether layers are computed in memory that the scorer can read. */
  public boolean isCpu() {
    return kind == ExecutionProvider.CPU;
  }

  /** The same on one of its devices; without numbered devices, itself. */
  public Provider on(int device) {
    return devices.isEmpty() ? this : new Provider(kind, settings, List.of(device));
  }

  /** Name, devices and settings in one line, such as {@code cuda 0,1 (use_tf32=0)}. */
  public String description() {
    String numbers = devices.stream().map(Object::toString).collect(Collectors.joining(","));
    String pairs =
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(", "));
    return id()
        + (numbers.isEmpty() ? "" : " " + numbers)
        + (pairs.isEmpty() ? "" : " (" + pairs + ")");
  }

  /** What the machine lacks for a provider. */
  @FunctionalInterface
  interface Trial {
    /** Why the provider cannot be used, one clause; empty where it can. */
    Optional<String> problem(Provider provider);
  }

  /**
   * Decides where to run, and makes the native libraries ready for it: {@code auto} takes CUDA
   * where libraries and machine have it, else the CPU.
   *
   * @param notices told what takes long, such as fetching native libraries
   * @throws InputException of kind INPUT where what was asked for cannot be used (the message names
   *     what is missing) or the platform has no native libraries
   */
  public static ProviderChoice resolve(ProviderRequest request, Consumer<String> notices) {
    NativeLibraries.prepare(request.builds(), notices);
    return decide(request, OnnxRuntimeStatus::problem);
  }

  /** As {@link #resolve(ProviderRequest, Consumer)} with what is on this disk; fetches nothing. */
  public static ProviderChoice resolveLocally(ProviderRequest request) {
    NativeLibraries.prepareIfFetched(request.builds());
    return decide(request, OnnxRuntimeStatus::problem);
  }

  static ProviderChoice decide(ProviderRequest request, Trial trial) {
    if (request.provider().isPresent()) {
      Provider asked = request.resolved();
      if (!asked.isCpu()) {
        trial.problem(asked).ifPresent(problem -> refuse(asked, problem));
      }
      return new ProviderChoice(asked, "asked for");
    }
    Provider cuda = request.on(ExecutionProvider.CUDA);
    return trial
        .problem(cuda)
        .map(problem -> new ProviderChoice(CPU, "CUDA cannot be used: " + problem))
        .orElseGet(() -> new ProviderChoice(cuda, "the machine has it"));
  }

  private static void refuse(Provider asked, String problem) {
    throw InputException.input(
        "--provider " + asked.id() + " was asked for, but cannot be used: " + problem + ".",
        "Run gimbal doctor to see what is missing, or use --provider cpu.");
  }
}
