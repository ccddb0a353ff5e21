package dev.gimbal.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/** The settings of every session that measures. */
final class SessionSettings {
  private SessionSettings() {}

  /**
   * One thread a run and no spinning: workers are Java threads, and ORT's spinning would steal the
   * scorer's core.
   *
   * @param provider on at most one device
   */
  static OrtSession.SessionOptions worker(Path externalFolder, Provider provider)
      throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", externalFolder.toString());
      add(options, provider);
      return options;
    } catch (OrtException | RuntimeException | Error e) {
      options.close();
      throw e;
    }
  }

  /** Saves the optimised model, with all but small weights in a file of their own. */
  static void save(OrtSession.SessionOptions options, Path file) throws OrtException {
    options.setOptimizedModelFilePath(file.toString());
    options.addConfigEntry(
        "session.optimized_model_external_initializers_file_name", file.getFileName() + ".data");
    options.addConfigEntry(
        "session.optimized_model_external_initializers_min_size_in_bytes", "1024");
  }

  private static void add(OrtSession.SessionOptions options, Provider provider)
      throws OrtException {
    int device = provider.devices().isEmpty() ? 0 : provider.devices().get(0);
    SortedMap<String, String> settings = provider.settings();
    switch (provider.kind()) {
      case CPU -> {
        // Every session ends with the CPU provider.
      }
      case CUDA -> addCuda(options, device, settings);
      case TENSORRT -> {
        addTensorRt(options, device, settings);
        // What TensorRT refuses stays on the GPU.
        addCuda(options, device, Provider.defaults(ExecutionProvider.CUDA));
      }
      case ROCM -> options.addROCM(device);
      case DIRECTML -> options.addDirectML(device);
      case COREML -> options.addCoreML(settings);
      case OPENVINO -> options.addOpenVINO(settings.getOrDefault("device_type", "CPU"));
      case DNNL -> options.addDnnl(flag(settings, "use_arena"));
      case XNNPACK -> options.addXnnpack(settings);
      case QNN -> options.addQnn(settings);
      case WEBGPU -> options.addWebGPU(settings);
      case NNAPI -> options.addNnapi();
      case ACL -> options.addACL(flag(settings, "enable_fast_math"));
    }
  }

  private static boolean flag(Map<String, String> settings, String key) {
    return settings.getOrDefault(key, "0").equals("1");
  }

  private static void addCuda(
      OrtSession.SessionOptions options, int device, Map<String, String> settings)
      throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        cuda.add(setting.getKey(), setting.getValue());
      }
      options.addCUDA(cuda);
    }
  }

  private static void addTensorRt(
      OrtSession.SessionOptions options, int device, Map<String, String> settings)
      throws OrtException {
    try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device)) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        tensorRt.add(setting.getKey(), setting.getValue());
      }
      options.addTensorrt(tensorRt);
    }
  }
}
