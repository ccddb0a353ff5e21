package dev.gimbal.geometry;

/**
 * A transposed convolution: input cell i adds to output cells {@code i·stride − padBefore +
 * t·dilation}, t = 0 … kernel − 1.
 *
 * @param padAfter cells cut from the end; the output's own padding counts negative
 */
public record TransposedWindow(int kernel, int stride, int dilation, int padBefore, int padAfter)
    implements AxisOperator {

  public TransposedWindow {
    if (kernel < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException("window " + kernel + "/" + stride + "/" + dilation);
    }
  }

  private int extent() {
    return dilation * (kernel - 1);
  }

  @Override
  public int outputSize(int size) {
    return (size - 1) * stride + extent() + 1 - padBefore - padAfter;
  }

  @Override
  public AxisGeometry apply(AxisGeometry in) {
    int size = outputSize(in.size());
    Rational jump = in.jump().times(Rational.of(1, stride));
    Rational shift = jump.times(Rational.of(padBefore).minus(Rational.of(extent(), 2)));
    return new AxisGeometry(
        size,
        jump,
        in.startLow().plus(shift),
        in.startHigh().plus(shift),
        Rational.lcm(in.period(), in.jump()),
        untouched(in.clean(), size),
        untouched(in.wrapClean(), size),
        in.fieldLow().plus(jump.times(padBefore - extent())),
        in.fieldHigh().plus(jump.times(padBefore)));
  }

  /** Output cells that no cell outside {@code cells} would reach, had the map no border. */
  private IndexRange untouched(IndexRange cells, int size) {
    if (cells.isEmpty()) {
      return IndexRange.EMPTY;
    }
    int first = (cells.first() - 1) * stride + 1 - padBefore + extent();
    int last = (cells.last() + 1) * stride - 1 - padBefore;
    return new IndexRange(first, last).intersect(IndexRange.all(size));
  }
}
