package dev.gimbal.score;

import java.util.ArrayList;
import java.util.List;

/** Pure functions of one row of class scores. */
final class ClassRow {
  private static final double LOG_2 = Math.log(2);

  private ClassRow() {}

  /** Index of the largest value; the lowest such index on a tie. */
  static int top(float[] row) {
    int best = 0;
    for (int index = 1; index < row.length; index++) {
      if (row[index] > row[best]) {
        best = index;
      }
    }
    return best;
  }

  /** Indices of the largest values, largest first; lower indices first on a tie. */
  static List<Integer> leading(float[] row, int count) {
    List<Integer> leading = new ArrayList<>();
    while (leading.size() < Math.min(count, row.length)) {
      int best = -1;
      for (int index = 0; index < row.length; index++) {
        if (!leading.contains(index) && (best < 0 || row[index] > row[best])) {
          best = index;
        }
      }
      leading.add(best);
    }
    return leading;
  }

  /** Whether another index holds the same value as {@code top}. */
  static boolean isTied(float[] row, int top) {
    for (int index = 0; index < row.length; index++) {
      if (index != top && row[index] == row[top]) {
        return true;
      }
    }
    return false;
  }

  /** Indices that come before {@code index}: larger values, and equal ones at lower indices. */
  static int rank(float[] row, int index) {
    int before = 0;
    for (int other = 0; other < row.length; other++) {
      if (row[other] > row[index] || (row[other] == row[index] && other < index)) {
        before++;
      }
    }
    return before;
  }

  /**
   * Jensen–Shannon divergence in bits, ½·KL(p‖m) + ½·KL(q‖m) with m = (p + q)/2; 0 for equal rows,
   * 1 for rows without a common class (Lin 1991).
   */
  static double jensenShannonBits(double[] p, double[] q) {
    double sum = 0;
    for (int index = 0; index < p.length; index++) {
      double middle = (p[index] + q[index]) / 2;
      sum += part(p[index], middle) + part(q[index], middle);
    }
    return Math.min(1, Math.max(0, sum / (2 * LOG_2)));
  }

  private static double part(double probability, double middle) {
    return probability > 0 ? probability * Math.log(probability / middle) : 0;
  }
}
