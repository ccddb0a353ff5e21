package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativesChoiceTest {
  private static final Platform LINUX = new Platform("linux", "x64", false);

  @TempDir Path folder;

  /** The first bytes of a library for a processor: 62 is x86-64, 3 is i386. */
  private void library(String name, int machine) throws IOException {
    byte[] header = new byte[64];
    header[0] = 0x7f;
    header[1] = 'E';
    header[2] = 'L';
    header[3] = 'F';
    header[4] = (byte) (machine == 62 ? 2 : 1);
    header[18] = (byte) machine;
    Files.write(folder.resolve(name), header);
  }

  private void libraries(List<String> names) throws IOException {
    for (String name : names) {
      library(name, 62);
    }
  }

  private SharedLibraries search() {
    return SharedLibraries.of(folder.toString(), folder.resolve("no-cache"), List.of());
  }

  private NativesChoice choose(String override, boolean wantsCuda, int driver) {
    OptionalInt known = driver == 0 ? OptionalInt.empty() : OptionalInt.of(driver);
    List<NativesBuild> wanted = wantsCuda ? NativesBuild.WITH_CUDA : List.of();
    return NativesChoice.of(override, wanted, LINUX, search(), known);
  }

  @Test
  void theMachinesCublasDecides() throws IOException {
    libraries(NativesBuild.CUDA12.needs());
    assertThat(choose("", true, 0).build()).isEqualTo(NativesBuild.CUDA12);
    libraries(NativesBuild.CUDA13.needs());
    assertThat(choose("", true, 0).build()).isEqualTo(NativesBuild.CUDA13);
  }

  @Test
  void tensorRtIsInTheBuildForCuda12Only() throws IOException {
    libraries(NativesBuild.CUDA13.needs());
    List<NativesBuild> wanted = ProviderRequest.of(ExecutionProvider.TENSORRT).builds();
    NativesChoice without = NativesChoice.of("", wanted, LINUX, search(), OptionalInt.empty());
    assertThat(without.withoutCuda()).contains("libcublas.so.12 is not found");
    libraries(NativesBuild.CUDA12.needs());
    assertThat(NativesChoice.of("", wanted, LINUX, search(), OptionalInt.empty()).build())
        .isEqualTo(NativesBuild.CUDA12);
  }

  @Test
  void anOldDriverPrefersCuda12() throws IOException {
    libraries(NativesBuild.CUDA12.needs());
    libraries(NativesBuild.CUDA13.needs());
    assertThat(choose("", true, 570).build()).isEqualTo(NativesBuild.CUDA12);
    assertThat(choose("", true, 580).build()).isEqualTo(NativesBuild.CUDA13);
  }

  @Test
  void nothingIsChosenForCudaThatTheMachineCannotLoad() throws IOException {
    libraries(List.of("libcublas.so.13", "libcublasLt.so.13", "libcudart.so.13", "libcuda.so.1"));
    NativesChoice choice = choose("", true, 0);
    assertThat(choice.build()).isEqualTo(NativesBuild.CPU);
    assertThat(choice.withoutCuda()).contains("libcudnn.so.9 is missing (CUDA 13)");
  }

  @Test
  void aMachineWithoutCudaKeepsTheCpuAndSaysWhatWasLookedFor() {
    NativesChoice choice = choose("", true, 0);
    assertThat(choice.build()).isEqualTo(NativesBuild.CPU);
    assertThat(choice.withoutCuda().orElseThrow())
        .contains("libcuda.so.1", "libcublas.so.13", "libcublas.so.12");
  }

  @Test
  void librariesForOtherProcessorsDoNotCount() throws IOException {
    for (String name : NativesBuild.CUDA13.needs()) {
      library(name, 3);
    }
    Files.writeString(folder.resolve("libcublas.so.12"), "not a library");
    assertThat(choose("", true, 0).build()).isEqualTo(NativesBuild.CPU);
  }

  @Test
  void theLoadersCacheIsRead() throws IOException {
    libraries(NativesBuild.CUDA13.needs());
    StringBuilder cache = new StringBuilder("ld.so-1.7.0\0glibc-ld.so.cache1.1");
    NativesBuild.CUDA13
        .needs()
        .forEach(name -> cache.append(name).append('\0').append(folder.resolve(name)).append('\0'));
    Path file = folder.resolve("ld.so.cache");
    Files.writeString(file, cache, StandardCharsets.ISO_8859_1);
    SharedLibraries search = SharedLibraries.of("", file, List.of());
    assertThat(search.missing(NativesBuild.CUDA13.needs())).isEmpty();
    assertThat(search.missing(List.of("libcublas.so.12"))).containsExactly("libcublas.so.12");
  }

  @Test
  void withoutNeedOfCudaNothingIsLookedFor() throws IOException {
    libraries(NativesBuild.CUDA13.needs());
    assertThat(choose("", false, 0).build()).isEqualTo(NativesBuild.CPU);
  }

  @Test
  void theVariableOverridesAndIsChecked() {
    assertThat(choose("cuda13", false, 0).build()).isEqualTo(NativesBuild.CUDA13);
    assertThat(choose("cpu", true, 0).withoutCuda().orElseThrow()).contains("GIMBAL_NATIVES=cpu");
    assertThatThrownBy(() -> choose("cuda11", true, 0))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.kind()).isEqualTo(InputException.Kind.ARGUMENTS))
        .hasMessageContaining("cpu, cuda12, cuda13");
    Platform mac = new Platform("osx", "aarch64", false);
    assertThatThrownBy(
            () ->
                NativesChoice.of(
                    "cuda12", NativesBuild.WITH_CUDA, mac, search(), OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("osx-aarch64");
    assertThat(
            NativesChoice.of("", NativesBuild.WITH_CUDA, mac, search(), OptionalInt.empty())
                .withoutCuda())
        .isPresent();
  }

  @Test
  void whatIsNotFetchedYetIsLeftAloneUnlessNamed() throws IOException {
    libraries(NativesBuild.CUDA13.needs());
    NativesChoice choice = choose("", true, 0);
    assertThat(choice.unlessToBeFetched(build -> true)).isEqualTo(choice);
    assertThat(choice.unlessToBeFetched(build -> false).build()).isEqualTo(NativesBuild.CPU);
    assertThat(choose("cuda12", true, 0).unlessToBeFetched(build -> false).build())
        .isEqualTo(NativesBuild.CUDA12);
  }
}
