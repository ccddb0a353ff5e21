package dev.gimbal.gate.policy;

import dev.gimbal.gate.policy.ProbeSelector.Size;
import dev.gimbal.gate.policy.ProbeSelector.Unit;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlSection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which probes a rule looks at. */
final class ProbeSelectorReader {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,9}(?:[.][0-9]{1,9})?) ?(px|%|deg|°|)");

  private ProbeSelectorReader() {}

  static ProbeSelector read(YamlSection section) {
    section.allow(List.of("family", "min", "max"));
    YamlNode node = section.require("family");
    String family = section.text("family", node);
    if (!ProbeSelector.FAMILIES.contains(family)) {
      throw section.fault(
          node.line(),
          "unknown family \"%s\"; expected one of %s"
              .formatted(family, String.join(", ", ProbeSelector.FAMILIES)),
          "Perhaps \"" + Closest.to(family, ProbeSelector.FAMILIES) + "\" is meant.");
    }
    Optional<Size> min = section.node("min").map(size -> size(section, "min", size, family));
    Optional<Size> max = section.node("max").map(size -> size(section, "max", size, family));
    if (min.isPresent() && max.isPresent() && contradict(min.get(), max.get())) {
      throw section.fault(
          section.require("min").line(),
          "no probe is at least " + min.get().text() + " and at most " + max.get().text(),
          "Use a min up to the max.");
    }
    return new ProbeSelector(Optional.of(family), min, max);
  }

  private static boolean contradict(Size min, Size max) {
    return min.unit() == max.unit() && min.value() > max.value();
  }

  private static Size size(YamlSection section, String key, YamlNode node, String family) {
    String text = section.text(key, node);
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw section.wrong(node, key, expected(family));
    }
    double number = Double.parseDouble(matcher.group(1));
    String unit = matcher.group(2);
    boolean percent = unit.equals("%");
    return switch (family) {
      case "translation" ->
          percent
              ? new Size(number / 100, Unit.SHARE, text)
              : sized(unit.equals("px"), number, Unit.PIXELS, section, key, node, family);
      case "rotation" ->
          sized(
              unit.equals("deg") || unit.equals("°"),
              number,
              Unit.DEGREES,
              section,
              key,
              node,
              family);
      default ->
          sized(
              percent ? number <= 100 : unit.isEmpty() && number <= 1,
              percent ? number / 100 : number,
              Unit.KEEP,
              section,
              key,
              node,
              family);
    };
  }

  private static Size sized(
      boolean valid,
      double value,
      Unit unit,
      YamlSection section,
      String key,
      YamlNode node,
      String family) {
    if (!valid) {
      throw section.wrong(node, key, expected(family));
    }
    return new Size(value, unit, section.text(key, node));
  }

  private static String expected(String family) {
    return switch (family) {
      case "translation" -> "a shift such as 4px or 25% (of the input's side)";
      case "rotation" -> "an angle such as 15deg";
      default -> "a kept share of the side such as 0.8 or 80%";
    };
  }
}
