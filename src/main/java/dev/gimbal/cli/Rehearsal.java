package dev.gimbal.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the commands that are run most, in one process, so that the virtual machine can archive the
 * classes that they load. Only the launcher starts it; nothing is printed.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Audits a model, then checks, compares and renders what came of it in a folder that is removed.
   *
   * @param args the model
   * @throws IllegalStateException where a command ends with another code than it should
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("gimbal-rehearsal");
    try {
      run(args[0], folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(String model, Path folder) {
    String result = folder.resolve("result.json").toString();
    String page = "html=" + folder.resolve("page.html");
    command(
        "audit",
        model,
        "--quiet",
        "--probes",
        "quick",
        "--max-images",
        "2",
        "--provider",
        "cpu",
        "-o",
        "json=" + result);
    command("check", result, "--policy", "recommended", "--baseline", result, "--exit-zero");
    command("diff", result, result);
    command("report", result, "-o", page);
  }

  private static void command(String... arguments) {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      int code = Gimbal.run(arguments, nowhere, nowhere);
      if (code != ExitCode.OK) {
        throw new IllegalStateException(List.of(arguments) + " ended with " + code);
      }
    }
  }
}
