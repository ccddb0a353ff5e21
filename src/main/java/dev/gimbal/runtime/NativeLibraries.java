package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Unpacks ONNX Runtime's native libraries once into the user's cache instead of in every run, and
 * tells ONNX Runtime where they are. Must be called before any class of ONNX Runtime is touched.
 */
public final class NativeLibraries {
  /** ONNX Runtime's own property: the folder that holds its native libraries. */
  static final String PATH_PROPERTY = "onnxruntime.native.path";

  private static final String RESOURCES = "/ai/onnxruntime/native/";
  private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");

  /** Where packages with GPU natives are fetched from, unless GIMBAL_MAVEN_REPOSITORY says so. */
  private static final String MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2";

  private static final String REPOSITORY_VARIABLE = "GIMBAL_MAVEN_REPOSITORY";

  /**
   * Where the native libraries are.
   *
   * @param folder the folder, or empty where ONNX Runtime unpacks them itself for this run only
   * @param note how they came there, a clause
   * @param withoutCuda where CUDA was wanted and these have none: what the machine lacks
   */
  public record Location(Optional<Path> folder, String note, Optional<String> withoutCuda) {
    public Location {
      Objects.requireNonNull(folder);
      Objects.requireNonNull(note);
      Objects.requireNonNull(withoutCuda);
    }

    Location(Optional<Path> folder, String note) {
      this(folder, note, Optional.empty());
    }

    private Location without(Optional<String> cuda) {
      return new Location(folder, note, cuda);
    }
  }

  private static Optional<Location> prepared = Optional.empty();

  private NativeLibraries() {}

  /**
   * Makes the native libraries available; the work is done once in a virtual machine. Those of the
   * CPU are taken, unless GIMBAL_NATIVES names others.
   *
   * @throws InputException where the platform has none, or those that GIMBAL_NATIVES names cannot
   *     be had
   */
  public static synchronized Location prepare() {
    return prepare(List.of(), true, notice -> {});
  }

  /**
   * As {@link #prepare()}, but takes one of the given builds where the machine has NVIDIA's
   * libraries for it; fetches it if that was never done.
   *
   * @param candidates the best first
   * @param notices told before and while something is fetched
   */
  static synchronized Location prepare(List<NativesBuild> candidates, Consumer<String> notices) {
    return prepare(candidates, true, notices);
  }

  /** The same, but fetches nothing that GIMBAL_NATIVES does not name. */
  static synchronized Location prepareIfFetched(List<NativesBuild> candidates) {
    return prepare(candidates, false, notice -> {});
  }

  private static Location prepare(
      List<NativesBuild> candidates, boolean fetch, Consumer<String> notices) {
    if (prepared.isEmpty()) {
      prepared = Optional.of(locate(candidates, fetch, notices));
    }
    return prepared.get();
  }

  /** What an audit with {@code --provider auto} would load, one line; fetches and loads nothing. */
  public static String forecast() {
    NativesChoice choice = choice(NativesBuild.WITH_CUDA);
    NativesStore store = store(cacheRoot(), notice -> {});
    String there =
        choice.build() == NativesBuild.CPU || store.has(choice.build())
            ? ""
            : String.format(
                Locale.ROOT,
                "; not fetched yet: %d MiB, by the first audit with --provider auto or cuda",
                choice.build().bytes() >> 20);
    return choice.build().id() + ", " + choice.withoutCuda().orElse(choice.reason()) + there;
  }

  private static NativesChoice choice(List<NativesBuild> candidates) {
    return NativesChoice.of(
        Objects.requireNonNullElse(System.getenv(NativesBuild.VARIABLE), "").strip(),
        candidates,
        Platform.current(),
        SharedLibraries.ofThisProcess(),
        NvidiaDriver.ofThisMachine().major());
  }

  private static Location locate(
      List<NativesBuild> candidates, boolean fetch, Consumer<String> notices) {
    String given = System.getProperty(PATH_PROPERTY, "");
    if (!given.isEmpty()) {
      return new Location(Optional.of(Path.of(given)), "given by -D" + PATH_PROPERTY);
    }
    Platform platform = Platform.current();
    platform.requireNatives();
    NativesChoice choice = choice(candidates);
    if (!fetch) {
      choice = choice.unlessToBeFetched(store(cacheRoot(), notices)::has);
    }
    Location location =
        choice.build() == NativesBuild.CPU
            ? ofTheCpu(platform).without(choice.withoutCuda())
            : withCuda(choice, platform, notices);
    location.folder().ifPresent(path -> System.setProperty(PATH_PROPERTY, path.toString()));
    return location;
  }

