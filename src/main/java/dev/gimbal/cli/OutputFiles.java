package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.OutputTarget;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AtomicMoveNotSupportedException;
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
      standardOut.flush();
    }
  }

  /** Writes a file; when {@code content} throws, an earlier file stays as it was. */
  static void write(Path target, Content content) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path file = Files.exists(target) ? target.toRealPath() : target;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or device, such as /dev/null, is written to, never replaced.
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      return;
    }
    Path temporary =
        folderOf(file)
            .resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      // Files.createTempFile would make the product readable by its owner only.
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        content.writeTo(out);
      }
      move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
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
