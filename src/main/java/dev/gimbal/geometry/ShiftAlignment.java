package dev.gimbal.geometry;

/**
 * The alignment of a layer under a translation: one offset and constant weights for all cells; the
 * visible cells are a rectangle and the clean ones a product of two sets of rows and columns.
 */
public final class ShiftAlignment implements Alignment {
  private final AxisShift y;
  private final AxisShift x;
  private final boolean onGrid;

  private ShiftAlignment(AxisShift y, AxisShift x, boolean onGrid) {
    this.y = y;
    this.x = x;
    this.onGrid = onGrid;
  }

  static ShiftAlignment of(LayerGeometry geometry, Motion.Shift shift) {
    AxisShift y = AxisShift.of(geometry.y(), geometry.frameHeight(), shift.dy(), shift.wraps());
    AxisShift x = AxisShift.of(geometry.x(), geometry.frameWidth(), shift.dx(), shift.wraps());
    boolean onGrid =
        Rational.of(shift.dy()).isMultipleOf(geometry.y().period())
            && Rational.of(shift.dx()).isMultipleOf(geometry.x().period());
    return new ShiftAlignment(y, x, onGrid);
  }

  @Override
  public boolean onGrid() {
    return onGrid;
  }

  /** Whole cells downwards: reference row i is read at i + offsetY + fractionY. */
  public int offsetY() {
    return y.offset();
  }

  public int offsetX() {
    return x.offset();
  }

  /** Weight of the row below, in [0, 1). */
  public Rational fractionY() {
    return y.fraction();
  }

  public Rational fractionX() {
    return x.fraction();
  }

  /** Whether rows (columns) are read modulo the map's height (width). */
  public boolean wrapsY() {
    return y.wraps();
  }

  public boolean wrapsX() {
    return x.wraps();
  }

  public IndexRange visibleRows() {
    return y.visible();
  }

  public IndexRange visibleColumns() {
    return x.visible();
  }

  public boolean isCleanRow(int row) {
    return y.clean()[row];
  }

  public boolean isCleanColumn(int column) {
    return x.clean()[column];
  }

  @Override
  public int visibleCells() {
    return y.visible().size() * x.visible().size();
  }

  @Override
  public int cleanCells() {
    return y.cleanCount() * x.cleanCount();
  }

  @Override
  public double sumVisible(double[] plane) {
    int width = x.clean().length;
    double sum = 0;
    for (int row = y.visible().first(); row <= y.visible().last(); row++) {
      for (int column = x.visible().first(); column <= x.visible().last(); column++) {
        sum += plane[row * width + column];
      }
    }
    return sum;
  }
}
