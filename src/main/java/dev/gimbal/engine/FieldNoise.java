package dev.gimbal.engine;

import dev.gimbal.image.PixelValues;
import java.util.Random;

/**
 * A picture of noise and another one that differs from it at every pixel of every channel, in
 * network units. Later draws change pixels by more, so that what reaches a feature through many
 * layers does not drown in rounding.
 */
final class FieldNoise {
  private static final int LEVELS = 256;

  /** Least distance between the two pictures, of 256 levels. */
  private static final int LEAST_STEP = 64;

  private static final double MIDDLE = 127.5;
  private static final double GROWTH = 8;

  private final float[] picture;
  private final float[] other;

  FieldNoise(NetworkInput input, PixelValues values, int draw) {
    picture = new float[input.elements()];
    other = new float[input.elements()];
    Random random = new Random(draw);
    double contrast = Math.pow(GROWTH, draw);
    int cells = input.height() * input.width();
    for (int i = 0; i < picture.length; i++) {
      int level = random.nextInt(LEVELS);
      int step = LEAST_STEP + random.nextInt(LEVELS - 2 * LEAST_STEP);
      int changed = (level + step) % LEVELS;
      picture[i] = values.toNetwork(i / cells, level);
      other[i] = values.toNetwork(i / cells, MIDDLE + (changed - MIDDLE) * contrast);
    }
  }

  float[] picture() {
    return picture;
  }

  float[] other() {
    return other;
  }
}
