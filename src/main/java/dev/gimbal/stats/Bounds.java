package dev.gimbal.stats;

/** Lower and upper end of a 95 % confidence interval, both finite, {@code lo <= hi}. */
public record Bounds(double lo, double hi) {
  /** The level of every interval in this package. */
  public static final double CONFIDENCE = 0.95;

  public Bounds {
    if (!Double.isFinite(lo) || !Double.isFinite(hi) || lo > hi) {
      throw new IllegalArgumentException("bounds [" + lo + ", " + hi + "]");
    }
  }

  /** True when the value lies between the ends, ends included. */
  public boolean contains(double value) {
    return lo <= value && value <= hi;
  }
}
