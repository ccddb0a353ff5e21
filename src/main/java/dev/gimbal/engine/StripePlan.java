package dev.gimbal.engine;

import dev.gimbal.geometry.IndexRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Divides one axis of the input into stripes: single pixels where they can be afforded; otherwise
 * single pixels at both ends of the fields that are to be seen exactly, and wider stripes between.
 */
final class StripePlan {
  /** A field of which both ends are to be seen costs so many cuts. */
  private static final int CUTS = 4;

  private StripePlan() {}

  /**
   * Stripes that cover the axis without overlap.
   *
   * @param size pixels of the axis
   * @param fields wanted exactly; all of them or, where they are too many, some from first to last
   * @param most stripes at most, at least 1
   */
  static List<IndexRange> of(int size, List<IndexRange> fields, int most) {
    TreeSet<Integer> starts = new TreeSet<>();
    starts.add(0);
    if (size <= most) {
      for (int pixel = 1; pixel < size; pixel++) {
        starts.add(pixel);
      }
    } else {
      List<IndexRange> wanted = fields.stream().distinct().toList();
      int room = Math.min(wanted.size(), (most - 1) / CUTS);
      for (int i = 0; i < room; i++) {
        cut(starts, wanted.get((int) ((i + 1L) * wanted.size() / room) - 1), size);
      }
      halve(starts, size, most);
    }
    return stripes(starts, size);
  }

  private static void cut(TreeSet<Integer> starts, IndexRange field, int size) {
    for (int start : new int[] {field.first(), field.first() + 1, field.last(), field.last() + 1}) {
      if (start > 0 && start < size) {
        starts.add(start);
      }
    }
  }

  /** Cuts the widest stripes in half until there are as many as may be. */
  private static void halve(TreeSet<Integer> starts, int size, int most) {
    while (starts.size() < most) {
      IndexRange widest =
          stripes(starts, size).stream()
              .max(Comparator.comparingInt(IndexRange::size))
              .orElseThrow();
      starts.add(widest.first() + widest.size() / 2);
    }
  }

  private static List<IndexRange> stripes(TreeSet<Integer> starts, int size) {
    List<IndexRange> stripes = new ArrayList<>();
    for (int start : starts) {
      Integer next = starts.higher(start);
      stripes.add(new IndexRange(start, (next == null ? size : next) - 1));
    }
    return stripes;
  }
}
