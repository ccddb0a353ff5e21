package dev.gimbal.gate.policy;

import java.util.Locale;

/** What a violated rule does to the verdict. */
public enum Level {
  /** Fails the gate. */
  ERROR,
  /** Is said, and fails the gate only under {@code --fail-on warn}. */
  WARN;

  /** The name in policies and results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
