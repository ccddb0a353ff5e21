package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Layer;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.plan.ProbeFile;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Borders;
import dev.gimbal.probe.PixelPeriod;
import dev.gimbal.probe.Preset;
import dev.gimbal.probe.Probe;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The probes that {@code --probes} and {@code --border} ask for, on a frame of a known size.
 *
 * @param name preset or file name, for the result
 * @param borders protocol of each family
 */
record ProbeChoice(String name, List<Probe> probes, Borders borders) {

  /**
   * Resolves a preset or a probe file.
   *
   * @param layers whose periods a preset probes; may be empty
   */
  static ProbeChoice of(
      String asked, Optional<Border> border, int height, int width, List<Layer> layers) {
    Optional<Preset> preset = Preset.named(asked);
    if (preset.isPresent()) {
      List<Probe> probes = preset.get().probes(height, width, periods(layers));
      return checked(
          new ProbeChoice(
              preset.get().id(),
              probes,
              border.map(Borders::everywhere).orElseGet(Borders::standard)));
    }
    ProbeFile file = ProbeFile.read(existing(asked));
    Borders borders = border.map(Borders::everywhere).orElseGet(file::borders);
    return checked(
        new ProbeChoice(
            Path.of(asked).getFileName().toString(), file.probes(height, width), borders));
  }

  private static Path existing(String asked) {
    List<String> presets = Arrays.stream(Preset.values()).map(Preset::id).toList();
    try {
      Path file = Path.of(asked);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Falls through: neither a file nor a preset.
    }
    throw InputException.arguments(
        "--probes " + asked + ": neither a file nor one of " + String.join(", ", presets) + ".",
        "Use --probes standard.");
  }

  /** Canvas has a reference of its own, so no other protocol can share a result with it. */
  private static ProbeChoice checked(ProbeChoice choice) {
    Set<Boolean> canvas = new LinkedHashSet<>();
    choice.planned().forEach(planned -> canvas.add(planned.border() instanceof Border.Canvas));
    if (canvas.size() > 1) {
      throw InputException.arguments(
          "The probe file mixes the border protocol canvas with others: with canvas the reference"
              + " is the embedded image.",
          "Use canvas for every family, or measure in two runs.");
    }
    return choice;
  }

  /** The distinct periods of the layers, in whole pixels. */
  private static List<PixelPeriod> periods(List<Layer> layers) {
    Set<PixelPeriod> periods = new LinkedHashSet<>();
    for (Layer layer : layers) {
      if (layer.geometry() instanceof Layer.Geometry.Known known) {
        LayerGeometry geometry = known.value();
        periods.add(
            new PixelPeriod(
                wholePixels(geometry.y().period()), wholePixels(geometry.x().period())));
      }
    }
    return List.copyOf(periods);
  }

  /** Smallest whole number of pixels that is a multiple of the period: its numerator. */
  private static int wholePixels(Rational period) {
    return (int) Math.min(Integer.MAX_VALUE, period.numerator());
  }

  /** Each probe with its family's protocol. */
  List<PlannedProbe> planned() {
    return probes.stream()
        .map(probe -> new PlannedProbe(probe, borders.of(probe.family())))
        .toList();
  }
}
