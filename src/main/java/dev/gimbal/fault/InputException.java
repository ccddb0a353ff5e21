package dev.gimbal.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user's arguments or files cannot be used as they are; the one exception that the command line
 * turns into a message and an exit code instead of a stack trace.
 *
 * <p>The message says what was found, what was expected and where; the remedy is one thing to try.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of input is at fault; decides the exit code. */
  public enum Kind {
    /** Wrong arguments, policy or configuration: exit code 2. */
    ARGUMENTS,
    /** Model or data unreadable or unsupported: exit code 3. */
    INPUT,
    /** Baseline missing or not comparable: exit code 5. */
    BASELINE
  }

  private final Kind kind;
  private final String remedy;

  private InputException(Kind kind, String message, String remedy, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.kind = kind;
    this.remedy = Objects.requireNonNull(remedy);
  }

  /** Wrong arguments or configuration. */
  public static InputException arguments(String message, String remedy) {
    return new InputException(Kind.ARGUMENTS, message, remedy, null);
  }

  /** A model or data file that cannot be read or is not supported. */
  public static InputException input(String message, String remedy) {
    return new InputException(Kind.INPUT, message, remedy, null);
  }

  /** A baseline that is missing or not comparable. */
  public static InputException baseline(String message, String remedy) {
    return new InputException(Kind.BASELINE, message, remedy, null);
  }

  /** As {@link #input(String, String)}, keeping the cause for logs. */
  public static InputException input(String message, String remedy, Throwable cause) {
    return new InputException(Kind.INPUT, message, remedy, cause);
  }

  /** What kind of input is at fault. */
  public Kind kind() {
    return kind;
  }

  /** One thing to try, a full sentence without "perhaps you should"; may be empty. */
  public String remedy() {
    return remedy;
  }
}
