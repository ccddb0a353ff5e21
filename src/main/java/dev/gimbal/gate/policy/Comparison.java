package dev.gimbal.gate.policy;

import java.util.Locale;

/** What of a score is held against a limit. */
public enum Comparison {
  /** Its whole interval must lie on one side; else the comparison is undecided. */
  BOUND,
  /** The estimate alone. */
  POINT;

  /** The name in policies and results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
