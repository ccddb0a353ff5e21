package dev.gimbal.gate.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A number that a score is held against, as it was written.
 *
 * @param kind which side of it is the wrong one
 * @param number with the decimals it was written with
 */
public record Limit(Kind kind, BigDecimal number) {
  /** Fewest decimals of a printed score, however short its limit is written. */
  private static final int LEAST_DECIMALS = 2;

  /** Which side of a limit is the wrong one. */
  public enum Kind {
    /** Scores below it violate. */
    MIN("min"),
    /** Scores above it violate. */
    MAX("max"),
    /** A drop from the reference above it violates. */
    MAX_DROP("max-drop");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** The key in policies. */
    public String key() {
      return key;
    }
  }

  /** The limit as the double that scores are compared with, before any rounding. */
  public double value() {
    return number.doubleValue();
  }

  /** True when scores below the limit violate it. */
  public boolean isMinimum() {
    return kind == Kind.MIN;
  }

  /** True when the value itself lies on the wrong side; the limit itself is allowed. */
  public boolean isViolatedBy(double value) {
    return isMinimum() ? value < value() : value > value();
  }

  /** How far the value lies beyond the limit, negative when it is on the right side. */
  public double excess(double value) {
    return isMinimum() ? value() - value : value - value();
  }

  /**
   * A score with the limit's decimals (two at least), rounded towards the failing side, so that
   * what violates never reads as if it did not.
   */
  public String shown(double value) {
    int decimals = Math.max(LEAST_DECIMALS, number.scale());
    RoundingMode towardsFailing = isMinimum() ? RoundingMode.FLOOR : RoundingMode.CEILING;
    return BigDecimal.valueOf(value).setScale(decimals, towardsFailing).toPlainString();
  }

  @Override
  public String toString() {
    return kind.key() + " " + number.toPlainString();
  }
}
