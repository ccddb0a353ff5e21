package dev.gimbal.score;

/**
 * The power of two that a layer's values are divided by before they are squared, where squares of
 * values of their size could leave the range of float32; a power of two moves no digit.
 *
 * @param exponent of the power; 0 for values of usual size, which are compared as they are
 */
public record ValueScale(int exponent) {
  /** Values of usual size. */
  public static final ValueScale NONE = new ValueScale(0);

  /** Within this power of two of 1 the squares of a layer's values need no scale. */
  private static final int UNSCALED = 24;

  /** Largest power whose inverse is a normal float32. */
  private static final int LARGEST = 126;

  public ValueScale {
    if (Math.abs(exponent) > LARGEST) {
      throw new IllegalArgumentException("no scale of 2^" + exponent);
    }
  }

  /**
   * The scale of values of this size.
   *
   * @param rootMeanSquare of the values; no scale where it is 0, NaN or infinite
   */
  public static ValueScale of(double rootMeanSquare) {
    if (!(rootMeanSquare > 0) || !Double.isFinite(rootMeanSquare)) {
      return NONE;
    }
    int power = Math.max(-LARGEST, Math.min(LARGEST, Math.getExponent(rootMeanSquare)));
    return Math.abs(power) <= UNSCALED ? NONE : new ValueScale(power);
  }

  public boolean isNone() {
    return exponent == 0;
  }

  /** What sums of squares of divided values must be multiplied by. */
  public double squared() {
    return Math.scalb(1.0, 2 * exponent);
  }

  /** Divides the first values of an array in place. */
  public void divide(float[] values, int count) {
    if (isNone()) {
      return;
    }
    float factor = Math.scalb(1f, -exponent);
    for (int i = 0; i < count; i++) {
      values[i] *= factor;
    }
  }

  /** The same values, divided. */
  public LayerValues divided(LayerValues values) {
    return isNone()
        ? values
        : (from, count, target) -> {
          values.copy(from, count, target);
          divide(target, count);
        };
  }

  /** The same values, divided: a copy, or the array itself where there is no scale. */
  public float[] divided(float[] values) {
    if (isNone()) {
      return values;
    }
    float[] copy = values.clone();
    divide(copy, copy.length);
    return copy;
  }
}
