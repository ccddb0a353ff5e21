package dev.gimbal.image;

/**
 * Planes in network units, of which the frame {@code height × width} at ({@code above}, {@code
 * leftOf}) is what the network sees; the rest is real content around it.
 */
final class PixelFrame {
  private final float[][] planes;
  private final int height;
  private final int width;
  private final int above;
  private final int leftOf;
  private final int below;
  private final int stride;

  PixelFrame(float[][] planes, int height, int width, int above, int leftOf, int stride) {
    this.planes = planes;
    this.height = height;
    this.width = width;
    this.above = above;
    this.leftOf = leftOf;
    this.stride = stride;
    this.below = planes[0].length / stride - height - above;
  }

  static PixelFrame plain(float[][] planes, int height, int width) {
    return new PixelFrame(planes, height, width, 0, 0, width);
  }

  int channels() {
    return planes.length;
  }

  float[] plane(int channel) {
    return planes[channel];
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int stride() {
    return stride;
  }

  /** Stored rows above the frame. */
  int above() {
    return above;
  }

  int below() {
    return below;
  }

  int leftOf() {
    return leftOf;
  }

  int rightOf() {
    return stride - width - leftOf;
  }

  /** Index into a plane of a position in frame coordinates. */
  int index(int y, int x) {
    return (y + above) * stride + x + leftOf;
  }

  void copyTo(float[] target) {
    for (int c = 0; c < planes.length; c++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(planes[c], index(y, 0), target, (c * height + y) * width, width);
      }
    }
  }

  /** Mean of the outermost ring of the frame's pixels, per channel. */
  float[] ringMean() {
    float[] mean = new float[planes.length];
    for (int c = 0; c < planes.length; c++) {
      double sum = 0;
      int count = 0;
      for (int y = 0; y < height; y++) {
        boolean fullRow = y == 0 || y == height - 1;
        int step = fullRow || width == 1 ? 1 : width - 1;
        for (int x = 0; x < width; x += step) {
          sum += planes[c][index(y, x)];
          count++;
        }
      }
      mean[c] = (float) (sum / count);
    }
    return mean;
  }
}
