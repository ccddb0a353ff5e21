package dev.gimbal.notation;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a small YAML file with line numbers. Double keys and aliases are errors, depth and size are
 * limited: nothing is expanded, so that a small file cannot become a large one.
 */
public final class YamlReader {
  private static final int MAX_BYTES = 4_000_000;
  private static final int MAX_DEPTH = 20;
  private static final Pattern PLACE = Pattern.compile(" in reader, line (\\d{1,9}), column.*");

  private final Path file;
  private final JsonParser parser;

  private YamlReader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * The file's single document, which must be a mapping.
   *
   * @throws InputException of kind ARGUMENTS with file and line for anything else
   */
  public static YamlSection read(Path file) {
    return read(file, bytes(file));
  }

  /** As {@link #read(Path)}, for text that was read already; the file is only named. */
  public static YamlSection read(Path file, byte[] bytes) {
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
      throw notYaml(file, e);
    }
  }

  /** The parser's own position is where it gave up; its text names the place that is wrong. */
  private static InputException notYaml(Path file, JacksonException e) {
    String text = String.valueOf(e.getOriginalMessage());
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    String problem = text.lines().findFirst().orElse("");
    List<String> lines = text.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      Matcher place = PLACE.matcher(lines.get(i));
      if (place.matches()) {
        line = Integer.parseInt(place.group(1));
        problem = lines.get(i - 1);
      }
    }
    return InputException.arguments(
        file + ":" + (line > 0 ? " line " + line + ":" : "") + " not valid YAML: " + problem,
        "Check indentation and brackets there.");
  }

  /**
   * A file's bytes, unless there are too many of them.
   *
   * @throws InputException of kind ARGUMENTS when it cannot be read or is too long
   */
  public static byte[] bytes(Path file) {
    if (!Files.exists(file)) {
      throw InputException.arguments(
          "There is no file " + file + ".", "Check the path and its permissions.");
    }
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
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw InputException.arguments(
          file + ": line " + line() + ": *" + parser.getString() + " is an alias",
          "Write the value out; aliases are not followed.");
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
