package dev.gimbal.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The user's cache of unpacked native libraries for GPUs. A build is a folder that appears whole,
 * by one rename, with a list of its files and their sizes in it.
 */
final class NativesStore {
  private static final String LIST = "complete.txt";
  private static final long MIB = 1L << 20;

  private final Path cache;
  private final Path localRepository;
  private final NativesFetch fetch;
  private final Consumer<String> notices;

  /**
   * Opens a cache.
   *
   * @param cache its folder; made when needed
   * @param localRepository a Maven repository on this disk that may hold the packages already
   * @param fetch how to get what is not on this disk
   * @param notices told what takes long
   */
  NativesStore(Path cache, Path localRepository, NativesFetch fetch, Consumer<String> notices) {
    this.cache = cache;
    this.localRepository = localRepository;
    this.fetch = fetch;
    this.notices = notices;
  }

  Path folder(NativesBuild build) {
    return cache.resolve("natives-" + NativesBuild.VERSION + "-linux-x64-" + build.id());
  }

  /** Whether the build is there with all its files. */
  boolean has(NativesBuild build) {
    return isComplete(folder(build));
  }

  /**
   * The build's folder, fetched and unpacked if it is not there yet; a second process waits for the
   * first.
   *
   * @throws IOException where it cannot be fetched or the cache cannot be written
   */
  Path take(NativesBuild build) throws IOException {
    return take(folder(build), build.id(), build.room(), build.packages());
  }

  Path take(Path folder, String id, long room, List<NativesPackage> packages) throws IOException {
    if (isComplete(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    requireRoom(room);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(id + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock ignored = lock(channel)) {
      // Another process may have finished while this one waited.
      if (!isComplete(folder)) {
        unpack(folder, id, packages);
      }
    }
    return folder;
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      notices.accept("another process is fetching the same native libraries; waiting for it");
      lock = channel.lock();
    }
    return lock;
  }

  private void requireRoom(long room) throws IOException {
    long free = Files.getFileStore(cache).getUsableSpace();
    if (free < room) {
      throw new IOException(
          cache
              + " has room for "
              + free / MIB
              + " MiB, and the natives need "
              + room / MIB
              + " MiB while they are unpacked");
    }
  }

  private void unpack(Path folder, String id, List<NativesPackage> packages) throws IOException {
    NativeLibraries.delete(folder);
    removeLeftovers(id);
    Path fresh = Files.createTempDirectory(cache, "unpacking-" + id + "-");
    try {
      for (NativesPackage wanted : packages) {
        add(wanted, fresh);
      }
      Files.writeString(fresh.resolve(LIST), listing(fresh));
      Files.move(fresh, folder);
    } finally {
      NativeLibraries.delete(fresh);
    }
  }

  /** Half-unpacked folders of processes that died; nobody else is here while the lock is held. */
  private void removeLeftovers(String id) throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry : entries.toList()) {
        if (String.valueOf(entry.getFileName()).startsWith("unpacking-" + id + "-")) {
          NativeLibraries.delete(entry);
        }
      }
    }
  }

  private void add(NativesPackage wanted, Path fresh) throws IOException {
    Path local = localRepository.resolve(wanted.path());
    if (wanted.slice().isPresent()) {
      Path library = fresh.resolve(wanted.libraries().values().iterator().next());
      if (Files.isRegularFile(local)) {
        try (InputStream in = Files.newInputStream(local)) {
          NativesFetch.slice(in, wanted, library);
        }
      } else {
        fetch.slice(wanted, library);
      }
      return;
    }
    if (Files.isRegularFile(local) && NativesFetch.sha256(local).equals(wanted.sha256())) {
      extract(local, wanted, fresh);
      return;
    }
    notices.accept(
        "fetching ONNX Runtime's GPU natives, once: "
            + wanted.bytes() / MIB
            + " MiB into "
            + cache);
    Path part = cache.resolve(wanted.fileName() + ".part");
    fetch.whole(wanted, part);
    extract(part, wanted, fresh);
    Files.delete(part);
  }

  private static void extract(Path archive, NativesPackage wanted, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Map.Entry<String, String> library : wanted.libraries().entrySet()) {
        ZipEntry entry = zip.getEntry(library.getKey());
        if (entry == null) {
          throw new IOException(wanted.fileName() + " holds no " + library.getKey());
        }
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, target.resolve(library.getValue()));
        }
      }
    }
  }

  private static String listing(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sizes.put(String.valueOf(file.getFileName()), Files.size(file));
      }
    }
    StringBuilder text = new StringBuilder();
    sizes.forEach((name, size) -> text.append(size).append(' ').append(name).append('\n'));
    return text.toString();
  }

  private static boolean isComplete(Path folder) {
    try {
      Path list = folder.resolve(LIST);
      if (!Files.isRegularFile(list)) {
        return false;
      }
      for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
        String[] parts = line.split(" ", 2);
        Path file = folder.resolve(parts[1]);
        if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(parts[0])) {
          return false;
        }
      }
      return true;
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return false;
    }
  }
}
