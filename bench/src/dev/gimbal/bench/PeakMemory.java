package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The kernel's own record of the most memory that a process had resident. */
final class PeakMemory {
  private PeakMemory() {}

  /** MiB; empty where the system has no {@code /proc} or the process has ended. */
  static OptionalDouble ofProcess(long process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return OptionalDouble.of(Long.parseLong(line.replaceAll("\\D", "")) / 1024.0);
        }
      }
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }
}
