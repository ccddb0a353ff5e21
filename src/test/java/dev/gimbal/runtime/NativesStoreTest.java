package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gimbal.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository on this machine stands for Maven Central. */
final class NativesStoreTest {
  private static final String PATH = "org/example/natives/1/natives-1.jar";
  private static final String ENTRY = "x/libone.so.1";

  @TempDir Path temp;

  private final byte[] library = new byte[300_000];
  private final List<String> ranges = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private byte[] archive = new byte[0];
  private HttpServer server;
  private boolean understandsRanges = true;
  private int cutAfter = Integer.MAX_VALUE;

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(library);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(ENTRY));
      zip.write(library);
      zip.closeEntry();
    }
    archive = bytes.toByteArray();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "all" : range);
    if (!exchange.getRequestURI().getPath().equals("/" + PATH)) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    byte[] body = archive;
    int code = 200;
    if (range != null && understandsRanges) {
      String[] ends = range.substring("bytes=".length()).split("-", -1);
      int to = ends[1].isEmpty() ? archive.length : Integer.parseInt(ends[1]) + 1;
      body = Arrays.copyOfRange(archive, Integer.parseInt(ends[0]), to);
      code = 206;
    }
    exchange.sendResponseHeaders(code, body.length);
    // Closing early breaks the connection off, as a bad network does.
    exchange.getResponseBody().write(body, 0, Math.min(body.length, cutAfter));
    cutAfter = Integer.MAX_VALUE;
    exchange.close();
  }

  private String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String digest(byte[] bytes) throws IOException {
    return NativesFetch.sha256(Files.write(temp.resolve("digest"), bytes));
  }

  private NativesPackage whole(String sha256) {
    return new NativesPackage(PATH, archive.length, sha256, Map.of(ENTRY, "libone.so"));
  }

  private NativesPackage piece(String sha256) {
    // The local header is 30 bytes and the name; the descriptor and the directory follow the data.
    int from = 30 + ENTRY.length();
    int name = new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\7\b");
    return new NativesPackage(
        PATH, new NativesPackage.Slice(from, name - from), sha256, "libone.so");
  }

  private NativesStore store(String repository) {
    return new NativesStore(
        temp.resolve("cache"),
        temp.resolve("m2"),
        new NativesFetch(repository, notices::add),
        notices::add);
  }

  private Path take(NativesStore store, NativesPackage... packages) throws IOException {
    return store.take(temp.resolve("cache/natives"), "test", 1, List.of(packages));
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> entries = Files.list(temp.resolve("cache"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aPackageIsFetchedVerifiedAndUnpackedOnce() throws IOException {
    Path folder = take(store(root()), whole(digest(archive)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    assertThat(notices).anyMatch(line -> line.contains("fetching"));
    assertThat(cached()).containsExactly("natives", "test.lock");
    take(store(root()), whole(digest(archive)));
    assertThat(ranges).containsExactly("all");
  }

  @Test
  void abrokenDownloadGoesOnWhereItStopped() throws IOException {
    cutAfter = 100_000;
    Path folder = take(store(root()), whole(digest(archive)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    assertThat(ranges).hasSize(2);
    assertThat(ranges.get(1)).startsWith("bytes=").isNotEqualTo("bytes=0-");
  }

  @Test
  void anotherProcesssLeftoverIsContinuedAndAServerWithoutRangesStartsAgain() throws IOException {
    understandsRanges = false;
    Files.createDirectories(temp.resolve("cache/unpacking-test-1"));
    Files.write(temp.resolve("cache/natives-1.jar.part"), new byte[1000]);
    Path folder = take(store(root()), whole(digest(archive)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    assertThat(ranges).containsExactly("bytes=1000-");
    assertThat(cached()).containsExactly("natives", "test.lock");
  }

  @Test
  void aFileThatIsNotThePinnedOneIsRefusedAndLeavesNothing() throws IOException {
    String other = digest(new byte[1]);
    assertThatThrownBy(() -> take(store(root()), whole(other)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SHA-256")
        .hasMessageContaining(other);
    assertThat(cached()).containsExactly("test.lock");
  }

  @Test
  void withoutTheNetworkTheReasonIsGiven() {
    server.stop(0);
    assertThatThrownBy(() -> take(store(root()), whole(digest(archive))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> take(store("file:" + temp.resolve("none")), whole(digest(archive))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void oneLibraryIsCutOutOfALargeArchive() throws IOException {
    Path folder = take(store(root()), piece(digest(library)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    assertThat(ranges).singleElement().asString().matches("bytes=\\d+-\\d+");
    understandsRanges = false;
    NativeLibraries.delete(folder);
    take(store(root()), piece(digest(library)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    NativeLibraries.delete(folder);
    String other = digest(new byte[1]);
    assertThatThrownBy(() -> take(store(root()), piece(other)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void theLocalMavenRepositoryIsUsedFirst() throws IOException {
    Path local = temp.resolve("m2").resolve(PATH);
    Files.createDirectories(local.getParent());
    Files.write(local, archive);
    Path folder = take(store(root()), whole(digest(archive)), piece2());
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
    assertThat(folder.resolve("libtwo.so")).hasBinaryContent(library);
    assertThat(ranges).isEmpty();
    assertThat(local).exists();
  }

  private NativesPackage piece2() throws IOException {
    NativesPackage piece = piece(digest(library));
    return new NativesPackage(PATH, piece.slice().orElseThrow(), piece.sha256(), "libtwo.so");
  }

  @Test
  void aTruncatedLibraryIsFetchedAgain() throws IOException {
    NativesStore store = store(root());
    Path folder = take(store, whole(digest(archive)));
    Files.write(folder.resolve("libone.so"), new byte[3]);
    take(store, whole(digest(archive)));
    assertThat(folder.resolve("libone.so")).hasBinaryContent(library);
  }

  @Test
  void aFullDiskIsSaidBeforeAnythingIsFetched() {
    assertThatThrownBy(
            () ->
                store(root())
                    .take(
                        temp.resolve("cache/natives"),
                        "test",
                        Long.MAX_VALUE,
                        List.of(whole(digest(archive)))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("room");
    assertThat(ranges).isEmpty();
  }

  @Test
  void theBuildsArePinned() {
    for (NativesBuild build : List.of(NativesBuild.CUDA12, NativesBuild.CUDA13)) {
      assertThat(build.packages())
          .isNotEmpty()
          .allMatch(wanted -> wanted.sha256().matches("[0-9a-f]{64}"))
          .allMatch(wanted -> wanted.path().contains(NativesBuild.VERSION));
      assertThat(build.packages().stream().flatMap(wanted -> wanted.libraries().values().stream()))
          .contains(
              "libonnxruntime.so", "libonnxruntime4j_jni.so", "libonnxruntime_providers_cuda.so");
    }
  }

  @Test
  void theGpuNativesAreOfTheVersionOfTheJavaClasses() throws IOException {
    assertThat(NativeLibraries.packageVersion()).isEqualTo(NativesBuild.VERSION);
  }
}
