package dev.gimbal.notation;

import dev.gimbal.fault.InputException;
import dev.gimbal.notation.YamlNode.Mapping;
import dev.gimbal.notation.YamlNode.Scalar;
import dev.gimbal.notation.YamlNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Typed access to one mapping of a YAML file; every error names file, line and key. */
public final class YamlSection {
  private final Path file;
  private final String name;
  private final Mapping mapping;

  YamlSection(Path file, String name, Mapping mapping) {
    this.file = file;
    this.name = name;
    this.mapping = mapping;
  }

  /** The 1-based line on which it starts. */
  public int line() {
    return mapping.line();
  }

  public Path file() {
    return file;
  }

  /** Refuses keys other than these and shows the closest one. */
  public void allow(List<String> known) {
    for (Map.Entry<String, Integer> key : mapping.keyLines().entrySet()) {
      if (!known.contains(key.getKey())) {
        throw fault(
            key.getValue(),
            "unknown key \"%s\"%s".formatted(key.getKey(), name.isEmpty() ? "" : " in " + name),
            "Perhaps \"%s\" is meant; known keys are %s."
                .formatted(Closest.to(key.getKey(), known), String.join(", ", known)));
      }
    }
  }

  public Set<String> keys() {
    return mapping.entries().keySet();
  }

  public boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  public Optional<YamlNode> node(String key) {
    return Optional.ofNullable(mapping.entries().get(key));
  }

  public YamlNode require(String key) {
    return node(key)
        .orElseThrow(
            () ->
                fault(
                    mapping.line(),
                    "key \"%s\" is missing%s".formatted(key, name.isEmpty() ? "" : " in " + name),
                    "Add it."));
  }

  public Optional<YamlSection> section(String key) {
    return node(key).map(node -> section(key, node));
  }

  public YamlSection section(String key, YamlNode node) {
    if (node instanceof Mapping child) {
      return new YamlSection(file, key, child);
    }
    throw wrong(node, key, "a mapping");
  }

  public Optional<String> text(String key) {
    return node(key).map(node -> text(key, node));
  }

  public String text(String key, YamlNode node) {
    if (node instanceof Scalar scalar && !scalar.text().isEmpty()) {
      return scalar.text();
    }
    throw wrong(node, key, "a text");
  }

  public double number(String key, YamlNode node) {
    try {
      if (node instanceof Scalar scalar) {
        double value = Double.parseDouble(scalar.text().replace("_", ""));
        if (Double.isFinite(value)) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // Reported below, with the line.
    }
    throw wrong(node, key, "a number");
  }

  public int whole(String key, YamlNode node, int least, int most) {
    double value = number(key, node);
    if (value != Math.rint(value) || value < least || value > most) {
      throw wrong(node, key, "a whole number from " + least + " to " + most);
    }
    return (int) value;
  }

  /** The items of a list; a single value counts as a list of one. */
  public List<YamlNode> items(YamlNode node) {
    return node instanceof Sequence sequence ? sequence.items() : List.of(node);
  }

  public List<Double> numbers(String key, YamlNode node) {
    List<Double> values = new ArrayList<>();
    for (YamlNode item : items(node)) {
      values.add(number(key, item));
    }
    if (values.isEmpty()) {
      throw wrong(node, key, "at least one number");
    }
    return values;
  }

  public InputException wrong(YamlNode found, String key, String expected) {
    return fault(
        found.line(),
        "%s is %s, expected %s".formatted(key, found.kind(), expected),
        "Correct the value.");
  }

  public InputException fault(int line, String message, String remedy) {
    return InputException.arguments(file + ": line " + line + ": " + message, remedy);
  }
}
