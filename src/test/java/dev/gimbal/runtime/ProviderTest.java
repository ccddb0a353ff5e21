package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ProviderTest {
  private static final Provider.Trial WORKS = provider -> Optional.empty();
  private static final Provider.Trial MISSING =
      provider -> Optional.of("libcublas.so.13 is missing");

  private static ProviderRequest request(ExecutionProvider kind) {
    return ProviderRequest.of(kind);
  }

  @Test
  void autoTakesCudaWhereItWorksElseTheCpuAndSaysWhy() {
    ProviderRequest auto = ProviderRequest.auto(List.of());
    assertThat(Provider.decide(auto, WORKS).provider()).isEqualTo(Provider.CUDA);
    ProviderChoice choice = Provider.decide(auto, MISSING);
    assertThat(choice.provider()).isEqualTo(Provider.CPU);
    assertThat(choice.note()).contains("libcublas.so.13 is missing");
  }

  @Test
  void whatIsAskedForAndAbsentIsRefusedWithWhatIsMissing() {
    for (ExecutionProvider kind : List.of(ExecutionProvider.CUDA, ExecutionProvider.TENSORRT)) {
      assertThatThrownBy(() -> Provider.decide(request(kind), MISSING))
          .isInstanceOfSatisfying(
              InputException.class, e -> assertThat(e.kind()).isEqualTo(InputException.Kind.INPUT))
          .hasMessageContaining(kind.id())
          .hasMessageContaining("libcublas.so.13 is missing");
    }
  }

  @Test
  void theCpuIsTakenWithoutLookingForAnything() {
    ProviderChoice choice =
        Provider.decide(
            request(ExecutionProvider.CPU),
            provider -> {
              throw new AssertionError("looked for " + provider);
            });
    assertThat(choice).isEqualTo(new ProviderChoice(Provider.CPU, "asked for"));
  }

  @Test
  void cudaMeasuresInFullFloat32WithoutTimedChoicesUnlessAskedOtherwise() {
    assertThat(Provider.CUDA.settings())
        .containsEntry("use_tf32", "0")
        .containsEntry("cudnn_conv_algo_search", "HEURISTIC");
    TreeMap<String, String> asked = new TreeMap<>();
    asked.put("use_tf32", "1");
    Provider fast =
        new ProviderRequest(Optional.of(ExecutionProvider.CUDA), asked, List.of(1, 0)).resolved();
    assertThat(fast.settings())
        .containsEntry("use_tf32", "1")
        .containsEntry("cudnn_conv_algo_search", "HEURISTIC");
    assertThat(fast.devices()).containsExactly(1, 0);
    assertThat(fast.on(1).devices()).containsExactly(1);
    assertThat(fast.description())
        .isEqualTo("cuda 1,0 (cudnn_conv_algo_search=HEURISTIC, use_tf32=1)");
  }

  @Test
  void everyDefaultIsASettingThatTheProviderKnows() {
    for (ExecutionProvider kind : ExecutionProvider.values()) {
      Provider.defaults(kind)
          .forEach(
              (key, value) ->
                  assertThat(kind.settings().orElseThrow())
                      .anyMatch(
                          known ->
                              known.key().equals(key)
                                  && known.normalised(value).equals(Optional.of(value))));
    }
  }

  @Test
  void theRealNativesOfferTheCpuAndRefuseWhatTheyLackInOneClause() {
    assertThat(OnnxRuntimeStatus.offered()).contains(ExecutionProvider.CPU);
    for (ExecutionProvider kind : ExecutionProvider.values()) {
      Optional<String> problem = OnnxRuntimeStatus.problem(request(kind).resolved());
      if (kind == ExecutionProvider.CPU) {
        assertThat(problem).isEmpty();
      }
      if (!OnnxRuntimeStatus.offered().contains(kind)) {
        assertThat(problem).isPresent();
      }
      assertThat(problem.orElse("works"))
          .isNotBlank()
          .doesNotContain("\n")
          .doesNotContain("Error code")
          .doesNotEndWith(".");
    }
  }

  @Test
  void valuesOfSettingsAreSpelledAsOnnxRuntimeWantsThem() {
    ProviderSetting flag = ProviderSetting.of("f", ProviderSetting.Kind.FLAG);
    assertThat(flag.normalised("On")).contains("1");
    assertThat(flag.normalised("false")).contains("0");
    assertThat(flag.normalised("2")).isEmpty();
    ProviderSetting bytes = ProviderSetting.of("b", ProviderSetting.Kind.BYTES);
    assertThat(bytes.normalised("8G")).contains("8589934592");
    assertThat(bytes.normalised("512MiB")).contains("536870912");
    assertThat(bytes.normalised("1000")).contains("1000");
    assertThat(bytes.normalised("0")).isEmpty();
    assertThat(bytes.normalised("-1")).isEmpty();
    assertThat(bytes.normalised("99999999999T")).isEmpty();
    assertThat(bytes.normalised("8388607T")).isPresent();
    assertThat(bytes.normalised("8388608T")).isEmpty();
    ProviderSetting choice = ProviderSetting.choice("c", "kSameAsRequested");
    assertThat(choice.normalised("ksameasrequested")).contains("kSameAsRequested");
    assertThat(choice.normalised("x")).isEmpty();
  }
}
