package dev.gimbal.probe;

import dev.gimbal.geometry.AffineMap;
import java.util.Objects;

/**
 * A sub-window at an anchor, resized to the whole frame. The window has whole pixels: its sides are
 * the frame's times {@code keep}, rounded.
 */
public record Crop(double keep, Anchor anchor) implements Probe {
  public Crop {
    Objects.requireNonNull(anchor);
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep " + keep + " is not in (0, 1]");
    }
  }

  @Override
  public Family family() {
    return Family.CROP;
  }

  @Override
  public String id() {
    return "crop keep=" + keep + " " + anchor.id();
  }

  @Override
  public AffineMap map(int height, int width) {
    double windowHeight = windowSide(height);
    double windowWidth = windowSide(width);
    double top = Math.floor(anchor.y() * (height - windowHeight));
    double left = Math.floor(anchor.x() * (width - windowWidth));
    double scaleY = height / windowHeight;
    double scaleX = width / windowWidth;
    // Pixel q covers q ± ½, so edges map to edges: q' + ½ = (q + ½ − top) · scale.
    return new AffineMap(
        scaleY, 0, (0.5 - top) * scaleY - 0.5, 0, scaleX, (0.5 - left) * scaleX - 0.5);
  }

  @Override
  public boolean isExact(int height, int width) {
    return windowSide(height) == height && windowSide(width) == width;
  }

  private int windowSide(int side) {
    return Math.max(1, (int) Math.round(keep * side));
  }
}
