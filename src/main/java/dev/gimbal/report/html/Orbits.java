package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Sorts a result's probes onto axes that a curve can be drawn along. */
final class Orbits {
  private static final int FEWEST_POINTS = 2;

  /** Probes that differ in one parameter only, by that parameter. */
  record Strand(String label, TreeMap<Double, List<Integer>> probes) {}

  /**
   * Strands over one axis.
   *
   * @param identity the parameter at which nothing is done to the image
   */
  record Orbit(
      String family,
      String heading,
      String parameter,
      String unit,
      String axis,
      double identity,
      List<Strand> strands) {
    /** A parameter as text; a shift or an angle carries its sign. */
    String parameterText(double value) {
      return identity == 0 ? Numbers.signed(value) : Numbers.plain(value);
    }
  }

  private final AuditDigest digest;

  Orbits(AuditDigest digest) {
    this.digest = digest;
  }

  /** Every orbit with enough probes for a curve. */
  List<Orbit> all() {
    List<Orbit> orbits = new ArrayList<>();
    add(
        orbits,
        new Orbit(
            "translation",
            "Translations along x",
            "dx",
            " px",
            "dx in px (dy = 0)",
            0,
            strands("translation", p -> p.dy().orElse(0) == 0, p -> "", p -> p.dx().orElse(0))));
    add(
        orbits,
        new Orbit(
            "translation",
            "Translations along y",
            "dy",
            " px",
            "dy in px (dx = 0)",
            0,
            strands("translation", p -> p.dx().orElse(0) == 0, p -> "", p -> p.dy().orElse(0))));
    addTurnsAndCrops(orbits);
    return orbits;
  }

  private void addTurnsAndCrops(List<Orbit> orbits) {
    add(
        orbits,
        new Orbit(
            "rotation",
            "Rotations",
            "angle",
            "°",
            "angle in degrees, counter-clockwise",
            0,
            strands("rotation", p -> p.degrees().isPresent(), p -> "", Orbits::turn)));
    add(
        orbits,
        new Orbit(
            "crop",
            "Crops",
            "keep",
            "",
            "keep: side of the window over side of the frame",
            1,
            strands(
                "crop",
                p -> p.keep().isPresent(),
                p -> p.anchor().orElse("centre"),
                p -> p.keep().orElse(1.0))));
  }

  /** Degrees from upright, counter-clockwise, above −180 and at most 180. */
  static double turn(ProbeInfo probe) {
    double degrees = Math.IEEEremainder(probe.degrees().orElse(0.0), 360);
    return degrees == -180 ? 180 : degrees;
  }

  private List<Strand> strands(
      String family,
      Predicate<ProbeInfo> accept,
      Function<ProbeInfo, String> label,
      Function<ProbeInfo, Number> parameter) {
    Map<String, TreeMap<Double, List<Integer>>> strands = new LinkedHashMap<>();
    for (int index : digest.probes(p -> p.family().equals(family) && accept.test(p))) {
      ProbeInfo probe = digest.result().probes().get(index);
      strands
          .computeIfAbsent(SafeText.of(label.apply(probe)), k -> new TreeMap<>())
          .computeIfAbsent(parameter.apply(probe).doubleValue(), k -> new ArrayList<>())
          .add(index);
    }
    List<Strand> list = new ArrayList<>();
    strands.forEach((name, probes) -> list.add(new Strand(name, probes)));
    return list;
  }

  /** One strand needs two points; several strands may be read side by side at a single one. */
  private static void add(List<Orbit> orbits, Orbit orbit) {
    int points = orbit.strands().stream().mapToInt(s -> s.probes().size()).sum();
    if (points >= FEWEST_POINTS) {
      orbits.add(orbit);
    }
  }
}
