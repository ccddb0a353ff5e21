package dev.gimbal.runtime;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The operating system and processor that the program runs on, and whether ONNX Runtime has native
 * libraries for them.
 *
 * @param os linux, osx, win, or the system's own name where it is none of these
 * @param arch x64, aarch64, or the system's own name
 * @param musl whether the C library is musl, for which ONNX Runtime has no natives
 */
public record Platform(String os, String arch, boolean musl) {
  public Platform {
    Objects.requireNonNull(os);
    Objects.requireNonNull(arch);
  }

  /** The platform of this virtual machine. */
  public static Platform current() {
    String os = System.getProperty("os.name", "unknown");
    String arch = System.getProperty("os.arch", "unknown");
    return of(os, arch, mapsMusl());
  }

  /** Translates Java's {@code os.name} and {@code os.arch}. */
  static Platform of(String osName, String osArch, boolean musl) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os = name;
    if (name.contains("mac") || name.contains("darwin")) {
      os = "osx";
    } else if (name.contains("win")) {
      os = "win";
    } else if (name.contains("linux")) {
      os = "linux";
    }
    String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64", "x64" -> "x64";
          case "aarch64", "arm64" -> "aarch64";
          default -> osArch;
        };
    return new Platform(os, arch, musl);
  }

  /** The name that ONNX Runtime's Java package gives the platform's folder, such as linux-x64. */
  public String id() {
    return os + "-" + arch;
  }

  /** Why there are no native libraries for this platform; empty where there are. */
  public Optional<String> missingNatives() {
    if (musl) {
      return Optional.of("this Linux uses the C library musl, and ONNX Runtime needs glibc");
    }
    return switch (id()) {
      case "linux-x64", "linux-aarch64", "osx-aarch64", "win-x64" -> Optional.empty();
      case "osx-x64" -> Optional.of("ONNX Runtime has no build for Macs with an Intel processor");
      case "win-aarch64" ->
          Optional.of("ONNX Runtime's Java package has no build for Windows on ARM");
      default -> Optional.of("ONNX Runtime's Java package has no build for " + id());
    };
  }

  /**
   * Refuses a platform without native libraries.
   *
   * @throws InputException of kind INPUT, with the reason
   */
  public void requireNatives() {
    Optional<String> reason = missingNatives();
    if (reason.isPresent()) {
      throw InputException.input(
          "Models cannot be run here: " + reason.get() + ".",
          "Run Gimbal on Linux with glibc (x64 or aarch64), macOS on Apple silicon or Windows x64;"
              + " a container such as eclipse-temurin:17 on Debian or Ubuntu will do.");
    }
  }

  private static boolean mapsMusl() {
    Path maps = Path.of("/proc/self/maps");
    try {
      return Files.isReadable(maps)
          && Files.readString(maps, StandardCharsets.ISO_8859_1).contains("ld-musl");
    } catch (IOException e) {
      return false;
    }
  }
}
