package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.result.ProbeInfo;
import java.util.List;

/** The small and the large probes of a family, and what they are called. */
final class Moves {
  /** A small shift: at most 2 px or 1 % of the shorter side, whichever is more. */
  private static final double SMALL_PIXELS = 2;

  private static final double SMALL_SHARE = 0.01;
  private static final double SMALL_DEGREES = 15;
  private static final double TOLERANCE = 1e-9;

  private final AuditDigest digest;

  Moves(AuditDigest digest) {
    this.digest = digest;
  }

  /** Probes that are small, or the smallest there are. */
  List<Integer> small(String family) {
    double least = digest.probes(family).stream().mapToDouble(this::size).min().orElse(0);
    double most = Math.max(least, largestSmall(family)) + TOLERANCE;
    return digest.probes(family).stream().filter(probe -> size(probe) <= most).toList();
  }

  /** The largest probes. */
  List<Integer> large(String family) {
    double most = digest.probes(family).stream().mapToDouble(this::size).max().orElse(0);
    return digest.probes(family).stream().filter(p -> size(p) >= most - TOLERANCE).toList();
  }

  private double largestSmall(String family) {
    int side = digest.result().plan().size().stream().mapToInt(Integer::intValue).min().orElse(0);
    return switch (family) {
      case "translation" -> Math.max(SMALL_PIXELS, SMALL_SHARE * side);
      case "rotation" -> SMALL_DEGREES;
      default -> 0;
    };
  }

  /** Pixels of the longer axis, degrees from upright, or the share of a side that is cut off. */
  double size(int index) {
    ProbeInfo probe = digest.result().probes().get(index);
    double shift = Math.max(Math.abs(probe.dx().orElse(0)), Math.abs(probe.dy().orElse(0)));
    double turn = Math.abs(Math.IEEEremainder(probe.degrees().orElse(0.0), 360));
    return shift + turn + 1 - probe.keep().orElse(1.0);
  }

  private double largestOf(List<Integer> probes) {
    return probes.stream().mapToDouble(this::size).max().orElse(0);
  }

  /** All probes up to the largest of these, as the beginning of a sentence. */
  String upTo(String family, List<Integer> probes) {
    boolean alike =
        probes.stream().mapToDouble(this::size).distinct().count() <= 1 && !probes.isEmpty();
    if (alike) {
      return SensitivitySection.capitalised(of(family, probes));
    }
    return switch (family) {
      case "translation" -> "Moves of up to " + Numbers.plain(largestOf(probes)) + " px";
      case "rotation" -> "Turns of up to " + Numbers.plain(largestOf(probes)) + "°";
      case "crop" -> "Crops down to " + Numbers.plain(1 - largestOf(probes)) + " of each side";
      default -> "Probes of family " + SafeText.of(family);
    };
  }

  /** Probes of one size, inside a sentence. */
  String of(String family, List<Integer> probes) {
    return switch (family) {
      case "translation" -> "moves of " + Numbers.plain(largestOf(probes)) + " px";
      case "rotation" -> "turns of " + Numbers.plain(largestOf(probes)) + "°";
      case "crop" -> "crops to " + Numbers.plain(1 - largestOf(probes)) + " of each side";
      default -> "probes of family " + SafeText.of(family);
    };
  }

  /** How many probes of a family there are and how far they go, such as {@code 52 translations}. */
  String extent(String family) {
    List<Integer> probes = digest.probes(family);
    String reach =
        switch (family) {
          case "translation" -> ", up to " + Numbers.plain(largestOf(probes)) + " px,";
          case "rotation" -> ", up to " + Numbers.plain(largestOf(probes)) + "°,";
          case "crop" -> ", down to " + Numbers.plain(1 - largestOf(probes)) + " of each side,";
          default -> "";
        };
    return Numbers.count(probes.size(), SafeText.of(family)) + reach;
  }
}
