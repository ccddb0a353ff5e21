package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a small YAML file with line numbers. Double keys are errors, depth and size are limited,
 * and aliases are not expanded.
 */
final class YamlReader {
  private static final int MAX_BYTES = 4_000_000;
  private static final int MAX_DEPTH = 20;

  private final Path file;
  private final JsonParser parser;

  private YamlReader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** The file's single document, which must be a mapping. */
  static YamlSection read(Path file) {
    byte[] bytes = bytes(file);
    try (JsonParser parser = YAMLMapper.shared().createParser(bytes)) {
      YamlReader reader = new YamlReader(file, parser);
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw InputException.arguments(
            file
                + ": "
                + (first == null ? "the file is empty" : "line 1 is no mapping")
                + ", expected keys and values",
            "See the example in the documentation.");
      }
      YamlNode.Mapping root = reader.mapping(0);
      if (parser.nextToken() != null) {
        throw reader.fault("a second document");
      }
      return new YamlSection(file, "", root);
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ":";
      String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw InputException.arguments(
          file + ":" + line + " not valid YAML: " + text, "Check indentation and brackets there.");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw InputException.arguments(
            file + ": " + Files.size(file) + " bytes; at most " + MAX_BYTES + " are read",
            "Check that this is the right file.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw InputException.arguments(
          file + ": cannot be read: " + e.getMessage(), "Check the path and its permissions.");
    }
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private YamlNode value(int depth) {
    if (depth > MAX_DEPTH) {
      throw fault("more than " + MAX_DEPTH + " levels");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(depth);
    }
    if (token == JsonToken.START_ARRAY) {
      int line = line();
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(depth + 1));
      }
      return new YamlNode.Sequence(line, List.copyOf(items));
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getString();
    return new YamlNode.Scalar(line(), text == null ? "" : text);
  }

  private YamlNode.Mapping mapping(int depth) {
    int line = line();
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> keyLines = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (keyLines.put(key, line()) != null) {
        throw fault("the key \"" + key + "\" a second time");
      }
      parser.nextToken();
      entries.put(key, value(depth + 1));
    }
    return new YamlNode.Mapping(line, entries, keyLines);
  }

  private InputException fault(String found) {
    return InputException.arguments(file + ": line " + line() + ": " + found, "Remove it.");
  }
}
