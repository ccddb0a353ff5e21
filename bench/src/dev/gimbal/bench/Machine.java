package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  static void describe(Markdown page) throws IOException {
    page.heading("Machine");
    page.say("- %s, %d processors", processor(), Runtime.getRuntime().availableProcessors());
    page.say(
        "- %s %s, Java %s",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.vm.version"));
    page.say("- load average at the start: %s", load());
    page.say("");
  }

  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(facts).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /** Load averages of 1, 5 and 15 minutes. */
  static String load() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Files.isReadable(load)
        ? String.join(", ", List.of(Files.readString(load).split(" ")).subList(0, 3))
        : "unknown";
  }
}
