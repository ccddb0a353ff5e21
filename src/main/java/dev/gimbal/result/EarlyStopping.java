package dev.gimbal.result;

import java.util.Objects;

/**
 * How an audit was ended that measures only until its gate is decided.
 *
 * @param plannedImages images that it could have measured; the references of all of them set means
 *     and scales
 * @param looks how often the gate was asked, the last time included
 * @param method of the intervals that the gate compares, which hold at all looks together
 */
public record EarlyStopping(int plannedImages, int looks, String method) {
  /** The method of this version. */
  public static final String SEQUENCES = "confidence sequences";

  public EarlyStopping {
    Objects.requireNonNull(method);
    if (plannedImages < 1 || looks < 1) {
      throw new IllegalArgumentException(plannedImages + " images, " + looks + " looks");
    }
  }
}
