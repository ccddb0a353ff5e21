package dev.gimbal.result;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Outcomes as JSON: a status with the numbers, or with the reason why there are none. */
public final class OutcomeJson {
  private static final String MEASURED = "measured";
  private static final String NOT_APPLICABLE = "notApplicable";
  private static final String DEGENERATE = "degenerate";
  private static final String FAILED = "failed";

  private OutcomeJson() {}

  /** Writes an outcome as an object. */
  public static void write(Outcome outcome, JsonGenerator json) {
    json.writeStartObject();
    writeFields(outcome, json);
    json.writeEndObject();
  }

  static void writeFields(Outcome outcome, JsonGenerator json) {
    if (outcome instanceof Outcome.Measured measured) {
      json.writeStringProperty("status", MEASURED);
      json.writeNumberProperty("value", requireFinite(measured.value()));
      measured
          .interval()
          .ifPresent(
              interval -> {
                json.writeNumberProperty("lo", requireFinite(interval.lo()));
                json.writeNumberProperty("hi", requireFinite(interval.hi()));
              });
      json.writeNumberProperty("n", measured.n());
    } else if (outcome instanceof Outcome.NotApplicable none) {
      reason(json, NOT_APPLICABLE, none.reason());
    } else if (outcome instanceof Outcome.Degenerate degenerate) {
      reason(json, DEGENERATE, degenerate.reason());
    } else if (outcome instanceof Outcome.Failed failed) {
      reason(json, FAILED, failed.reason());
    }
  }

  private static void reason(JsonGenerator json, String status, String reason) {
    json.writeStringProperty("status", status);
    json.writeStringProperty("reason", reason);
  }

  static Outcome read(JsonNode row) {
    String status = text(row, "status");
    return switch (status) {
      case MEASURED -> new Outcome.Measured(number(row, "value"), interval(row), integer(row, "n"));
      case NOT_APPLICABLE -> new Outcome.NotApplicable(text(row, "reason"));
      case DEGENERATE -> new Outcome.Degenerate(text(row, "reason"));
      case FAILED -> new Outcome.Failed(text(row, "reason"));
      default -> throw new IllegalArgumentException("unknown status \"" + status + "\"");
    };
  }

  private static Optional<Interval> interval(JsonNode row) {
    return row.has("lo") || row.has("hi")
        ? Optional.of(new Interval(number(row, "lo"), number(row, "hi")))
        : Optional.empty();
  }

  static ScoreId scoreId(String id) {
    return Arrays.stream(ScoreId.values())
        .filter(score -> score.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown score \"" + id + "\""));
  }

  static String text(JsonNode row, String key) {
    JsonNode value = row.path(key);
    if (!value.isString()) {
      throw new IllegalArgumentException("a row has no text \"" + key + "\"");
    }
    return value.asString();
  }

  static int integer(JsonNode row, String key) {
    JsonNode value = row.path(key);
    if (!value.isInt()) {
      throw new IllegalArgumentException("a row has no whole number \"" + key + "\"");
    }
    return value.asInt();
  }

  private static double number(JsonNode row, String key) {
    JsonNode value = row.path(key);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("a row has no number \"" + key + "\"");
    }
    return value.asDouble();
  }

  static double requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result holds " + value);
    }
    return value;
  }
}
