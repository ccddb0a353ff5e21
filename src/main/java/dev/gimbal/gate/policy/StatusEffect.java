package dev.gimbal.gate.policy;

import java.util.Locale;

/** What a score without a number does to its rule. */
public enum StatusEffect {
  FAIL,
  IGNORE;

  /** The name in policies. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
