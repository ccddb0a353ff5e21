package dev.gimbal.gate.policy;

import java.util.Locale;

/** What a rule looks at. */
public enum RuleTarget {
  OUTPUTS,
  LAYERS;

  /** The name in policies and results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
