package dev.gimbal.image;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The smallest possible input noise, by which the noise floor is measured: every value moves by one
 * unit in the last place, up or down at random. Zeros stay, because padding is exact.
 */
public final class UlpNoise {
  private UlpNoise() {}

  /** Moves every non-zero finite value; the same seed moves the same way. */
  public static void add(float[] target, long seed) {
    UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(seed);
    long bits = 0;
    for (int i = 0; i < target.length; i++) {
      if (i % Long.SIZE == 0) {
        bits = random.nextLong();
      }
      if (target[i] != 0 && Float.isFinite(target[i])) {
        target[i] = (bits & 1) == 0 ? Math.nextUp(target[i]) : Math.nextDown(target[i]);
      }
      bits >>>= 1;
    }
  }
}
