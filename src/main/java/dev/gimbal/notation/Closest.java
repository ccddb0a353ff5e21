package dev.gimbal.notation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known words that a mistyped one is closest to. Distance counts insertions, deletions,
 * replacements and swaps of neighbours, ignoring case.
 */
public final class Closest {
  /** Names in files may be of any length; more than this tells nothing new. */
  private static final int COMPARED_CHARACTERS = 120;

  private Closest() {}

  /** The nearest of the known words, however far it is. */
  public static String to(String word, List<String> known) {
    return several(word, known, 1).get(0);
  }

  /** The nearest known word, if it is near enough that a slip of the finger explains it. */
  public static Optional<String> near(String word, List<String> known) {
    int most = Math.max(1, (word.length() + 2) / 3);
    return several(word, known, 1).stream()
        .filter(name -> edits(clipped(word), clipped(name)) <= most)
        .findFirst();
  }

  /** The nearest known words, nearest first; ties keep the given order. */
  public static List<String> several(String word, List<String> known, int count) {
    String clipped = clipped(word);
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, edits(clipped, clipped(name))))
        .sorted(Comparator.comparingInt(Candidate::edits))
        .limit(count)
        .map(Candidate::name)
        .toList();
  }

  private record Candidate(String name, int edits) {}

  private static String clipped(String word) {
    return word.substring(0, Math.min(COMPARED_CHARACTERS, word.length())).toLowerCase(Locale.ROOT);
  }

  static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
