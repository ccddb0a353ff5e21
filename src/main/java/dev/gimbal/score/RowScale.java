package dev.gimbal.score;

/** In what form a classes output gives its scores. */
public enum RowScale {
  /** Non-negative, summing to 1. */
  PROBABILITIES("probabilities"),
  /** Their natural logarithms. */
  LOG_PROBABILITIES("logProbabilities"),
  /** Anything else: softmax makes probabilities of it. */
  LOGITS("logits");

  private final String id;

  RowScale(String id) {
    this.id = id;
  }

  /** The name in results. */
  public String id() {
    return id;
  }

  static boolean isBroken(float[] row) {
    for (float value : row) {
      if (Float.isNaN(value) || value == Float.POSITIVE_INFINITY) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row can be read in this form: −∞ is the logarithm of 0 and nothing else. */
  boolean accepts(float[] row) {
    if (isBroken(row)) {
      return false;
    }
    if (this == LOG_PROBABILITIES) {
      return true;
    }
    for (float value : row) {
      if (Float.isInfinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The row as probabilities that sum to 1; the row must be one this form accepts. */
  double[] probabilities(float[] row) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float value : row) {
      highest = Math.max(highest, value);
    }
    double[] result = new double[row.length];
    double sum = 0;
    for (int index = 0; index < row.length; index++) {
      result[index] =
          this == PROBABILITIES ? Math.max(0, row[index]) : Math.exp(row[index] - highest);
      sum += result[index];
    }
    for (int index = 0; index < row.length; index++) {
      // A row of zeros, which only a probed row of a broken model can be, says nothing.
      result[index] = sum > 0 && Double.isFinite(sum) ? result[index] / sum : 1.0 / row.length;
    }
    return result;
  }
}
