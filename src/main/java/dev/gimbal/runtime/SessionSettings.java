package dev.gimbal.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Path;

/** The settings of every session that measures. */
final class SessionSettings {
  private SessionSettings() {}

  /**
   * One thread a run and no spinning: workers are Java threads, and ORT's spinning would steal the
   * scorer's core.
   */
  static OrtSession.SessionOptions worker(Path externalFolder, Provider provider)
      throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry(
        "session.model_external_initializers_file_folder_path", externalFolder.toString());
    if (provider == Provider.CUDA) {
      addCuda(options);
    }
    return options;
  }

  /** Saves the optimised model, with all but small weights in a file of their own. */
  static void save(OrtSession.SessionOptions options, Path file) throws OrtException {
    options.setOptimizedModelFilePath(file.toString());
    options.addConfigEntry(
        "session.optimized_model_external_initializers_file_name", file.getFileName() + ".data");
    options.addConfigEntry(
        "session.optimized_model_external_initializers_min_size_in_bytes", "1024");
  }

  /** Full float32 and one fixed convolution algorithm, so that two runs agree. */
  private static void addCuda(OrtSession.SessionOptions options) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      cuda.add("use_tf32", "0");
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      options.addCUDA(cuda);
    }
  }
}
