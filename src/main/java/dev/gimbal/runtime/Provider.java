package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** An execution provider of ONNX Runtime that Gimbal can measure on. */
public enum Provider {
  CPU,
  CUDA;

  /** What {@link #resolve} understands. */
  public static final List<String> CHOICES = List.of("auto", "cpu", "cuda");

  /** The name on the command line and in results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Decides where to run: {@code auto} takes CUDA where libraries and machine have it, else the
   * CPU.
   *
   * @throws InputException of kind INPUT where CUDA is asked for and absent (the message names what
   *     is missing) or the platform has no native libraries; of kind ARGUMENTS for an unknown name
   */
  public static ProviderChoice resolve(String asked) {
    return resolve(asked, OnnxRuntimeStatus::findCudaProblem);
  }

  static ProviderChoice resolve(String asked, Supplier<Optional<String>> cudaProblem) {
    return switch (asked) {
      case "cpu" -> new ProviderChoice(CPU, "asked for");
      case "cuda" -> {
        Optional<String> problem = cudaProblem.get();
        if (problem.isPresent()) {
          throw InputException.input(
              "--provider cuda was asked for, but CUDA cannot be used: " + problem.get(),
              "Run gimbal doctor to see what is missing, or use --provider cpu.");
        }
        yield new ProviderChoice(CUDA, "asked for");
      }
      case "auto" ->
          cudaProblem
              .get()
              .map(problem -> new ProviderChoice(CPU, "CUDA cannot be used: " + problem))
              .orElseGet(() -> new ProviderChoice(CUDA, "the machine has it"));
      default ->
          throw InputException.arguments(
              "Unknown provider '" + asked + "'; there are " + String.join(", ", CHOICES) + ".",
              "Use --provider auto.");
    };
  }
}
