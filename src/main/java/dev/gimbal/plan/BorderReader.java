package dev.gimbal.plan;

import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlSection;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Borders;
import java.util.List;

/** Reads border protocols from probe files. */
final class BorderReader {
  private static final List<String> NAMES =
      List.of("fill", "reflect", "circular", "canvas", "context", "zero");

  private BorderReader() {}

  static Borders read(YamlSection section) {
    section.allow(List.of("translation", "rotation", "crop"));
    return new Borders(one(section, "translation"), one(section, "rotation"), one(section, "crop"));
  }

  private static Border one(YamlSection section, String family) {
    YamlNode node = section.node(family).orElse(null);
    if (node == null) {
      return Border.standard();
    }
    if (node instanceof YamlNode.Mapping) {
      YamlSection fill = section.section(family, node);
      fill.allow(List.of("fill"));
      YamlNode colour = fill.require("fill");
      List<Double> values = fill.numbers("fill", colour);
      if (values.stream().anyMatch(v -> v < 0 || v > 255)) {
        throw fill.wrong(colour, "fill", "values from 0 to 255");
      }
      double[] given = values.stream().mapToDouble(Double::doubleValue).toArray();
      return new Border.Fill(new Border.FillColour.Given(given));
    }
    String name = section.text(family, node);
    if (name.equals("circular") && !family.equals("translation")) {
      throw section.fault(
          node.line(),
          "circular is for translations, not for " + family,
          "Use fill, reflect, canvas or context.");
    }
    if (name.equals("zero")) {
      return new Border.Fill(new Border.FillColour.Zero());
    }
    return BorderName.plain(name)
        .orElseThrow(
            () ->
                section.fault(
                    node.line(),
                    "unknown border protocol \"" + name + "\"; expected one of " + NAMES,
                    "Perhaps \"" + Closest.to(name, NAMES) + "\" is meant."));
  }
}
