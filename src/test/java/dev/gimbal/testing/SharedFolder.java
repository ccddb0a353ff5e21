package dev.gimbal.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Third-party models beside the repository; tests that use them skip visibly without. */
public final class SharedFolder {
  private SharedFolder() {}

  /** The folder, by system property {@code gimbal.shared} or beside the repository. */
  public static Path get() {
    Path folder = Path.of(System.getProperty("gimbal.shared", "../shared"));
    Assumptions.assumeTrue(Files.isDirectory(folder.resolve("models")), "no folder " + folder);
    return folder;
  }

  /** The .onnx files of a subfolder, sorted. */
  public static List<Path> models(String subfolder) throws java.io.IOException {
    try (Stream<Path> files = Files.list(get().resolve(subfolder))) {
      return files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
  }
}
