package dev.gimbal.image;

import dev.gimbal.geometry.AffineMap;

/** Samples a probed image back into the reference frame where both frames have content. */
final class RoundTrip {
  private RoundTrip() {}

  /**
   * Replaces the values of {@code target} at every reference position whose content, with all
   * bilinear neighbours of both samplings, lies inside the frame.
   *
   * @param edgeIsContent true when a position within half a pixel of the frame's edge needs no
   *     neighbour beyond it (crops)
   */
  static void replaceVisible(
      AffineMap map, boolean edgeIsContent, PreparedImage image, float[] probed, float[] target) {
    int height = image.height();
    int width = image.width();
    boolean[] real = realContent(map.inverse(), edgeIsContent ? 0.5 : 0, height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double atY = Warp.snap(map.mapY(y, x));
        double atX = Warp.snap(map.mapX(y, x));
        if (!(atY >= 0 && atY <= height - 1 && atX >= 0 && atX <= width - 1)) {
          continue;
        }
        int top = (int) atY;
        int left = (int) atX;
        int index = top * width + left;
        int right = left < atX ? index + 1 : index;
        int down = top < atY ? width : 0;
        if (real[index] && real[right] && real[index + down] && real[right + down]) {
          float fy = (float) (atY - top);
          float fx = (float) (atX - left);
          for (int c = 0; c < image.channels(); c++) {
            int plane = c * height * width;
            float a = probed[plane + index];
            float b = probed[plane + index + down];
            float above = a + fx * (probed[plane + right] - a);
            float below = b + fx * (probed[plane + right + down] - b);
            target[plane + y * width + x] = above + fy * (below - above);
          }
        }
      }
    }
  }

  /** Probed pixels whose value comes from inside the frame alone. */
  private static boolean[] realContent(AffineMap inverse, double rim, int height, int width) {
    boolean[] real = new boolean[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromY = Warp.snap(inverse.mapY(y, x));
        double fromX = Warp.snap(inverse.mapX(y, x));
        real[y * width + x] =
            fromY >= -rim && fromY <= height - 1 + rim && fromX >= -rim && fromX <= width - 1 + rim;
      }
    }
    return real;
  }
}
