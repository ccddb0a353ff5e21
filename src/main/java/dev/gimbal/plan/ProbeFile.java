package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlReader;
import dev.gimbal.notation.YamlSection;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Borders;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.ProbeList;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A probe file, version 1, checked and ready to be scaled to a frame.
 *
 * <p>Identities and repetitions are dropped; a shift that leaves nothing in the frame is an error.
 */
public final class ProbeFile {
  /** More probes than this are refused. */
  public static final int MAX_PROBES = 100_000;

  private static final List<String> FAMILIES = List.of("translation", "rotation", "crop");
  private static final List<String> ANCHORS =
      Arrays.stream(Anchor.values()).map(Anchor::id).toList();

  private final Path file;
  private final Borders borders;
  private final List<Entry> entries;

  /** One line of the list: shifts that still need the frame, or finished probes. */
  private sealed interface Entry {
    int line();
  }

  private record Shifts(int line, List<Double> dx, List<Double> dy, boolean fraction)
      implements Entry {}

  private record Fixed(int line, List<Probe> probes) implements Entry {}

  private ProbeFile(Path file, Borders borders, List<Entry> entries) {
    this.file = file;
    this.borders = borders;
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads and checks a file.
   *
   * @throws InputException with file, line and key for anything that is wrong
   */
  public static ProbeFile read(Path file) {
    YamlSection root = YamlReader.read(file);
    root.allow(List.of("version", "border", "probes"));
    root.whole("version", root.require("version"), 1, 1);
    Borders borders = root.section("border").map(BorderReader::read).orElse(Borders.standard());
    YamlNode list = root.require("probes");
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    for (YamlNode node : root.items(list)) {
      Entry entry = entry(root.section("probes", node), node.line());
      total +=
          entry instanceof Shifts shifts
              ? (long) shifts.dx().size() * shifts.dy().size()
              : ((Fixed) entry).probes().size();
      if (total > MAX_PROBES) {
        throw root.fault(node.line(), "more than " + MAX_PROBES + " probes", "Use larger steps.");
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw root.wrong(list, "probes", "at least one entry");
    }
    return new ProbeFile(file, borders, entries);
  }

  /** The border protocol of each family. */
  public Borders borders() {
    return borders;
  }

  /**
   * The probes for a frame.
   *
   * @throws InputException when a shift leaves nothing of the image in the frame, or nothing is
   *     left
   */
  public List<Probe> probes(int height, int width) {
    ProbeList list = new ProbeList(height, width);
    for (Entry entry : entries) {
      if (entry instanceof Fixed fixed) {
        fixed.probes().forEach(list::add);
      } else if (entry instanceof Shifts shifts) {
        for (double dy : shifts.dy()) {
          for (double dx : shifts.dx()) {
            int x = pixels(dx, shifts, width);
            int y = pixels(dy, shifts, height);
            list.add(new Translation(x, y));
          }
        }
      }
    }
    if (list.size() == 0) {
      throw InputException.arguments(
          "%s: no probe other than the identity on a frame of %dx%d".formatted(file, height, width),
          "Add a probe that changes the image.");
    }
    return list.toList();
  }

  private int pixels(double shift, Shifts entry, int side) {
    double pixels = entry.fraction() ? Math.rint(shift * side) : shift;
    if (Math.abs(pixels) >= side) {
      throw InputException.arguments(
          "%s: line %d: a shift of %.0f px leaves nothing of a side of %d px"
              .formatted(file, entry.line(), pixels, side),
          "Use shifts smaller than the input, or unit: fraction.");
    }
    return (int) pixels;
  }

  private static Entry entry(YamlSection section, int line) {
    YamlNode family = section.require("family");
    String name = section.text("family", family);
    return switch (name) {
      case "translation" -> shifts(section, line);
      case "rotation" -> rotations(section, line);
      case "crop" -> crops(section, line);
      default ->
          throw section.fault(
              family.line(),
              "unknown family \"" + name + "\"; expected one of " + FAMILIES,
              "Perhaps \"" + Closest.to(name, FAMILIES) + "\" is meant.");
    };
  }

  private static Entry shifts(YamlSection section, int line) {
    section.allow(List.of("family", "dx", "dy", "unit"));
    if (!section.has("dx") && !section.has("dy")) {
      section.require("dx");
    }
    String unit = section.text("unit").orElse("px");
    if (!unit.equals("px") && !unit.equals("fraction")) {
      throw section.wrong(section.require("unit"), "unit", "px or fraction");
    }
    boolean fraction = unit.equals("fraction");
    return new Shifts(line, axis(section, "dx", fraction), axis(section, "dy", fraction), fraction);
  }

  private static List<Double> axis(YamlSection section, String key, boolean fraction) {
    YamlNode node = section.node(key).orElse(null);
    if (node == null) {
      return List.of(0.0);
    }
    List<Double> values = numbers(section, key, node);
    for (double value : values) {
      if (!fraction && value != Math.rint(value)) {
        throw section.wrong(node, key, "whole pixels (" + value + " is not)");
      }
      if (fraction && !(Math.abs(value) < 1)) {
        throw section.wrong(node, key, "fractions of the side between -1 and 1");
      }
    }
    return values;
  }

  /** A number, a list of numbers, or {@code {from, to, step}} with both ends included. */
  private static List<Double> numbers(YamlSection section, String key, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return section.numbers(key, node);
    }
    YamlSection range = section.section(key, node);
    range.allow(List.of("from", "to", "step"));
    double from = range.number("from", range.require("from"));
    double to = range.number("to", range.require("to"));
    double step = range.has("step") ? range.number("step", range.require("step")) : 1;
    if (!(step > 0) || from > to) {
      throw range.fault(
          node.line(),
          key + ": from " + from + " to " + to + " by " + step + " is no rising range",
          "Use from ≤ to and a positive step.");
    }
    // The tolerance keeps a last value that rounding pushed just beyond the end.
    double count = Math.floor((to - from) / step + 1e-9) + 1;
    if (count > MAX_PROBES) {
      throw range.fault(node.line(), key + ": more than " + MAX_PROBES + " values", "Widen step.");
    }
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(from + i * step);
    }
    return values;
  }

