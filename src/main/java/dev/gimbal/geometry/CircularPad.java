package dev.gimbal.geometry;

/**
 * Padding with cells from the opposite end.
 *
 * @param frame size of the input image on this axis, pixels
 */
public record CircularPad(int before, int after, int frame) implements AxisOperator {
  @Override
  public int outputSize(int size) {
    return size + before + after;
  }

  @Override
  public AxisGeometry apply(AxisGeometry in) {
    AxisGeometry padded = Window.pad(before, after).apply(in);
    boolean tiles =
        in.wrapClean().size() == in.size() && in.jump().times(in.size()).equals(Rational.of(frame));
    if (!tiles) {
      return padded;
    }
    return new AxisGeometry(
        padded.size(),
        padded.jump(),
        padded.startLow(),
        padded.startHigh(),
        padded.period(),
        padded.clean(),
        IndexRange.all(padded.size()),
        padded.fieldLow(),
        padded.fieldHigh());
  }
}