  private static Location ofTheCpu(Platform platform) {
    Path cache = cacheRoot();
    try {
      return unpack(platform, cache);
    } catch (IOException | SecurityException e) {
      return new Location(
          Optional.empty(), "unpacked for this run only: " + cache + " cannot be written");
    }
  }

  private static Location withCuda(
      NativesChoice choice, Platform platform, Consumer<String> notices) {
    NativesBuild build = choice.build();
    try {
      Path folder = store(cacheRoot(), notices).take(build);
      return new Location(Optional.of(folder), build.title() + " natives, " + choice.reason());
    } catch (IOException | InputException e) {
      String problem =
          "the "
              + build.title()
              + " natives cannot be fetched from "
              + repository()
              + ": "
              + Objects.requireNonNullElse(e.getMessage(), "")
              + " ("
              + e.getClass().getSimpleName()
              + "; "
              + REPOSITORY_VARIABLE
              + " can name a mirror)";
      if (choice.overridden()) {
        throw InputException.input(
            NativesBuild.VARIABLE + " asks for natives that are not there, and " + problem + ".",
            "Connect to the network once, or unset " + NativesBuild.VARIABLE + ".",
            e);
      }
      return ofTheCpu(platform).without(Optional.of(problem));
    }
  }

  private static NativesStore store(Path cache, Consumer<String> notices) {
    Path local = Path.of(System.getProperty("user.home", "."), ".m2", "repository");
    return new NativesStore(cache, local, new NativesFetch(repository(), notices), notices);
  }

  private static String repository() {
    String given = Objects.requireNonNullElse(System.getenv(REPOSITORY_VARIABLE), "").strip();
    return given.isEmpty() ? MAVEN_CENTRAL : given.replaceFirst("/+$", "");
  }

  /** The cache's folder: {@code $XDG_CACHE_HOME/gimbal} or {@code ~/.cache/gimbal}. */
  static Path cacheRoot() {
    String xdg = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
    // The specification says that a relative XDG_CACHE_HOME is to be ignored.
    if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "gimbal");
    }
    return Path.of(System.getProperty("user.home", "."), ".cache", "gimbal");
  }

  /** Unpacks what is not there yet or has another size than the packed libraries. */
  static Location unpack(Platform platform, Path cache) throws IOException {
    List<URL> sources = new ArrayList<>();
    for (String name : NAMES) {
      String file = System.mapLibraryName(name);
      URL source = NativeLibraries.class.getResource(RESOURCES + platform.id() + "/" + file);
      if (source == null) {
        return new Location(Optional.empty(), "not in ONNX Runtime's jar: left to its own search");
      }
      sources.add(source);
    }
    Path folder = cache.resolve("natives-" + packageVersion() + "-" + platform.id());
    if (isComplete(folder, sources)) {
      return new Location(Optional.of(folder), "unpacked by an earlier run");
    }
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, "unpacking-");
    try {
      for (URL source : sources) {
        try (InputStream in = source.openStream()) {
          Files.copy(in, fresh.resolve(fileName(source)));
        }
      }
      moveIntoPlace(fresh, folder, sources);
    } finally {
      delete(fresh);
    }
    return new Location(Optional.of(folder), "unpacked by this run");
  }

  /**
   * One rename, so that another process sees all libraries or none; the first one to do it wins.
   */
  private static void moveIntoPlace(Path fresh, Path folder, List<URL> sources) throws IOException {
    if (Files.exists(folder) && !isComplete(folder, sources)) {
      delete(folder);
    }
    try {
      Files.move(fresh, folder);
    } catch (IOException e) {
      if (!isComplete(folder, sources)) {
        throw e;
      }
    }
  }

  private static boolean isComplete(Path folder, List<URL> sources) throws IOException {
    for (URL source : sources) {
      Path file = folder.resolve(fileName(source));
      if (!Files.isRegularFile(file) || Files.size(file) != packedSize(source)) {
        return false;
      }
    }
    return true;
  }

  private static long packedSize(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    return connection.getContentLengthLong();
  }

  private static String fileName(URL source) {
    String path = source.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The version of the jar that the libraries come from. */
  static String packageVersion() throws IOException {
    URL pom =
        NativeLibraries.class.getResource(
            "/META-INF/maven/com.microsoft.onnxruntime/onnxruntime/pom.xml");
    if (pom == null) {
      return "unknown";
    }
    try (InputStream in = pom.openStream()) {
      return version(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static String version(String pom) {
    int from = pom.indexOf("<version>") + "<version>".length();
    int to = pom.indexOf("</version>");
    return to > from ? pom.substring(from, to).strip() : "unknown";
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
