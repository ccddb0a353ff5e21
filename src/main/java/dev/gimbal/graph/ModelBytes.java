package dev.gimbal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Reads a model file and tells what it is when it is no ONNX file. */
final class ModelBytes {
  private static final int LOOK_AT = 512;

  private static final int PIECE_BYTES = 1 << 16;

  private ModelBytes() {}

  /** The file's bytes, mapped: only what is looked at takes memory. */
  static ByteString read(Path path) {
    if (Files.isDirectory(path)) {
      throw fault(path, "is a folder, not a model file", "Name the .onnx file inside it.");
    }
    if (!Files.exists(path)) {
      throw fault(path, "does not exist", "Check the path of the .onnx file.");
    }
    ByteString bytes = load(path);
    if (bytes.isEmpty()) {
      throw fault(path, "is empty (0 bytes)", "Export or download the model again.");
    }
    recognise(path, bytes);
    return bytes;
  }

  private static ByteString load(Path path) {
    try {
      if (Files.size(path) > Integer.MAX_VALUE - 16L) {
        throw fault(
            path, "is larger than 2 GiB", "Save the model with its weights in an external file.");
      }
      if (!Files.isRegularFile(path)) {
        return ByteString.copyFrom(Files.readAllBytes(path));
      }
      try (FileChannel channel = FileChannel.open(path)) {
        return UnsafeByteOperations.unsafeWrap(
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      }
    } catch (IOException e) {
      throw InputException.input(
          "'" + path + "' cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  private static void recognise(Path path, ByteString bytes) {
    String head =
        bytes.substring(0, Math.min(bytes.size(), LOOK_AT)).toString(StandardCharsets.ISO_8859_1);
    if (head.startsWith("version https://git-lfs")) {
      throw fault(
          path,
          "is a Git LFS pointer (" + bytes.size() + " bytes of text), not the model itself",
          "Run 'git lfs pull' in its repository.");
    }
    if (head.startsWith("\u001f\u008b")) {
      throw fault(path, "is compressed with gzip", "Unpack it with gunzip first.");
    }
    if (head.startsWith("PK\u0003\u0004")) {
      throw fault(path, "is a zip archive", "Unpack it and name the .onnx file inside.");
    }
    if (isText(head)) {
      boolean html = head.stripLeading().toLowerCase(Locale.ROOT).startsWith("<");
      throw fault(
          path,
          html ? "is a web page, not a model" : "is text, not a model",
          "Download the .onnx file itself.");
    }
  }

  private static boolean isText(String head) {
    return head.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t');
  }

  private static InputException fault(Path path, String found, String remedy) {
    return InputException.input("'" + path + "' " + found, remedy);
  }

  /** Of a whole file, read piece by piece. */
  static String sha256(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[PIECE_BYTES];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        digest.update(piece, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw InputException.input(
          "'" + path + "' cannot be read: " + e.getMessage(), "Check its permissions.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
