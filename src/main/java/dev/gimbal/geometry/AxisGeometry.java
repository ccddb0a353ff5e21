package dev.gimbal.geometry;

import java.util.Objects;

/**
 * Where the cells of one spatial axis of a tensor sit in the network's input, in input pixels.
 *
 * @param size cells on this axis
 * @param jump input pixels per cell step
 * @param startLow lowest input coordinate that any path gives the centre of cell 0 (pixel centres
 *     are integers)
 * @param startHigh highest such coordinate; differs from {@code startLow} after joins of different
 *     branches
 * @param period shift in input pixels after which the map can shift by whole cells: least common
 *     multiple of the jumps on any path into this tensor
 * @param clean cells all of whose taps lie inside the frame, propagated operator by operator
 * @param wrapClean cells all of whose taps are real content when the input is shifted cyclically:
 *     as {@code clean}, but circular padding of a map that tiles the frame counts as content
 * @param fieldLow lowest input pixel that cell 0 can see (may be negative: padding)
 * @param fieldHigh highest input pixel that cell 0 can see
 */
public record AxisGeometry(
    int size,
    Rational jump,
    Rational startLow,
    Rational startHigh,
    Rational period,
    IndexRange clean,
    IndexRange wrapClean,
    Rational fieldLow,
    Rational fieldHigh) {

  public AxisGeometry {
    Objects.requireNonNull(clean);
    Objects.requireNonNull(wrapClean);
    if (size < 1 || jump.numerator() <= 0 || period.numerator() <= 0) {
      throw new IllegalArgumentException("size " + size + ", jump " + jump + ", period " + period);
    }
  }

  /** The network's own input: one cell a pixel, all of it clean. */
  public static AxisGeometry input(int size) {
    IndexRange all = IndexRange.all(size);
    return new AxisGeometry(
        size,
        Rational.ONE,
        Rational.ZERO,
        Rational.ZERO,
        Rational.ONE,
        all,
        all,
        Rational.ZERO,
        Rational.ZERO);
  }

  /** Middle of the start interval. */
  public Rational start() {
    return startLow.plus(startHigh).times(Rational.HALF);
  }

  /** Input coordinate of the centre of a cell. */
  public Rational centre(int cell) {
    return start().plus(jump.times(cell));
  }

  /**
   * First and last input pixel that a cell can see; may reach beyond the frame, where operators
   * find padding. Taps are whole pixels, so that the fractions that resizing layers leave are cut
   * off.
   */
  public IndexRange field(int cell) {
    Rational moved = jump.times(cell);
    return new IndexRange(
        Math.toIntExact(fieldLow.plus(moved).ceil()),
        Math.toIntExact(fieldHigh.plus(moved).floor()));
  }

  /** Pixels that one cell can see, whole pixels at least partly covered. */
  public long receptiveField() {
    return fieldHigh.minus(fieldLow).ceil() + 1;
  }
}
