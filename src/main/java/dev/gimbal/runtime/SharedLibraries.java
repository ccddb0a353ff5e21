package dev.gimbal.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where Linux's dynamic loader would find a shared library: the folders of {@code LD_LIBRARY_PATH},
 * the loader's cache, the standard folders, in this order. Nothing is loaded.
 */
final class SharedLibraries {
  private static final Path LOADER_CACHE = Path.of("/etc/ld.so.cache");
  private static final List<Path> STANDARD =
      List.of(
          Path.of("/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/lib64"),
          Path.of("/usr/lib64"),
          Path.of("/lib"),
          Path.of("/usr/lib"));

  /** Offsets and values of an ELF header: 64 bits, for x86-64. */
  private static final int HEADER_BYTES = 20;

  private static final int CLASS_AT = 4;
  private static final int CLASS_64 = 2;
  private static final int MACHINE_AT = 18;
  private static final int X86_64 = 62;

  private final List<Path> folders;
  private final Map<String, List<Path>> cached;

  private SharedLibraries(List<Path> folders, Map<String, List<Path>> cached) {
    this.folders = List.copyOf(folders);
    this.cached = cached;
  }

  /** The search of this process. */
  static SharedLibraries ofThisProcess() {
    String path = Objects.requireNonNullElse(System.getenv("LD_LIBRARY_PATH"), "");
    return of(path, LOADER_CACHE, STANDARD);
  }

  /** A search over what these hold; a cache that cannot be read is empty. */
  static SharedLibraries of(String libraryPath, Path loaderCache, List<Path> standard) {
    List<Path> folders = new ArrayList<>();
    for (String folder : libraryPath.split("[:;]", -1)) {
      try {
        if (!folder.isBlank()) {
          folders.add(Path.of(folder));
        }
      } catch (InvalidPathException e) {
        // The loader ignores what is no folder as well.
        continue;
      }
    }
    folders.addAll(standard);
    return new SharedLibraries(folders, read(loaderCache));
  }

  /** The file that the loader would take; empty where it would find none. */
  Optional<Path> find(String name) {
    List<Path> candidates = new ArrayList<>();
    folders.forEach(folder -> candidates.add(folder.resolve(name)));
    candidates.addAll(cached.getOrDefault(name, List.of()));
    return candidates.stream().filter(SharedLibraries::isLibrary).findFirst();
  }

  /** Those that would not be found, in the given order. */
  List<String> missing(List<String> names) {
    return names.stream().filter(name -> find(name).isEmpty()).toList();
  }

  /** The cache is a table of C strings; every absolute path in it is a library. */
  private static Map<String, List<Path>> read(Path cache) {
    Map<String, List<Path>> byName = new HashMap<>();
    try {
      String text = Files.readString(cache, StandardCharsets.ISO_8859_1);
      for (String entry : text.split("\0", -1)) {
        if (entry.startsWith("/")) {
          Path path = Path.of(entry);
          Path name = path.getFileName();
          if (name != null) {
            byName.computeIfAbsent(name.toString(), key -> new ArrayList<>()).add(path);
          }
        }
      }
    } catch (IOException | InvalidPathException e) {
      return Map.of();
    }
    return byName;
  }

  /** The loader passes over libraries for other processors. */
  private static boolean isLibrary(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] header = in.readNBytes(HEADER_BYTES);
      return header.length == HEADER_BYTES
          && header[0] == 0x7f
          && header[1] == 'E'
          && header[2] == 'L'
          && header[3] == 'F'
          && header[CLASS_AT] == CLASS_64
          && header[MACHINE_AT] == X86_64;
    } catch (IOException e) {
      return false;
    }
  }
}
