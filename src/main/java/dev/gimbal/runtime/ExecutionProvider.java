package dev.gimbal.runtime;

import static dev.gimbal.runtime.ProviderSetting.Kind.BYTES;
import static dev.gimbal.runtime.ProviderSetting.Kind.FLAG;
import static dev.gimbal.runtime.ProviderSetting.Kind.NUMBER;
import static dev.gimbal.runtime.ProviderSetting.Kind.TEXT;

import ai.onnxruntime.OrtProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The execution providers that ONNX Runtime's Java interface can put into a session. Which of them
 * can be used is a matter of the native libraries and of the machine.
 */
public enum ExecutionProvider {
  CPU(OrtProvider.CPU),
  CUDA(OrtProvider.CUDA),
  TENSORRT(OrtProvider.TENSOR_RT),
  ROCM(OrtProvider.ROCM),
  DIRECTML(OrtProvider.DIRECT_ML),
  COREML(OrtProvider.CORE_ML),
  OPENVINO(OrtProvider.OPEN_VINO),
  DNNL(OrtProvider.DNNL),
  XNNPACK(OrtProvider.XNNPACK),
  QNN(OrtProvider.QNN),
  WEBGPU(OrtProvider.WEBGPU),
  NNAPI(OrtProvider.NNAPI),
  ACL(OrtProvider.ACL);

  private final OrtProvider provider;

  ExecutionProvider(OrtProvider provider) {
    this.provider = provider;
  }

  /** The name on the command line and in results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** ONNX Runtime's name, such as CUDAExecutionProvider. */
  public String ortName() {
    return provider.getName();
  }

  OrtProvider ort() {
    return provider;
  }

  /** The provider of this name on the command line. */
  public static Optional<ExecutionProvider> of(String id) {
    return Arrays.stream(values()).filter(known -> known.id().equals(id)).findFirst();
  }

  /** Whether a session runs on one device of several, chosen by its number. */
  public boolean takesDevices() {
    return this == CUDA || this == TENSORRT || this == ROCM || this == DIRECTML;
  }

  /** The builds of the natives that hold it, where not the one in ONNX Runtime's package. */
  List<NativesBuild> builds() {
    return switch (this) {
      case CUDA -> NativesBuild.WITH_CUDA;
      case TENSORRT -> List.of(NativesBuild.CUDA12);
      default -> List.of();
    };
  }

  /**
   * The settings that the provider takes beside the device; empty where they are not known here and
   * ONNX Runtime judges them.
   */
  public Optional<List<ProviderSetting>> settings() {
    return switch (this) {
      case CPU, ROCM, DIRECTML, NNAPI -> Optional.of(List.of());
      case CUDA -> Optional.of(cuda());
      case TENSORRT -> Optional.of(tensorRt());
      case COREML -> Optional.of(coreMl());
      case OPENVINO -> Optional.of(List.of(ProviderSetting.of("device_type", TEXT)));
      case DNNL -> Optional.of(List.of(ProviderSetting.of("use_arena", FLAG)));
      case ACL -> Optional.of(List.of(ProviderSetting.of("enable_fast_math", FLAG)));
      case XNNPACK -> Optional.of(List.of(ProviderSetting.of("intra_op_num_threads", NUMBER)));
      case QNN, WEBGPU -> Optional.empty();
    };
  }

  private static List<ProviderSetting> cuda() {
    return List.of(
        ProviderSetting.of("gpu_mem_limit", BYTES),
        ProviderSetting.of("use_tf32", FLAG),
        ProviderSetting.choice("cudnn_conv_algo_search", "HEURISTIC", "DEFAULT", "EXHAUSTIVE"),
        ProviderSetting.of("cudnn_conv_use_max_workspace", FLAG),
        ProviderSetting.of("cudnn_conv1d_pad_to_nc1d", FLAG),
        ProviderSetting.choice("arena_extend_strategy", "kNextPowerOfTwo", "kSameAsRequested"),
        ProviderSetting.of("do_copy_in_default_stream", FLAG),
        ProviderSetting.of("use_ep_level_unified_stream", FLAG),
        ProviderSetting.of("prefer_nhwc", FLAG),
        ProviderSetting.of("fuse_conv_bias", FLAG),
        ProviderSetting.of("sdpa_kernel", NUMBER),
        ProviderSetting.of("enable_skip_layer_norm_strict_mode", FLAG),
        ProviderSetting.of("tunable_op_enable", FLAG),
        ProviderSetting.of("tunable_op_tuning_enable", FLAG),
        ProviderSetting.of("tunable_op_max_tuning_duration_ms", NUMBER));
  }

  private static List<ProviderSetting> tensorRt() {
    return List.of(
        ProviderSetting.of("trt_fp16_enable", FLAG),
        ProviderSetting.of("trt_bf16_enable", FLAG),
        ProviderSetting.of("trt_int8_enable", FLAG),
        ProviderSetting.of("trt_max_workspace_size", BYTES),
        ProviderSetting.of("trt_max_partition_iterations", NUMBER),
        ProviderSetting.of("trt_min_subgraph_size", NUMBER),
        ProviderSetting.of("trt_builder_optimization_level", NUMBER),
        ProviderSetting.of("trt_auxiliary_streams", NUMBER),
        ProviderSetting.of("trt_build_heuristics_enable", FLAG),
        ProviderSetting.of("trt_sparsity_enable", FLAG),
        ProviderSetting.of("trt_layer_norm_fp32_fallback", FLAG),
        ProviderSetting.of("trt_context_memory_sharing_enable", FLAG),
        ProviderSetting.of("trt_force_sequential_engine_build", FLAG),
        ProviderSetting.of("trt_engine_hw_compatible", FLAG),
        ProviderSetting.of("trt_engine_cache_enable", FLAG),
        ProviderSetting.of("trt_engine_cache_path", TEXT),
        ProviderSetting.of("trt_engine_cache_prefix", TEXT),
        ProviderSetting.of("trt_timing_cache_enable", FLAG),
        ProviderSetting.of("trt_timing_cache_path", TEXT),
        ProviderSetting.of("trt_force_timing_cache", FLAG),
        ProviderSetting.of("trt_op_types_to_exclude", TEXT),
        ProviderSetting.of("trt_detailed_build_log", FLAG));
  }

  private static List<ProviderSetting> coreMl() {
    return List.of(
        ProviderSetting.choice("ModelFormat", "NeuralNetwork", "MLProgram"),
        ProviderSetting.choice(
            "MLComputeUnits", "ALL", "CPUOnly", "CPUAndGPU", "CPUAndNeuralEngine"),
        ProviderSetting.of("RequireStaticInputShapes", FLAG),
        ProviderSetting.of("EnableOnSubgraphs", FLAG),
        ProviderSetting.choice("SpecializationStrategy", "Default", "FastPrediction"),
        ProviderSetting.of("AllowLowPrecisionAccumulationOnGPU", FLAG),
        ProviderSetting.of("ProfileComputePlan", FLAG),
        ProviderSetting.of("ModelCacheDirectory", TEXT));
  }
}
