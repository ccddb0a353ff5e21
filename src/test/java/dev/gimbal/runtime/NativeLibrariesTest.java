package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibrariesTest {
  @TempDir Path cache;

  private final Platform platform = Platform.current();

  private List<Path> entries() throws IOException {
    try (Stream<Path> paths = Files.list(cache)) {
      return paths.toList();
    }
  }

  @Test
  void theLibrariesAreUnpackedOnceAndReused() throws IOException {
    NativeLibraries.Location first = NativeLibraries.unpack(platform, cache);
    assertThat(first.note()).isEqualTo("unpacked by this run");
    assertThat(entries()).containsExactly(cache.resolve("natives-1.28.0-" + platform.id()));
    assertThat(NativeLibraries.unpack(platform, cache).note())
        .isEqualTo("unpacked by an earlier run");
  }

  @Test
  void aTruncatedLibraryIsReplaced() throws IOException {
    Path folder = NativeLibraries.unpack(platform, cache).folder().orElseThrow();
    Path library = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
    long size = Files.size(library);
    Files.write(library, new byte[10]);
    assertThat(NativeLibraries.unpack(platform, cache).note()).isEqualTo("unpacked by this run");
    assertThat(library).hasSize(size);
    assertThat(entries()).hasSize(1);
  }

  @Test
  void aPlatformThatTheJarDoesNotHoldIsLeftToOnnxRuntime() throws IOException {
    NativeLibraries.Location location =
        NativeLibraries.unpack(new Platform("plan9", "mips", false), cache);
    assertThat(location.folder()).isEmpty();
    assertThat(entries()).isEmpty();
  }
}
