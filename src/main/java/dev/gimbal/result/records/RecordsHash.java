package dev.gimbal.result.records;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the bytes of a records file, so that a result and its records belong together. */
public final class RecordsHash {
  private static final int BUFFER = 1 << 16;

  private RecordsHash() {}

  /** SHA-256 of a file's bytes, hexadecimal. */
  public static String of(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file);
        DigestInputStream digest = new DigestInputStream(stream, sha256())) {
      byte[] buffer = new byte[BUFFER];
      while (digest.read(buffer) >= 0) {
        // The digest sees what is read.
      }
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    }
  }

  static void require(Path file, String name, String expected) {
    if (!Files.isRegularFile(file)) {
      throw InputException.input(
          "The records " + name + " that the result names are not beside it: " + file,
          "Put "
              + name
              + " into the folder of the result, where both were written, or audit again.");
    }
    try {
      String found = of(file);
      if (!found.equals(expected)) {
        throw InputException.input(
            "The records "
                + name
                + " are not those of the result: their SHA-256 is "
                + found
                + ", the result names "
                + expected
                + ".",
            RecordsHeader.REMEDY);
      }
    } catch (IOException e) {
      throw RecordsHeader.broken(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
