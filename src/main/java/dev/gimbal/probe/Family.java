package dev.gimbal.probe;

import java.util.Locale;

/** The kinds of geometric change. */
public enum Family {
  TRANSLATION,
  ROTATION,
  CROP;

  /** The name used on the command line, in files and in results. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
