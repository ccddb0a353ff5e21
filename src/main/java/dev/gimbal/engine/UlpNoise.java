package dev.gimbal.engine;

import java.util.SplittableRandom;

/**
 * Moves every value of an image up or down by one unit in the last place, as the seed says; zeros
 * stay.
 */
final class UlpNoise {
  private UlpNoise() {}

  static void add(float[] image, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < image.length; i++) {
      boolean up = random.nextBoolean();
      if (image[i] != 0) {
        image[i] = up ? Math.nextUp(image[i]) : Math.nextDown(image[i]);
      }
    }
  }
}
