package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Typed access to a JSON file written by others; wrong types are errors that name the key. */
final class JsonConfig {
  private static final long MAX_BYTES = 4_000_000;

  private final Path file;
  private final JsonNode root;

  private JsonConfig(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static JsonConfig read(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw InputException.arguments(
            file + ": " + bytes + " bytes; at most " + MAX_BYTES + " are read as a configuration",
            "Give the configuration file, not the model.");
      }
      JsonNode root = JsonMapper.shared().readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw InputException.arguments(
            file + ": expected a JSON object", "Check that this is the right file.");
      }
      return new JsonConfig(file, root);
    } catch (JacksonException e) {
      throw InputException.arguments(
          file + ": not valid JSON: " + e.getOriginalMessage(), "Check that the file is complete.");
    } catch (IOException e) {
      throw InputException.arguments(
          file + ": cannot be read: " + e.getMessage(), "Check the path and its permissions.");
    }
  }

  /** The object under a key, or this one where there is none. */
  JsonConfig inside(String key) {
    JsonNode child = root.path(key);
    return child.isObject() ? new JsonConfig(file, child) : this;
  }

  boolean has(String key) {
    return !root.path(key).isMissingNode() && !root.path(key).isNull();
  }

  JsonNode node(String key) {
    return root.path(key);
  }

  boolean flag(String key, boolean missing) {
    JsonNode node = root.path(key);
    if (!has(key)) {
      return missing;
    }
    if (!node.isBoolean()) {
      throw wrong(key, node, "true or false");
    }
    return node.booleanValue();
  }

  Optional<Double> number(String key) {
    JsonNode node = root.path(key);
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.isNumber()) {
      throw wrong(key, node, "a number");
    }
    return Optional.of(node.doubleValue());
  }

  Optional<String> text(String key) {
    JsonNode node = root.path(key);
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }

  /** A list of numbers; a single number is a list of one. */
  Optional<List<Double>> numbers(String key) {
    JsonNode node = root.path(key);
    if (!has(key)) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    if (node.isNumber()) {
      values.add(node.doubleValue());
    }
    for (JsonNode element : node) {
      if (!element.isNumber()) {
        throw wrong(key, node, "a list of numbers");
      }
      values.add(element.doubleValue());
    }
    if (values.isEmpty() || values.size() > 64) {
      throw wrong(key, node, "a list of 1 to 64 numbers");
    }
    return Optional.of(values);
  }

  /** A positive whole number of pixels under a key of a nested object. */
  int pixels(String key, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
      throw wrong(key, node, "a positive whole number of pixels");
    }
    return node.intValue();
  }

  InputException wrong(String key, JsonNode found, String expected) {
    String text = found.toString();
    return InputException.arguments(
        "%s: %s is %s, expected %s"
            .formatted(
                file, key, text.length() > 60 ? text.substring(0, 60) + "…" : text, expected),
        "Correct the file, or state the preprocessing with --preprocess.");
  }

  /** Scale, mean and std from the given numbers; a bad one is an error that names the file. */
  PixelValues values(double scale, List<Double> mean, List<Double> std) {
    try {
      return new PixelValues(scale, mean, std);
    } catch (IllegalArgumentException e) {
      throw InputException.arguments(
          file + ": " + e.getMessage(), "State the preprocessing with --preprocess.");
    }
  }

  Path file() {
    return file;
  }
}
