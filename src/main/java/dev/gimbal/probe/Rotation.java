package dev.gimbal.probe;

import dev.gimbal.geometry.AffineMap;
import java.util.Locale;

/** Turns the picture about the centre of the frame, counter-clockwise as seen on the page. */
public record Rotation(double degrees) implements Probe {
  public Rotation {
    if (!Double.isFinite(degrees)) {
      throw new IllegalArgumentException("degrees " + degrees);
    }
  }

  @Override
  public Family family() {
    return Family.ROTATION;
  }

  @Override
  public String id() {
    return "rotation " + plain(degrees) + "°";
  }

  @Override
  public AffineMap map(int height, int width) {
    double cos = cosine();
    double sin = sine();
    double centreY = (height - 1) / 2.0;
    double centreX = (width - 1) / 2.0;
    // The y axis points down, so a counter-clockwise turn on the page takes (dy, dx) to (cos·dy −
    // sin·dx, sin·dy + cos·dx).
    AffineMap turn = new AffineMap(cos, -sin, centreY, sin, cos, centreX);
    return turn.after(AffineMap.translation(-centreY, -centreX));
  }

  @Override
  public boolean isExact(int height, int width) {
    return degrees % 180 == 0 || (degrees % 90 == 0 && (height + width) % 2 == 0);
  }

  private double cosine() {
    return isQuarterTurn()
        ? Math.rint(Math.cos(Math.toRadians(degrees)))
        : Math.cos(Math.toRadians(degrees));
  }

  private double sine() {
    return isQuarterTurn()
        ? Math.rint(Math.sin(Math.toRadians(degrees)))
        : Math.sin(Math.toRadians(degrees));
  }

  private boolean isQuarterTurn() {
    return degrees % 90 == 0;
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
