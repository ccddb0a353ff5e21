package dev.gimbal.image;

import dev.gimbal.geometry.AffineMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Pictures and recipes for tests. */
final class TestImages {
  private TestImages() {}

  static Preprocessing raw(int channels, int height, int width) {
    return new Preprocessing(
        Optional.empty(),
        Optional.empty(),
        Channels.standard(channels),
        channels,
        new FrameSize(height, width),
        new Resize.None(),
        Interpolation.BILINEAR,
        new PixelValues(1, List.of(0.0), List.of(1.0)),
        Map.of(),
        List.of());
  }

  static Picture noise(int channels, int height, int width, long seed) {
    Random random = new Random(seed);
    float[][] planes = new float[channels][height * width];
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = 1 + random.nextInt(255);
      }
    }
    return Picture.ofPlanes(height, width, planes);
  }

  static PreparedImage prepared(int channels, int height, int width, long seed) {
    return PreparedImage.of(
        noise(channels, height, width, seed), raw(channels, height, width), false);
  }

  /** Written anew from the definition: content at p appears at map(p), read bilinearly. */
  static double naive(AffineMap map, float[] plane, int h, int w, int y, int x, double fill) {
    AffineMap inverse = map.inverse();
    double sy = inverse.mapY(y, x);
    double sx = inverse.mapX(y, x);
    double sum = 0;
    for (int qy = (int) Math.floor(sy); qy <= Math.floor(sy) + 1; qy++) {
      for (int qx = (int) Math.floor(sx); qx <= Math.floor(sx) + 1; qx++) {
        double weight = Math.max(0, 1 - Math.abs(sy - qy)) * Math.max(0, 1 - Math.abs(sx - qx));
        boolean inside = qy >= 0 && qy < h && qx >= 0 && qx < w;
        sum += weight * (inside ? plane[qy * w + qx] : fill);
      }
    }
    return sum;
  }
}
