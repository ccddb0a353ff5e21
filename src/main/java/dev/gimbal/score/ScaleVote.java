package dev.gimbal.score;

/**
 * Finds the form that every row has; rows that hold NaN or +∞ do not vote. One odd row makes all of
 * them logits, because two rows of one output never differ in form.
 */
final class ScaleVote {
  /** How far a sum may be from 1: float16 rows of a thousand classes stay well within. */
  static final double SUM_TOLERANCE = 2e-3;

  private boolean any;
  private boolean probabilities = true;
  private boolean logarithms = true;

  void accept(float[] row) {
    if (RowScale.isBroken(row)) {
      return;
    }
    double sum = 0;
    double exponentials = 0;
    boolean negative = false;
    for (float value : row) {
      sum += value;
      exponentials += Math.exp(value);
      negative |= value < 0;
    }
    any = true;
    probabilities &= !negative && Math.abs(sum - 1) <= SUM_TOLERANCE;
    logarithms &= Math.abs(exponentials - 1) <= SUM_TOLERANCE;
  }

  /** The form of the rows so far; logits where there was none. */
  RowScale winner() {
    if (any && probabilities) {
      return RowScale.PROBABILITIES;
    }
    return any && logarithms ? RowScale.LOG_PROBABILITIES : RowScale.LOGITS;
  }
}
