package dev.gimbal.geometry;

/**
 * A shift along one axis, in the cells of a layer.
 *
 * @param offset whole cells: reference cell i is read at i + offset + fraction
 * @param fraction the rest, in [0, 1)
 * @param wraps whether indices are taken modulo the number of cells
 * @param visible the visible reference cells
 * @param clean per cell: visible, and its content is clean in both tensors
 */
record AxisShift(
    int offset, Rational fraction, boolean wraps, IndexRange visible, boolean[] clean) {

  /**
   * Aligns one axis.
   *
   * @param frame input pixels on this axis
   * @param pixels the shift
   * @param cyclic whether the picture was shifted cyclically
   */
  static AxisShift of(AxisGeometry axis, int frame, int pixels, boolean cyclic) {
    Rational cells = Rational.of(pixels).dividedBy(axis.jump());
    Rational fraction = cells.minus(Rational.of(cells.floor()));
    int offset = Math.toIntExact(cells.floor());
    // A cyclic shift is a cyclic shift of the map only where the map tiles the frame and the frame
    // holds whole periods.
    boolean wraps =
        cyclic
            && axis.jump().times(axis.size()).equals(Rational.of(frame))
            && Rational.of(frame).isMultipleOf(axis.period());
    IndexRange visible =
        wraps ? IndexRange.all(axis.size()) : visible(axis, frame, pixels, offset, fraction);
    IndexRange cleanCells = cyclic ? axis.wrapClean() : axis.clean();
    boolean[] clean = new boolean[axis.size()];
    for (int i = visible.first(); i <= visible.last(); i++) {
      clean[i] =
          cleanCells.contains(i)
              && imageIsIn(cleanCells, i + offset, fraction, wraps ? axis.size() : 0);
    }
    return new AxisShift(offset, fraction, wraps, visible, clean);
  }

  private static IndexRange visible(
      AxisGeometry axis, int frame, int pixels, int offset, Rational fraction) {
    int first = axis.size();
    int last = -1;
    IndexRange all = IndexRange.all(axis.size());
    // The centre and its image lie in the frame exactly when the centre lies in the frame moved
    // back, too.
    IndexRange inBoth =
        centresIn(axis, 0, frame).intersect(centresIn(axis, -pixels, frame - pixels));
    for (int i = inBoth.first(); i <= inBoth.last(); i++) {
      if (imageIsIn(all, i + offset, fraction, 0)) {
        first = Math.min(first, i);
        last = i;
      }
    }
    return last < first ? IndexRange.EMPTY : new IndexRange(first, last);
  }

  /** Cells whose centre lies in the pixels from…to−1; pixel q covers q ± ½. */
  private static IndexRange centresIn(AxisGeometry axis, int from, int to) {
    Rational first =
        Rational.of(from).minus(Rational.HALF).minus(axis.start()).dividedBy(axis.jump());
    Rational end = Rational.of(to).minus(Rational.HALF).minus(axis.start()).dividedBy(axis.jump());
    long low = Math.max(0, first.ceil());
    long high = Math.min(axis.size() - 1L, end.ceil() - 1);
    return high < low ? IndexRange.EMPTY : new IndexRange((int) low, (int) high);
  }

  private static boolean imageIsIn(IndexRange cells, int index, Rational fraction, int modulus) {
    boolean interpolates = fraction.numerator() != 0;
    if (modulus > 0) {
      return cells.contains(Math.floorMod(index, modulus))
          && (!interpolates || cells.contains(Math.floorMod(index + 1, modulus)));
    }
    return cells.contains(index) && (!interpolates || cells.contains(index + 1));
  }

  int cleanCount() {
    int count = 0;
    for (boolean cell : clean) {
      count += cell ? 1 : 0;
    }
    return count;
  }
}
