package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.OutputTarget;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Writes products whole or not at all: into a temporary file in the target's folder, then moved
 * into place.
 */
final class OutputFiles {
  /** Writes one product. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private OutputFiles() {}

  /** The outputs of a request, or {@code MODEL.gimbal.html} and {@code .json} where it has none. */
  static List<OutputTarget> orDefault(List<OutputTarget> asked, Path model) {
    if (!asked.isEmpty()) {
      return asked;
    }
    String name = Optional.ofNullable(model.getFileName()).map(Path::toString).orElse("model");
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return List.of(
        new OutputTarget(OutputTarget.Format.HTML, Optional.of(Path.of(stem + ".gimbal.html"))),
        new OutputTarget(OutputTarget.Format.JSON, Optional.of(Path.of(stem + ".gimbal.json"))));
  }

  /**
   * Refuses targets that cannot be written, before any work is done.
   *
   * @throws InputException of kind ARGUMENTS, naming the target
   */
  static void requireWritable(List<OutputTarget> outputs) {
    for (OutputTarget output : outputs) {
      output.file().ifPresent(OutputFiles::requireWritable);
    }
  }

  static void requireWritable(Path target) {
    Path folder = folderOf(target);
    if (Files.isDirectory(target)) {
      throw InputException.arguments(
          "The output " + target + " is a folder.", "Name a file in it.");
    }
    if (!Files.isDirectory(folder)) {
      throw InputException.arguments(
          "The output's folder " + folder + " does not exist.",
          "Create it first: mkdir -p " + folder);
    }
    if (!Files.isWritable(folder)) {
      throw InputException.arguments(
          "The output's folder " + folder + " cannot be written.",
          "Choose another with -o FORMAT=FILE.");
    }
  }

  /** Writes one output, to its file or to standard output. */
  static void write(OutputTarget output, PrintStream standardOut, Content content)
      throws IOException {
    if (output.file().isPresent()) {
      write(output.file().get(), content);
    } else {
      content.writeTo(standardOut);
      // Print streams keep their failures to themselves.
      if (standardOut.checkError()) {
        throw InputException.input(
            "Standard output cannot be written; what is there is not whole.",
            "Free some space, or name a file: -o " + output.format().id() + "=FILE.");
      }
    }
  }

  /** Writes a file; when {@code content} throws, an earlier file stays as it was. */
  static void write(Path target, Content content) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path file = Files.exists(target) ? target.toRealPath() : target;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or device, such as /dev/null, is written to, never replaced.
      send(target, file, content);
      return;
    }
    Path temporary =
        folderOf(file)
            .resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      // Files.createTempFile would make the product readable by its owner only.
      send(target, temporary, content);
      move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Writes a file. Where the file itself cannot take it, that is said, however the writer of the
   * format wraps it up: a full disk is no bug of ours.
   */
  private static void send(Path target, Path file, Content content) throws IOException {
    WatchedStream watched = new WatchedStream();
    try (OutputStream out = watched.over(new BufferedOutputStream(opened(target, file)))) {
      content.writeTo(out);
      out.flush();
    } catch (IOException | RuntimeException e) {
      if (watched.failure().isEmpty()) {
        throw e;
      }
      throw unwritable(target, watched.failure().get());
    }
  }

  private static OutputStream opened(Path target, Path file) throws IOException {
    try {
      return Files.newOutputStream(file);
    } catch (FileSystemException e) {
      throw unwritable(target, e);
    }
  }

  private static InputException unwritable(Path target, IOException failure) throws IOException {
    if (failure instanceof ClosedByInterruptException) {
      throw failure;
    }
    String reason =
        failure instanceof FileSystemException place && place.getReason() == null
            ? place.getClass().getSimpleName()
            : String.valueOf(failure.getMessage());
    return InputException.input(
        "The output " + target + " cannot be written: " + reason + ".",
        "Free some space there, or choose another with -o.",
        failure);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path folderOf(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    return parent == null ? target.toAbsolutePath() : parent;
  }
}
