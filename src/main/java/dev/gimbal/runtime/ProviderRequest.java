package dev.gimbal.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the user wants models to run.
 *
 * @param provider the one asked for; empty for {@code auto}, which takes CUDA where it can be used,
 *     else the CPU
 * @param settings of the provider by ONNX Runtime's key, as asked for
 * @param devices numbers of the devices to spread workers over; empty means device 0
 */
public record ProviderRequest(
    Optional<ExecutionProvider> provider,
    SortedMap<String, String> settings,
    List<Integer> devices) {
  /** The name that leaves the choice to the program. */
  public static final String AUTO = "auto";

  /** Every name that can be asked for; what can be used is known once the natives are loaded. */
  public static final List<String> NAMES =
      Stream.concat(
              Stream.of(AUTO), Arrays.stream(ExecutionProvider.values()).map(ExecutionProvider::id))
          .toList();

  public ProviderRequest {
    settings = new TreeMap<>(settings);
    devices = List.copyOf(devices);
    if (provider.isEmpty() && !settings.isEmpty()) {
      throw new IllegalArgumentException("settings of no provider in particular");
    }
  }

  /** Whatever the machine has. */
  public static ProviderRequest auto(List<Integer> devices) {
    return new ProviderRequest(Optional.empty(), new TreeMap<>(), devices);
  }

  /** A provider with its own defaults. */
  public static ProviderRequest of(ExecutionProvider provider) {
    return new ProviderRequest(Optional.of(provider), new TreeMap<>(), List.of());
  }

  @Override
  public SortedMap<String, String> settings() {
    return new TreeMap<>(settings);
  }

  /** What was asked for by name, with its defaults filled in. */
  public Provider resolved() {
    return on(provider.orElseThrow());
  }

  /**
   * The builds of the natives that hold what was asked for, the best first; empty for the CPU's.
   */
  List<NativesBuild> builds() {
    return provider.map(ExecutionProvider::builds).orElse(NativesBuild.WITH_CUDA);
  }

  /** What was asked for on the given provider, with the defaults of measuring filled in. */
  Provider on(ExecutionProvider kind) {
    Map<String, String> all = new TreeMap<>(Provider.defaults(kind));
    all.putAll(settings);
    List<Integer> numbers = devices.isEmpty() ? List.of(0) : devices;
    return new Provider(kind, new TreeMap<>(all), kind.takesDevices() ? numbers : List.of());
  }
}
