package dev.gimbal.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * NVIDIA's driver and the GPUs that it shows.
 *
 * @param version of the driver, such as 580.65.06, if known
 * @param gpus one line each, in the order in which CUDA numbers them by default
 */
public record NvidiaDriver(Optional<String> version, List<String> gpus) {
  private static final Path PROC = Path.of("/proc/driver/nvidia");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4}\\.\\d+(?:\\.\\d+)?)\\b");
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");
  private static final int SMI_SECONDS = 5;
  private static final int MOST_OUTPUT = 1 << 16;
  private static final int SMI_COLUMNS = 3;

  public NvidiaDriver {
    Objects.requireNonNull(version);
    gpus = List.copyOf(gpus);
  }

  /** Asks nvidia-smi, and the kernel's files where there is none. */
  public static NvidiaDriver ofThisMachine() {
    return Cached.DRIVER;
  }

  private static final class Cached {
    private static final NvidiaDriver DRIVER = read();

    private static NvidiaDriver read() {
      if (!Files.exists(PROC) && !Files.exists(Path.of("/dev/nvidiactl"))) {
        return new NvidiaDriver(Optional.empty(), List.of());
      }
      NvidiaDriver kernel = fromProc(PROC);
      NvidiaDriver smi = fromSmi(smi());
      return new NvidiaDriver(
          smi.version().or(kernel::version), smi.gpus().isEmpty() ? kernel.gpus() : smi.gpus());
    }
  }

  /** Major version of the driver, such as 580. */
  OptionalInt major() {
    return version
        .map(text -> OptionalInt.of(Integer.parseInt(text.substring(0, text.indexOf('.')))))
        .orElseGet(OptionalInt::empty);
  }

  /** The name of a device for reports; CUDA_VISIBLE_DEVICES renumbers them. */
  public String device(int number) {
    String visible = Objects.requireNonNullElse(System.getenv("CUDA_VISIBLE_DEVICES"), "");
    return device(number, visible);
  }

  String device(int number, String visible) {
    int index = number;
    if (!visible.isBlank()) {
      String[] shown = visible.split(",", -1);
      String mapped = number < shown.length ? shown[number].strip() : "";
      index = mapped.matches("\\d{1,3}") ? Integer.parseInt(mapped) : -1;
    }
    String prefix = "GPU " + number;
    String name = index >= 0 && index < gpus.size() ? ": " + gpus.get(index) : "";
    return prefix + name + version.map(text -> ", driver " + text).orElse("");
  }

  /** Reads the rows {@code name, driver_version, memory.total} of nvidia-smi. */
  static NvidiaDriver fromSmi(String csv) {
    List<String> gpus = new ArrayList<>();
    Optional<String> version = Optional.empty();
    for (String line : csv.lines().toList()) {
      String[] cells = line.split(",", -1);
      if (cells.length == SMI_COLUMNS && VERSION.matcher(cells[1]).find()) {
        gpus.add(cells[0].strip() + ", " + cells[2].strip());
        version = Optional.of(cells[1].strip());
      }
    }
    return new NvidiaDriver(version, gpus);
  }

  /** Reads the files that the kernel's driver keeps. */
  static NvidiaDriver fromProc(Path root) {
    Matcher version = VERSION.matcher(text(root.resolve("version")));
    List<String> gpus = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root.resolve("gpus"))) {
      for (Path folder : folders.sorted().toList()) {
        Matcher model = MODEL.matcher(text(folder.resolve("information")));
        gpus.add(model.find() ? model.group(1) : "unknown model");
      }
    } catch (IOException e) {
      gpus.clear();
    }
    return new NvidiaDriver(
        version.find() ? Optional.of(version.group(1)) : Optional.empty(), gpus);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String smi() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,driver_version,memory.total",
                  "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SMI_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      try (InputStream in = process.getInputStream()) {
        return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
