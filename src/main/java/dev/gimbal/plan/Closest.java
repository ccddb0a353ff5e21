package dev.gimbal.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known word that a mistyped one is closest to, by edit distance. */
final class Closest {
  private Closest() {}

  static String to(String word, List<String> known) {
    String clipped = word.substring(0, Math.min(60, word.length())).toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(clipped, k.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = last[0];
      last[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = last[j];
        last[j] = Math.min(change, 1 + Math.min(last[j], last[j - 1]));
      }
    }
    return last[b.length()];
  }
}
