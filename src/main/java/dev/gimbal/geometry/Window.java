package dev.gimbal.geometry;

/**
 * A sliding window: convolution and pooling; with one tap also Pad and Slice with a positive step.
 *
 * <p>Output cell o reads input cells {@code o·stride − padBefore + t·dilation}, t = 0 … kernel − 1.
 *
 * @param padBefore cells added before the first; negative crops
 * @param padAfter cells added after the last; negative crops
 * @param ceilMode whether a last, incomplete window counts (pooling)
 */
public record Window(
    int kernel, int stride, int dilation, int padBefore, int padAfter, boolean ceilMode)
    implements AxisOperator {

  public Window {
    if (kernel < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException("window " + kernel + "/" + stride + "/" + dilation);
    }
  }

  /** Padding (or, negative, cropping) alone. */
  public static Window pad(int before, int after) {
    return new Window(1, 1, 1, before, after, false);
  }

  /** A slice of an axis of {@code size} cells: {@code count} cells from {@code first} in steps. */
  public static Window slice(int first, int count, int step, int size) {
    int last = first + (count - 1) * step;
    return new Window(1, step, 1, -first, last + 1 - size, false);
  }

  /**
   * Pads so that ceil(size / stride) cells come out; an odd cell goes before with {@code lower}.
   */
  public static Window same(int kernel, int stride, int dilation, int size, boolean lower) {
    int out = -Math.floorDiv(-size, stride);
    int total = Math.max(0, (out - 1) * stride + dilation * (kernel - 1) + 1 - size);
    int before = lower ? total - total / 2 : total / 2;
    return new Window(kernel, stride, dilation, before, total - before, false);
  }

  private int extent() {
    return dilation * (kernel - 1);
  }

  @Override
  public int outputSize(int size) {
    int room = size + padBefore + padAfter - extent() - 1;
    if (!ceilMode) {
      return Math.floorDiv(room, stride) + 1;
    }
    int cells = -Math.floorDiv(-room, stride) + 1;
    // a window that would start in the padding behind the map does not count
    return (cells - 1) * stride >= size + padBefore ? cells - 1 : cells;
  }

  @Override
  public AxisGeometry apply(AxisGeometry in) {
    int size = outputSize(in.size());
    Rational jump = in.jump().times(stride);
    Rational shift = in.jump().times(Rational.of(extent(), 2).minus(Rational.of(padBefore)));
    return new AxisGeometry(
        size,
        jump,
        in.startLow().plus(shift),
        in.startHigh().plus(shift),
        Rational.lcm(in.period(), jump),
        covered(in.clean(), size),
        covered(in.wrapClean(), size),
        in.fieldLow().minus(in.jump().times(padBefore)),
        in.fieldHigh().plus(in.jump().times(extent() - padBefore)));
  }

  /** Output cells all of whose taps lie in {@code cells}. */
  private IndexRange covered(IndexRange cells, int size) {
    if (cells.isEmpty()) {
      return IndexRange.EMPTY;
    }
    int first = -Math.floorDiv(-(cells.first() + padBefore), stride);
    int last = Math.floorDiv(cells.last() + padBefore - extent(), stride);
    return new IndexRange(first, last).intersect(IndexRange.all(size));
  }
}
