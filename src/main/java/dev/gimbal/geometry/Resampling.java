package dev.gimbal.geometry;

/**
 * Resize and Upsample on one axis: which input cells an output cell is interpolated from.
 *
 * @param inSize cells of the input axis
 * @param outSize cells of the output axis
 * @param scale outputs per input that the operator works with (it need not be outSize / inSize)
 * @param coordinates how output indices become input coordinates
 * @param taps which cells around such a coordinate are read
 * @param antialias whether a reduction widens the taps by 1 / scale
 */
public record Resampling(
    int inSize, int outSize, Rational scale, Coordinates coordinates, Taps taps, boolean antialias)
    implements AxisOperator {

  /** ONNX coordinate_transformation_mode. */
  public enum Coordinates {
    HALF_PIXEL,
    PYTORCH_HALF_PIXEL,
    HALF_PIXEL_SYMMETRIC,
    ASYMMETRIC,
    ALIGN_CORNERS,
    TF_HALF_PIXEL_FOR_NN
  }

  /** ONNX mode, with nearest_mode; SIMPLE is that of Upsample: down for growing, else up. */
  public enum Taps {
    NEAREST_FLOOR,
    NEAREST_CEIL,
    NEAREST_PREFER_FLOOR,
    NEAREST_PREFER_CEIL,
    NEAREST_SIMPLE,
    LINEAR,
    CUBIC
  }

  public Resampling {
    if (inSize < 1 || outSize < 1 || scale.numerator() <= 0) {
      throw new IllegalArgumentException(inSize + " to " + outSize + " by " + scale);
    }
  }

  @Override
  public int outputSize(int size) {
    return outSize;
  }

  /** Outputs per input as the grid sees it. */
  private Rational gridScale() {
    boolean corners = coordinates == Coordinates.ALIGN_CORNERS && inSize > 1 && outSize > 1;
    return corners ? Rational.of(outSize - 1, inSize - 1) : scale;
  }

  /** Input coordinate of an output cell. */
  Rational coordinate(int cell) {
    Rational index = Rational.of(cell);
    Rational half = index.plus(Rational.HALF).dividedBy(scale);
    return switch (coordinates) {
      case HALF_PIXEL -> half.minus(Rational.HALF);
      case PYTORCH_HALF_PIXEL -> outSize > 1 ? half.minus(Rational.HALF) : Rational.ZERO;
      case HALF_PIXEL_SYMMETRIC -> symmetricOffset().plus(half).minus(Rational.HALF);
      case ASYMMETRIC -> index.dividedBy(scale);
      case ALIGN_CORNERS -> outSize > 1 ? index.times(cornerStep()) : Rational.ZERO;
      case TF_HALF_PIXEL_FOR_NN -> half;
    };
  }

  private Rational cornerStep() {
    return Rational.of(inSize - 1, outSize - 1);
  }

  private Rational symmetricOffset() {
    Rational adjustment = Rational.of(outSize).dividedBy(scale.times(inSize));
    return Rational.of(inSize, 2).times(Rational.ONE.minus(adjustment));
  }

  /** Half width of the taps when a reduction is antialiased; zero otherwise. */
  private Rational widened() {
    if (!antialias || scale.compareTo(Rational.ONE) >= 0) {
      return Rational.ZERO;
    }
    return switch (taps) {
      case LINEAR -> Rational.ONE.dividedBy(scale);
      case CUBIC -> Rational.of(2).dividedBy(scale);
      default -> Rational.ZERO;
    };
  }

  /** Lowest input cell that is read, before clamping to the border. */
  long firstTap(int cell) {
    Rational c = coordinate(cell);
    Rational wide = widened();
    if (wide.numerator() > 0) {
      return c.minus(wide).floor();
    }
    return switch (taps) {
      case LINEAR -> c.floor();
      case CUBIC -> c.floor() - 1;
      default -> nearest(c);
    };
  }

  /** Highest input cell that is read, before clamping to the border. */
  long lastTap(int cell) {
    Rational c = coordinate(cell);
    Rational wide = widened();
    if (wide.numerator() > 0) {
      return c.plus(wide).ceil();
    }
    return switch (taps) {
      case LINEAR -> c.ceil();
      case CUBIC -> c.floor() + 2;
      default -> nearest(c);
    };
  }

  private long nearest(Rational c) {
    return switch (taps) {
      case NEAREST_FLOOR -> c.floor();
      case NEAREST_CEIL -> c.ceil();
      case NEAREST_PREFER_FLOOR -> c.minus(Rational.HALF).ceil();
      case NEAREST_PREFER_CEIL -> c.plus(Rational.HALF).floor();
      case NEAREST_SIMPLE -> scale.compareTo(Rational.ONE) < 0 ? c.ceil() : c.floor();
      default -> throw new IllegalStateException(taps.name());
    };
  }

  @Override
  public AxisGeometry apply(AxisGeometry in) {
    Rational grid = gridScale();
    Rational shift = in.jump().times(coordinate(0));
    Rational below = Rational.ZERO;
    Rational above = Rational.ZERO;
    for (int cell = 0; cell < outSize; cell++) {
      Rational c = coordinate(cell);
      below = Rational.min(below, Rational.of(firstTap(cell)).minus(c));
      above = Rational.max(above, Rational.of(lastTap(cell)).minus(c));
    }
    return new AxisGeometry(
        outSize,
        in.jump().dividedBy(grid),
        in.startLow().plus(shift),
        in.startHigh().plus(shift),
        Rational.lcm(in.period(), in.jump().times(grid.denominator())),
        covered(in.clean()),
        covered(in.wrapClean()),
        in.fieldLow().plus(shift).plus(in.jump().times(below)),
        in.fieldHigh().plus(shift).plus(in.jump().times(above)));
  }

  private IndexRange covered(IndexRange cells) {
    int first = 0;
    while (first < outSize
        && !(cells.contains(firstTap(first)) && cells.contains(lastTap(first)))) {
      first++;
    }
    int last = outSize - 1;
    while (last >= first && !(cells.contains(firstTap(last)) && cells.contains(lastTap(last)))) {
      last--;
    }
    return last < first ? IndexRange.EMPTY : new IndexRange(first, last);
  }
}
