package dev.gimbal.runtime;

import java.util.Objects;

/** ONNX Runtime refused or broke off a run; the message is its first line. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailure(Throwable cause) {
    super(firstLine(cause), cause);
  }

  static String firstLine(Throwable cause) {
    String message =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    return message.lines().findFirst().orElse("").strip();
  }
}
