package dev.gimbal.geometry;

/**
 * DepthToSpace ({@code toSpace}: each cell becomes {@code block} cells, taken from channels) and
 * SpaceToDepth (its inverse), on one axis.
 */
public record BlockShuffle(int block, boolean toSpace) implements AxisOperator {
  public BlockShuffle {
    if (block < 1) {
      throw new IllegalArgumentException("block " + block);
    }
  }

  @Override
  public int outputSize(int size) {
    return toSpace ? size * block : size / block;
  }

  @Override
  public AxisGeometry apply(AxisGeometry in) {
    return toSpace ? spread(in) : gather(in);
  }

  private AxisGeometry spread(AxisGeometry in) {
    Rational jump = in.jump().times(Rational.of(1, block));
    Rational shift = in.jump().times(Rational.of(1 - block, 2L * block));
    return new AxisGeometry(
        in.size() * block,
        jump,
        in.startLow().plus(shift),
        in.startHigh().plus(shift),
        Rational.lcm(in.period(), in.jump()),
        spread(in.clean()),
        spread(in.wrapClean()),
        in.fieldLow().minus(jump.times(block - 1)),
        in.fieldHigh());
  }

  private IndexRange spread(IndexRange cells) {
    return cells.isEmpty()
        ? IndexRange.EMPTY
        : new IndexRange(cells.first() * block, cells.last() * block + block - 1);
  }

  private AxisGeometry gather(AxisGeometry in) {
    // the channels of one output cell come from block neighbouring cells: a window without overlap
    return new Window(block, block, 1, 0, 0, false).apply(in);
  }
}
