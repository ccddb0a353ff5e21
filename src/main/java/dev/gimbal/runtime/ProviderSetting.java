package dev.gimbal.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting that an execution provider takes, as in {@code cuda:gpu_mem_limit=8G}.
 *
 * @param key ONNX Runtime's own name for it
 * @param kind what its values look like
 * @param values the allowed ones; empty unless the kind is CHOICE
 */
public record ProviderSetting(String key, Kind kind, List<String> values) {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})([KMGT]?)(?:I?B)?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

  /** What values look like. */
  public enum Kind {
    /** 0 or 1; also false and true, off and on. */
    FLAG("0 or 1"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** A number of bytes; K, M, G and T stand for powers of 1024. */
    BYTES("a number of bytes such as 8G"),
    /** One of a few words. */
    CHOICE("one of a few words"),
    /** Anything. */
    TEXT("text");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }
  }

  public ProviderSetting {
    Objects.requireNonNull(key);
    Objects.requireNonNull(kind);
    values = List.copyOf(values);
  }

  static ProviderSetting of(String key, Kind kind) {
    return new ProviderSetting(key, kind, List.of());
  }

  static ProviderSetting choice(String key, String... values) {
    return new ProviderSetting(key, Kind.CHOICE, List.of(values));
  }

  /** What a value must look like, a clause. */
  public String expected() {
    return kind == Kind.CHOICE ? String.join(", ", values) : kind.expected;
  }

  /** The value as ONNX Runtime spells it; empty where it is none. */
  public Optional<String> normalised(String value) {
    return switch (kind) {
      case FLAG ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "0", "false", "off" -> Optional.of("0");
            case "1", "true", "on" -> Optional.of("1");
            default -> Optional.empty();
          };
      case NUMBER -> NUMBER.matcher(value).matches() ? Optional.of(value) : Optional.empty();
      case BYTES -> bytes(value);
      case CHOICE -> values.stream().filter(known -> known.equalsIgnoreCase(value)).findFirst();
      case TEXT -> value.isBlank() ? Optional.empty() : Optional.of(value);
    };
  }

  private static Optional<String> bytes(String value) {
    Matcher matcher = BYTES.matcher(value.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int power = "KMGT".indexOf(matcher.group(2)) + 1;
    int shift = matcher.group(2).isEmpty() ? 0 : 10 * power;
    long count = Long.parseLong(matcher.group(1));
    if (count == 0 || count > Long.MAX_VALUE >> shift) {
      return Optional.empty();
    }
    return Optional.of(Long.toString(count << shift));
  }
}
