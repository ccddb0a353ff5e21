package dev.gimbal.score;

import dev.gimbal.result.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of the unprobed images.
 *
 * @param tops top-1 class per image; −1 where the reference is missing or broken
 * @param labels class index per image, −1 where unknown; empty without labels
 * @param measured images with a usable reference
 * @param broken images whose reference holds NaN or infinity
 * @param ties usable references with a tied maximum
 */
record ClassReferences(int[] tops, int[] labels, int measured, int broken, int ties) {
  static ClassReferences of(float[] @Nullable [] rows, RowScale form, int[] labels) {
    int[] tops = new int[rows.length];
    Arrays.fill(tops, -1);
    int measured = 0;
    int broken = 0;
    int ties = 0;
    for (int image = 0; image < rows.length; image++) {
      float[] row = rows[image];
      if (row == null) {
        continue;
      }
      if (!form.accepts(row)) {
        broken++;
        continue;
      }
      tops[image] = ClassRow.top(row);
      measured++;
      ties += ClassRow.isTied(row, tops[image]) ? 1 : 0;
    }
    return new ClassReferences(tops, labels, measured, broken, ties);
  }

  boolean isLabelled() {
    return labels.length > 0;
  }

  boolean hasLabel(int image) {
    return isLabelled() && labels[image] >= 0 && tops[image] >= 0;
  }

  boolean isRight(int image) {
    return hasLabel(image) && labels[image] == tops[image];
  }

  /**
   * c₀ = Σ n_k(n_k − 1) / (n(n − 1)): how often the references of two different images have the
   * same top-1 class. None below two images.
   */
  OptionalDouble chanceAgreement() {
    if (measured < 2) {
      return OptionalDouble.empty();
    }
    Map<Integer, Integer> counts = new HashMap<>();
    for (int top : tops) {
      if (top >= 0) {
        counts.merge(top, 1, Integer::sum);
      }
    }
    long pairs = 0;
    for (int count : counts.values()) {
      pairs += (long) count * (count - 1);
    }
    return OptionalDouble.of(pairs / ((double) measured * (measured - 1)));
  }

  /** Why nothing can be said, when references are missing or broken. */
  Outcome missing() {
    return broken > 0
        ? new Outcome.Failed("the output holds NaN or infinity for " + broken + " references")
        : Outcome.notApplicable("no image was measured");
  }
}
