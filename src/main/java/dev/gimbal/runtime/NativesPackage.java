package dev.gimbal.runtime;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A file in a Maven repository, or one entry cut out of it, from which native libraries come.
 *
 * @param path within the repository
 * @param bytes to fetch
 * @param sha256 of the whole file, or of the library that the slice holds
 * @param libraries entry of the archive → name of the library on disk
 * @param slice the compressed bytes of the one entry wanted, where not the whole file is fetched
 */
record NativesPackage(
    String path, long bytes, String sha256, Map<String, String> libraries, Optional<Slice> slice) {

  /**
   * A deflated entry within an archive.
   *
   * @param from offset of its compressed bytes
   * @param bytes how many
   */
  record Slice(long from, long bytes) {}

  NativesPackage {
    Objects.requireNonNull(path);
    Objects.requireNonNull(sha256);
    libraries = Map.copyOf(libraries);
    Objects.requireNonNull(slice);
  }

  NativesPackage(String path, long bytes, String sha256, Map<String, String> libraries) {
    this(path, bytes, sha256, libraries, Optional.empty());
  }

  NativesPackage(String path, Slice slice, String sha256, String library) {
    this(path, slice.bytes(), sha256, Map.of(library, library), Optional.of(slice));
  }

  /** The file's own name. */
  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
