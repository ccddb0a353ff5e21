package dev.gimbal.result;

import dev.gimbal.fault.InputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * An audit's result as JSON, {@code docs/schema/result-1.1.schema.json}.
 *
 * <p>One list element a line, so that two results can be compared line by line; keys in a fixed
 * order; an absent value is an absent key. Numbers are the shortest text that reads back to the
 * same double on every Java version, so what is read equals what was written; seven digits of a
 * score mean something. Same result, same bytes.
 */
public final class ResultJson {
  private static final JsonMapper MAPPER = ResultMapper.create();

  private ResultJson() {}

  /** Writes a result as UTF-8; the stream stays open. */
  public static void write(AuditResult result, OutputStream stream) {
    try {
      Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
      write(result, writer);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole JSON as text, for embedding and tests. */
  public static String text(AuditResult result) {
    StringWriter writer = new StringWriter();
    try {
      write(result, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }

  private static void write(AuditResult result, Writer writer) throws IOException {
    writer.write("{\n");
    value(writer, "schemaVersion", result.schemaVersion());
    value(writer, "tool", result.tool());
    value(writer, "model", result.model());
    value(writer, "plan", result.plan());
    value(writer, "environment", result.environment());
    list(writer, "layers", result.layers());
    list(writer, "skipped", result.skipped());
    list(writer, "probes", result.probes());
    list(writer, "scores", result.scores());
    outputs(writer, result.outputs());
    list(writer, "channels", result.channels());
    list(writer, "phases", result.phases());
    list(writer, "collapses", result.collapses());
    list(writer, "positionPanels", result.positionPanels());
    list(writer, "fieldChecks", result.fieldChecks());
    list(writer, "findings", result.findings());
    list(writer, "pictures", result.pictures());
    if (result.gate().isPresent()) {
      value(writer, "gate", result.gate().get());
    }
    if (result.records().isPresent()) {
      value(writer, "records", result.records().get());
    }
    if (result.timings().isPresent()) {
      value(writer, "timings", result.timings().get());
    }
    // The last key always exists, so every other line can end in a comma.
    rows(writer, "warnings", result.warnings());
    writer.write("\n}\n");
  }

  private static void value(Writer writer, String key, Object value) throws IOException {
    writer.write("\"" + key + "\":" + json(value) + ",\n");
  }

  private static void list(Writer writer, String key, List<?> elements) throws IOException {
    rows(writer, key, elements);
    writer.write(",\n");
  }

  private static void rows(Writer writer, String key, List<?> elements) throws IOException {
    writer.write("\"" + key + "\":[");
    String separator = "\n";
    for (Object element : elements) {
      writer.write(separator);
      writer.write(json(element));
      separator = ",\n";
    }
    writer.write(elements.isEmpty() ? "]" : "\n]");
  }

  private static void outputs(Writer writer, List<OutputResult> outputs) throws IOException {
    writer.write("\"outputs\":[");
    String separator = "\n";
    for (OutputResult output : outputs) {
      writer.write(separator + "{\n");
      value(writer, "name", output.name());
      value(writer, "kind", output.kind());
      value(writer, "scale", output.scale());
      value(writer, "classes", output.classes());
      list(writer, "perProbe", output.perProbe());
      rows(writer, "overall", output.overall());
      writer.write("\n}");
      separator = ",\n";
    }
    writer.write(outputs.isEmpty() ? "],\n" : "\n],\n");
  }

  private static String json(Object value) {
    return escapeLoneSurrogates(MAPPER.writeValueAsString(value));
  }

  /** UTF-8 has no form for half a surrogate pair; JSON's escape has, so that any name survives. */
  private static String escapeLoneSurrogates(String json) {
    StringBuilder escaped = null;
    int copied = 0;
    for (int index = 0; index < json.length(); index++) {
      char unit = json.charAt(index);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      boolean paired =
          Character.isHighSurrogate(unit)
              && index + 1 < json.length()
              && Character.isLowSurrogate(json.charAt(index + 1));
      if (paired) {
        index++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder() : escaped;
      escaped.append(json, copied, index).append("\\u").append(Integer.toHexString(unit));
      copied = index + 1;
    }
    return escaped == null ? json : escaped.append(json.substring(copied)).toString();
  }

  /**
   * Reads a result file; keys that this version does not know are ignored.
   *
   * @throws InputException when the file cannot be read, is no result, or has another major version
   */
  public static AuditResult read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      if (Files.isDirectory(file)) {
        throw broken(name, "it is a folder");
      }
      requireVersion(file, name);
      try (var stream = Files.newInputStream(file)) {
        AuditResult result = MAPPER.readValue(stream, AuditResult.class);
        ResultIndices.check(result);
        return result;
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw broken(name, firstLine(e), e);
    } catch (IOException e) {
      boolean missing = e instanceof NoSuchFileException;
      throw broken(name, missing ? "there is no such file" : "it cannot be read: " + e, e);
    }
  }

  /** Reads no further than the version, which our writer puts first. */
  private static void requireVersion(Path file, String name) throws IOException {
    try (var stream = Files.newInputStream(file);
        JsonParser parser = MAPPER.createParser(stream)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw broken(name, "it does not hold a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean version = "schemaVersion".equals(parser.currentName());
        parser.nextToken();
        if (version) {
          requireVersion(parser.getValueAsString("(not a text)"), name);
          return;
        }
        parser.skipChildren();
      }
    }
    throw broken(name, "it has no schemaVersion");
  }

  private static void requireVersion(String found, String name) {
    if (!major(found).equals(major(AuditResult.SCHEMA_VERSION))) {
      throw InputException.input(
          name
              + " has schema version "
              + found
              + "; this Gimbal reads version "
              + major(AuditResult.SCHEMA_VERSION)
              + ".x",
          "Run the audit again with this version, or read the file with the version that wrote it.");
    }
  }

  private static String major(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  private static InputException broken(String name, String why) {
    return InputException.input(name + " is not a Gimbal result: " + why, REMEDY);
  }

  private static InputException broken(String name, String why, Exception cause) {
    return InputException.input(name + " is not a Gimbal result: " + why, REMEDY, cause);
  }

  private static final String REMEDY =
      "Give a file that `gimbal audit MODEL -o json=FILE` has written completely.";

  private static String firstLine(Exception e) {
    String message = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
    String where = "";
    if (e instanceof JacksonException jackson
        && jackson.getLocation() != null
        && jackson.getLocation().getLineNr() > 0) {
      where = " (line " + jackson.getLocation().getLineNr() + ")";
    }
    return String.valueOf(message).lines().findFirst().orElse("unreadable") + where;
  }
}
