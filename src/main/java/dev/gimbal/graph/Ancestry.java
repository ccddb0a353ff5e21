package dev.gimbal.graph;

import java.util.Locale;

/**
 * What kinds of operators lie between the input and a layer; decides what a clean on-grid loss
 * means.
 */
public enum Ancestry {
  /** Only local operators: the clean on-grid loss must be at the noise floor. */
  LOCAL,
  /** Local and global operators (squeeze-excite, instance norm, attention without position). */
  GLOBAL,
  /** Local and positional operators (dense after flatten, position embedding). */
  POSITIONAL,
  /** Global and positional ones: their shares cannot be separated. */
  MIXED,
  /** An operator that Gimbal does not know lies above. */
  UNKNOWN;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
