package dev.gimbal.result;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a row of scores says, read token by token in any order of its keys: a result has hundreds of
 * thousands of rows. Keys that no row knows are skipped.
 *
 * <p>A key that is missed, or holds another type, is a complaint only where it is asked for: a row
 * without a number needs no {@code value}.
 */
final class RowFields {
  private static final int LAYER = 1;
  private static final int PROBE = 1 << 1;
  private static final int N = 1 << 2;
  private static final int VALUE = 1 << 3;
  private static final int LO = 1 << 4;
  private static final int HI = 1 << 5;

  /** Keys that are there with the type they should have; texts are there when they are not null. */
  private int held;

  /** Whether {@code lo} or {@code hi} is there, of whatever type. */
  private boolean bounded;

  private int layer;
  private int probe;
  private int n;
  private double value;
  private double lo;
  private double hi;
  private @Nullable String score;
  private @Nullable String status;
  private @Nullable String reason;
  private @Nullable String orbit;
  private @Nullable String note;

  private RowFields() {}

  /** Reads the value that the parser stands at, and leaves it at that value's end. */
  static RowFields read(JsonParser parser) {
    RowFields row = new RowFields();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        row.take(key, parser);
        // Nothing, unless the key holds an array or an object.
        parser.skipChildren();
      }
    } else {
      parser.skipChildren();
    }
    return row;
  }

  private void take(String key, JsonParser parser) {
    switch (key) {
      case "layer" -> layer = whole(LAYER, parser);
      case "probe" -> probe = whole(PROBE, parser);
      case "n" -> n = whole(N, parser);
      case "value" -> value = real(VALUE, key, parser);
      case "lo" -> lo = bound(LO, key, parser);
      case "hi" -> hi = bound(HI, key, parser);
      case "score" -> score = text(parser);
      case "status" -> status = text(parser);
      case "reason" -> reason = text(parser);
      case "orbit" -> orbit = text(parser);
      case "note" -> note = text(parser);
      default -> {
        // A later minor version may say more.
      }
    }
  }

  private int whole(int key, JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT) {
      return 0;
    }
    held |= key;
    return parser.getIntValue();
  }

  private double real(int key, String name, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isNumeric()) {
      return 0;
    }
    held |= key;
    return OutcomeJson.finite(parser.getDoubleValue(), name);
  }

  private double bound(int key, String name, JsonParser parser) {
    bounded = true;
    return real(key, name, parser);
  }

  private static @Nullable String text(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
  }

  int layer() {
    requireWhole(LAYER, "layer");
    return layer;
  }

  int probe() {
    requireWhole(PROBE, "probe");
    return probe;
  }

  String score() {
    return required(score, "score");
  }

  String orbit() {
    return required(orbit, "orbit");
  }

  String note() {
    return required(note, "note");
  }

  /** The row's outcome: its status with the numbers, or with the reason why there are none. */
  Outcome outcome() {
    String known = required(status, "status");
    return switch (known) {
      case OutcomeJson.MEASURED -> measured();
      case OutcomeJson.NOT_APPLICABLE -> new Outcome.NotApplicable(reason());
      case OutcomeJson.DEGENERATE -> new Outcome.Degenerate(reason());
      case OutcomeJson.FAILED -> new Outcome.Failed(reason());
      default -> throw new IllegalArgumentException("unknown status \"" + known + "\"");
    };
  }

  private Outcome measured() {
    requireReal(VALUE, "value");
    Optional<Interval> interval = Optional.empty();
    if (bounded) {
      requireReal(LO, "lo");
      requireReal(HI, "hi");
      interval = Optional.of(new Interval(lo, hi));
    }
    requireWhole(N, "n");
    return new Outcome.Measured(value, interval, n);
  }

  private String reason() {
    return required(reason, "reason");
  }

  private static String required(@Nullable String found, String key) {
    if (found == null) {
      throw new IllegalArgumentException("a row has no text \"" + key + "\"");
    }
    return found;
  }

  private void requireWhole(int key, String name) {
    if ((held & key) == 0) {
      throw new IllegalArgumentException("a row has no whole number \"" + name + "\"");
    }
  }

  private void requireReal(int key, String name) {
    if ((held & key) == 0) {
      throw new IllegalArgumentException("a row has no number \"" + name + "\"");
    }
  }
}