  private static Entry rotations(YamlSection section, int line) {
    section.allow(List.of("family", "degrees"));
    YamlNode node = section.require("degrees");
    List<Probe> probes = new ArrayList<>();
    for (double degrees : numbers(section, "degrees", node)) {
      if (Math.abs(degrees) > 360) {
        throw section.wrong(node, "degrees", "angles from -360 to 360");
      }
      probes.add(new Rotation(degrees));
    }
    return new Fixed(line, probes);
  }

  private static Entry crops(YamlSection section, int line) {
    section.allow(List.of("family", "keep", "anchor"));
    YamlNode node = section.require("keep");
    List<Anchor> anchors = new ArrayList<>();
    if (section.has("anchor")) {
      for (YamlNode item : section.items(section.require("anchor"))) {
        anchors.add(anchor(section, item));
      }
    } else {
      anchors.add(Anchor.CENTER);
    }
    List<Probe> probes = new ArrayList<>();
    for (double keep : numbers(section, "keep", node)) {
      if (!(keep > 0 && keep <= 1)) {
        throw section.wrong(node, "keep", "shares of the side above 0 and up to 1");
      }
      anchors.forEach(anchor -> probes.add(new Crop(keep, anchor)));
    }
    return new Fixed(line, probes);
  }

  private static Anchor anchor(YamlSection section, YamlNode node) {
    String name = section.text("anchor", node);
    int index = ANCHORS.indexOf(name);
    if (index < 0) {
      throw section.fault(
          node.line(),
          "unknown anchor \"" + name + "\"; expected one of " + ANCHORS,
          "Perhaps \"" + Closest.to(name, ANCHORS) + "\" is meant.");
    }
    return Anchor.values()[index];
  }
}
