package dev.gimbal.geometry;

/**
 * An affine map of the plane, {@code y' = yy·y + yx·x + y0}, {@code x' = xy·y + xx·x + x0}, in [y,
 * x] order.
 *
 * <p>A probe's map takes reference coordinates to probed coordinates: content at p in the reference
 * appears at map(p) in the probed image. Coordinates are pixel or cell indices: index q covers q ±
 * ½.
 */
public record AffineMap(double yy, double yx, double y0, double xy, double xx, double x0) {
  public static final AffineMap IDENTITY = new AffineMap(1, 0, 0, 0, 1, 0);

  public static AffineMap translation(double dy, double dx) {
    return new AffineMap(1, 0, dy, 0, 1, dx);
  }

  public double mapY(double y, double x) {
    return yy * y + yx * x + y0;
  }

  public double mapX(double y, double x) {
    return xy * y + xx * x + x0;
  }

  /** The map that applies {@code this} after {@code first}. */
  public AffineMap after(AffineMap first) {
    return new AffineMap(
        yy * first.yy + yx * first.xy,
        yy * first.yx + yx * first.xx,
        yy * first.y0 + yx * first.x0 + y0,
        xy * first.yy + xx * first.xy,
        xy * first.yx + xx * first.xx,
        xy * first.y0 + xx * first.x0 + x0);
  }

  /** The inverse map; a singular map is refused. */
  public AffineMap inverse() {
    double determinant = yy * xx - yx * xy;
    if (determinant == 0) {
      throw new ArithmeticException("singular map " + this);
    }
    double iyy = xx / determinant;
    double iyx = -yx / determinant;
    double ixy = -xy / determinant;
    double ixx = yy / determinant;
    return new AffineMap(iyy, iyx, -(iyy * y0 + iyx * x0), ixy, ixx, -(ixy * y0 + ixx * x0));
  }

  /** True when the linear part is the identity. */
  public boolean isTranslation() {
    return yy == 1 && yx == 0 && xy == 0 && xx == 1;
  }
}
