package dev.gimbal.runtime;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** ONNX Runtime refused or broke off a run; the message is its first line. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What ONNX Runtime's arenas, CUDA and its libraries say when memory runs out. */
  private static final Set<String> OUT_OF_MEMORY =
      Set.of(
          "failed to allocate memory",
          "out of memory",
          "is smaller than requested bytes",
          "bad allocation",
          "bad_alloc",
          "status_alloc_failed",
          "not enough memory");

  private final boolean outOfMemory;

  RunFailure(Throwable cause) {
    super(LoadProblem.plain(cause), cause);
    outOfMemory = isOutOfMemory(cause);
  }

  /** Whether the device's memory ran out: a smaller batch or fewer workers may do. */
  public boolean outOfMemory() {
    return outOfMemory;
  }

  static boolean isOutOfMemory(Throwable cause) {
    String message = Objects.requireNonNullElse(cause.getMessage(), "").toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(message::contains);
  }
}
