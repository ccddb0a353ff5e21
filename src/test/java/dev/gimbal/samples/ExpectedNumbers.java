package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The numbers that a sample's claim rests on, {@code samples/NAME/expected.json}.
 *
 * <p>With {@code -Dgimbal.samples.write=true} the tests write what they see instead of comparing.
 * Comparisons that hold for any numbers, such as one network beating another, stand in the tests.
 */
final class ExpectedNumbers {
  private static final boolean WRITE = Boolean.getBoolean("gimbal.samples.write");
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A number and how far another run may lie from it, on another processor for instance. */
  record Expected(double value, double margin) {}

  private final Path file;
  private final Map<String, Expected> known;
  private final Map<String, Expected> seen = new TreeMap<>();

  private ExpectedNumbers(Path file, Map<String, Expected> known) {
    this.file = file;
    this.known = known;
  }

  /** Those of a folder below {@code samples}. */
  static ExpectedNumbers of(String sample) {
    Path file = Path.of("samples", sample, "expected.json");
    return new ExpectedNumbers(
        file, WRITE ? Map.of() : JSON.readValue(file.toFile(), new TypeReference<>() {}));
  }

  /** The number must lie within the file's margin; a written file gets this margin. */
  void check(String name, double value, double margin) {
    seen.put(
        name, new Expected(Double.parseDouble(String.format(Locale.ROOT, "%.4f", value)), margin));
    if (WRITE) {
      return;
    }
    assertThat(known).as("%s", file).containsKey(name);
    assertThat(value)
        .as("%s: %s", file, name)
        .isCloseTo(known.get(name).value(), within(known.get(name).margin()));
  }

  /** Call when all numbers were checked: none may be left over, and a written file is saved. */
  void complete() {
    if (WRITE) {
      JSON.writeValue(file.toFile(), seen);
      return;
    }
    Set<String> unchecked = new TreeSet<>(known.keySet());
    unchecked.removeAll(seen.keySet());
    assertThat(unchecked).as("numbers in %s that no test checks", file).isEmpty();
  }
}
