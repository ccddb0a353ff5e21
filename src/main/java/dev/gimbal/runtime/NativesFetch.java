package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Fetches files from a Maven repository: goes on where an interrupted download stopped, and gives
 * nothing out whose SHA-256 is not the pinned one.
 */
final class NativesFetch {
  private static final int TRIES = 3;
  private static final int CONNECT_MILLIS = 15_000;
  private static final int READ_MILLIS = 60_000;
  private static final int BUFFER = 1 << 16;
  private static final long MIB = 1L << 20;

  private final String repository;
  private final Consumer<String> notices;

  /**
   * Prepares downloads.
   *
   * @param repository address of the repository's root, without a slash at the end
   * @param notices told about progress
   */
  NativesFetch(String repository, Consumer<String> notices) {
    this.repository = repository;
    this.notices = notices;
  }

  /**
   * Fetches a whole file.
   *
   * @param part where it grows; what an earlier try left there is kept
   * @throws IOException when the repository cannot be reached or breaks off
   * @throws InputException when what came is not the pinned file; it is deleted then
   */
  void whole(NativesPackage wanted, Path part) throws IOException {
    IOException last = new IOException("nothing came");
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        append(wanted, part);
        verify(wanted, part);
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private void append(NativesPackage wanted, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > wanted.bytes()) {
      Files.delete(part);
      have = 0;
    }
    if (have == wanted.bytes()) {
      return;
    }
    URLConnection connection = open(wanted, have);
    try (InputStream in = connection.getInputStream()) {
      boolean continued = have > 0 && isPartial(connection);
      long at = continued ? have : 0;
      StandardOpenOption mode =
          continued ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
        copy(in, out, at, wanted);
      }
    }
    if (Files.size(part) < wanted.bytes()) {
      throw new IOException(
          "the connection ended after " + Files.size(part) + " of " + wanted.bytes() + " bytes");
    }
  }

  private void copy(InputStream in, OutputStream out, long from, NativesPackage wanted)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long at = from;
    long step = Math.max(1, wanted.bytes() / 10);
    long next = (from / step + 1) * step;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (Thread.interrupted()) {
        throw new CancellationException("fetching native libraries was interrupted");
      }
      out.write(buffer, 0, count);
      at += count;
      if (at >= next) {
        notices.accept(
            "  " + wanted.fileName() + ": " + at / MIB + " of " + wanted.bytes() / MIB + " MiB");
        next += step;
      }
      if (at > wanted.bytes()) {
        throw wrong(wanted, "it is longer than " + wanted.bytes() + " bytes");
      }
    }
  }

  /**
   * Fetches one entry of an archive.
   *
   * @param library where the library goes
   * @throws IOException when the repository cannot be reached
   * @throws InputException when what came is not the pinned library
   */
  void slice(NativesPackage wanted, Path library) throws IOException {
    NativesPackage.Slice slice = wanted.slice().orElseThrow();
    URLConnection connection = open(wanted, slice.from());
    try (InputStream in = connection.getInputStream()) {
      if (!isPartial(connection)) {
        in.skipNBytes(slice.from());
      }
      inflate(in, wanted, library);
    }
  }

  /** As {@link #slice}, from a stream that stands at the beginning of the archive. */
  static void slice(InputStream archive, NativesPackage wanted, Path library) throws IOException {
    archive.skipNBytes(wanted.slice().orElseThrow().from());
    inflate(archive, wanted, library);
  }

  private static void inflate(InputStream in, NativesPackage wanted, Path library)
      throws IOException {
    Inflater raw = new Inflater(true);
    try (InputStream inflated =
        new InflaterInputStream(
            new Bounded(in, wanted.slice().orElseThrow().bytes()), raw, BUFFER)) {
      Files.copy(inflated, library);
    } finally {
      raw.end();
    }
    verify(wanted, library);
  }

  static void verify(NativesPackage wanted, Path file) throws IOException {
    String found = sha256(file);
    if (!found.equals(wanted.sha256())) {
      Files.delete(file);
      throw wrong(wanted, "its SHA-256 is " + found + ", expected " + wanted.sha256());
    }
  }

  private static InputException wrong(NativesPackage wanted, String why) {
    return InputException.input(
        "What was fetched as " + wanted.fileName() + " is not that file: " + why + ".",
        "Try again; if it stays so, something between here and Maven Central changes files.");
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private URLConnection open(NativesPackage wanted, long from) throws IOException {
    URLConnection connection =
        URI.create(repository + "/" + wanted.path()).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    if (from > 0) {
      String to = wanted.slice().map(slice -> slice.from() + slice.bytes() - 1 + "").orElse("");
      connection.setRequestProperty("Range", "bytes=" + from + "-" + to);
    }
    return connection;
  }

  private static boolean isPartial(URLConnection connection) throws IOException {
    return connection instanceof HttpURLConnection http
        && http.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
  }

  /** At most so many bytes of another stream. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      left = most;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      left--;
      return super.read();
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int got = super.read(target, at, (int) Math.min(count, left));
      left -= Math.max(got, 0);
      return got;
    }
  }
}
