package dev.gimbal.geometry;

/** A run of grid indices, both ends included; empty when {@code last < first}. */
public record IndexRange(int first, int last) {
  /** The canonical empty range. */
  public static final IndexRange EMPTY = new IndexRange(0, -1);

  /** All indices of an axis with {@code size} cells. */
  public static IndexRange all(int size) {
    return new IndexRange(0, size - 1);
  }

  public boolean isEmpty() {
    return last < first;
  }

  public boolean contains(long index) {
    return first <= index && index <= last;
  }

  public int size() {
    return isEmpty() ? 0 : last - first + 1;
  }

  public IndexRange intersect(IndexRange other) {
    IndexRange both = new IndexRange(Math.max(first, other.first), Math.min(last, other.last));
    return both.isEmpty() ? EMPTY : both;
  }
}
