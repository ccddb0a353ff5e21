package dev.gimbal.notation;

import java.util.List;
import java.util.Map;

/** A value of a YAML file with the line on which it starts. */
public sealed interface YamlNode {
  /** The 1-based line. */
  int line();

  /** One word for messages. */
  String kind();

  /** Keys with their values, in file order. */
  record Mapping(int line, Map<String, YamlNode> entries, Map<String, Integer> keyLines)
      implements YamlNode {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** Values in order. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Text, number, boolean or null, as written. */
  record Scalar(int line, String text) implements YamlNode {
    @Override
    public String kind() {
      return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
  }
}
