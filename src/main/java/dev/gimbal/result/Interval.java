package dev.gimbal.result;

/** A 95 % confidence interval over images. */
public record Interval(double lo, double hi) {
  public Interval {
    if (!(lo <= hi)) {
      throw new IllegalArgumentException("lo " + lo + " above hi " + hi);
    }
  }
}
