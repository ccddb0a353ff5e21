package dev.gimbal.result;

import tools.jackson.core.JsonGenerator;

/** Outcomes as JSON: a status with the numbers, or with the reason why there are none. */
public final class OutcomeJson {
  static final String MEASURED = "measured";
  static final String NOT_APPLICABLE = "notApplicable";
  static final String DEGENERATE = "degenerate";
  static final String FAILED = "failed";

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

  static double requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("a result holds " + value);
    }
    return value;
  }

  /**
   * A number that was read: text such as 1e400 fits JSON, but no double.
   *
   * @throws IllegalArgumentException where it is infinite
   */
  static double finite(double value, String key) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("\"" + key + "\" is a larger number than there can be");
    }
    return value;
  }
}
