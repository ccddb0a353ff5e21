package dev.gimbal.image;

import dev.gimbal.geometry.AffineMap;

/**
 * Reads planes at the positions that an inverse map gives. Whole-number maps copy values bit for
 * bit; all others interpolate bilinearly in float.
 */
final class Warp {
  /** Positions closer than this to a pixel centre are that pixel: rounding noise of the map. */
  private static final double SNAP = 1e-9;

  /** How positions outside the frame are read. */
  enum Edge {
    FILL,
    REFLECT,
    CIRCULAR,
    /** The nearest stored pixel, which may lie outside the frame in a larger source. */
    NEAREST_STORED,
    /** The nearest pixel of the frame. */
    CLAMP
  }

  private final PixelFrame frame;
  private final Edge edge;
  private final float[] fill;
  private final int height;
  private final int width;

  Warp(PixelFrame frame, Edge edge, float[] fill) {
    this.frame = frame;
    this.edge = edge;
    this.fill = fill;
    this.height = frame.height();
    this.width = frame.width();
  }

  /** Fills the target: value at p is the frame's value at {@code inverse(p)}. */
  void render(AffineMap inverse, float[] target) {
    if (!isWhole(inverse)) {
      interpolate(inverse, target);
    } else if (inverse.isTranslation()) {
      shift((int) Math.rint(inverse.y0()), (int) Math.rint(inverse.x0()), target);
    } else {
      copyIndices(inverse, target);
    }
  }

  static boolean isWhole(AffineMap map) {
    return isWhole(map.yy())
        && isWhole(map.yx())
        && isWhole(map.y0())
        && isWhole(map.xy())
        && isWhole(map.xx())
        && isWhole(map.x0());
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value);
  }

  static double snap(double value) {
    double near = Math.rint(value);
    return Math.abs(value - near) < SNAP ? near : value;
  }

  private void shift(int dy, int dx, float[] target) {
    int first = Math.min(width, Math.max(0, -dx));
    int last = Math.max(first, Math.min(width, width - dx));
    for (int c = 0; c < frame.channels(); c++) {
      float[] plane = frame.plane(c);
      for (int y = 0; y < height; y++) {
        int row = (c * height + y) * width;
        int sourceY = y + dy;
        if (sourceY >= 0 && sourceY < height && last > first) {
          System.arraycopy(
              plane, frame.index(sourceY, first + dx), target, row + first, last - first);
          copyPixels(c, y, 0, first, dy, dx, target);
          copyPixels(c, y, last, width, dy, dx, target);
        } else {
          copyPixels(c, y, 0, width, dy, dx, target);
        }
      }
    }
  }

  private void copyPixels(int c, int y, int from, int to, int dy, int dx, float[] target) {
    for (int x = from; x < to; x++) {
      target[(c * height + y) * width + x] = value(c, index(y + dy, x + dx));
    }
  }

  private void copyIndices(AffineMap inverse, float[] target) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int index = index((int) inverse.mapY(y, x), (int) inverse.mapX(y, x));
        for (int c = 0; c < frame.channels(); c++) {
          target[(c * height + y) * width + x] = value(c, index);
        }
      }
    }
  }

  private void interpolate(AffineMap inverse, float[] target) {
    int[] indices = new int[width];
    float[] fy = new float[width];
    float[] fx = new float[width];
    for (int y = 0; y < height; y++) {
      double rowY = inverse.mapY(y, 0);
      double rowX = inverse.mapX(y, 0);
      for (int x = 0; x < width; x++) {
        double sourceY = rowY + inverse.yx() * x;
        double sourceX = rowX + inverse.xx() * x;
        boolean interior =
            sourceY >= 0 && sourceX >= 0 && sourceY < height - 1 && sourceX < width - 1;
        if (interior) {
          int top = (int) sourceY;
          int left = (int) sourceX;
          fy[x] = (float) (sourceY - top);
          fx[x] = (float) (sourceX - left);
          indices[x] = frame.index(top, left);
        } else {
          indices[x] = -1;
          nearEdge(snap(sourceY), snap(sourceX), y * width + x, target);
        }
      }
      for (int c = 0; c < frame.channels(); c++) {
        blendRow(frame.plane(c), indices, fy, fx, target, (c * height + y) * width);
      }
    }
  }

  private void blendRow(
      float[] plane, int[] indices, float[] fy, float[] fx, float[] target, int row) {
    int stride = frame.stride();
    for (int x = 0; x < indices.length; x++) {
      int i = indices[x];
      if (i >= 0) {
        float above = plane[i] + fx[x] * (plane[i + 1] - plane[i]);
        float below = plane[i + stride] + fx[x] * (plane[i + stride + 1] - plane[i + stride]);
        target[row + x] = above + fy[x] * (below - above);
      }
    }
  }

  private void nearEdge(double sourceY, double sourceX, int at, float[] target) {
    int top = (int) Math.floor(sourceY);
    int left = (int) Math.floor(sourceX);
    float fy = (float) (sourceY - top);
    float fx = (float) (sourceX - left);
    int a = index(top, left);
    int b = fx == 0 ? a : index(top, left + 1);
    int c = fy == 0 ? a : index(top + 1, left);
    int d = fy == 0 ? b : fx == 0 ? c : index(top + 1, left + 1);
    for (int channel = 0; channel < frame.channels(); channel++) {
      float above = value(channel, a) + fx * (value(channel, b) - value(channel, a));
      float below = value(channel, c) + fx * (value(channel, d) - value(channel, c));
      target[channel * height * width + at] = above + fy * (below - above);
    }
  }

  private float value(int channel, int index) {
    return index < 0 ? fill[channel] : frame.plane(channel)[index];
  }

  /** Where a position of the frame is stored, −1 for the fill colour. */
  private int index(int y, int x) {
    if (y >= 0 && y < height && x >= 0 && x < width) {
      return frame.index(y, x);
    }
    return switch (edge) {
      case FILL -> -1;
      case REFLECT -> frame.index(reflect(y, height), reflect(x, width));
      case CIRCULAR -> frame.index(Math.floorMod(y, height), Math.floorMod(x, width));
      case CLAMP -> frame.index(clamp(y, 0, height - 1), clamp(x, 0, width - 1));
      case NEAREST_STORED ->
          frame.index(
              clamp(y, -frame.above(), height - 1 + frame.below()),
              clamp(x, -frame.leftOf(), width - 1 + frame.rightOf()));
    };
  }

  private static int clamp(int value, int low, int high) {
    return Math.min(high, Math.max(low, value));
  }

  private static int reflect(int index, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * size - 2;
    int folded = Math.floorMod(index, period);
    return folded < size ? folded : period - folded;
  }
}
