package dev.gimbal.probe;

import java.util.Locale;

/** Where a crop's window lies in the frame. */
public enum Anchor {
  CENTER(0.5, 0.5),
  TOP_LEFT(0, 0),
  TOP_RIGHT(0, 1),
  BOTTOM_LEFT(1, 0),
  BOTTOM_RIGHT(1, 1);

  private final double y;
  private final double x;

  Anchor(double y, double x) {
    this.y = y;
    this.x = x;
  }

  /** Share of the free height above the window. */
  public double y() {
    return y;
  }

  /** Share of the free width left of the window. */
  public double x() {
    return x;
  }

  /** The name used in probe files and results, such as {@code top-left}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
