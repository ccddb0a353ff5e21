package dev.gimbal.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

/**
 * The one way to ONNX Runtime's environment: native libraries first, and its own log silenced but
 * for fatal errors.
 */
final class OrtAccess {
  private OrtAccess() {}

  /** The environment; errors reach the user through exceptions, not through ONNX Runtime's log. */
  static synchronized OrtEnvironment environment() {
    NativeLibraries.prepare();
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "gimbal");
  }
}
