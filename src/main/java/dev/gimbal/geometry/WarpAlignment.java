package dev.gimbal.geometry;

import java.util.Arrays;

/**
 * The alignment of a layer under a rotation or crop: for each visible cell its own place in the
 * probed map. Clean cells come first in the lists.
 */
public final class WarpAlignment implements Alignment {
  /**
   * Grid coordinates nearer than this to a whole number are that number: double rounding, not
   * interpolation.
   */
  private static final double SNAP = 1e-9;

  private final int[] cells;
  private final int[] sources;
  private final float[] weightsY;
  private final float[] weightsX;
  private final int cleanCells;
  private final boolean onGrid;

  private WarpAlignment(Builder built, boolean onGrid) {
    int visible = built.cleanCount + built.uncleanCount;
    cells = new int[visible];
    sources = new int[visible];
    weightsY = new float[visible];
    weightsX = new float[visible];
    built.copyInto(this);
    this.cleanCells = built.cleanCount;
    this.onGrid = onGrid;
  }

  static WarpAlignment of(LayerGeometry geometry, AffineMap map) {
    AffineMap action = action(geometry, map);
    Builder builder = new Builder(geometry, map, action);
    for (int row = 0; row < geometry.y().size(); row++) {
      for (int column = 0; column < geometry.x().size(); column++) {
        builder.add(row, column);
      }
    }
    return new WarpAlignment(builder, mapsCellsToCells(action));
  }

  /** The probe's map expressed in the layer's cells. */
  private static AffineMap action(LayerGeometry geometry, AffineMap map) {
    AffineMap toPixels =
        new AffineMap(
            geometry.y().jump().toDouble(),
            0,
            geometry.y().start().toDouble(),
            0,
            geometry.x().jump().toDouble(),
            geometry.x().start().toDouble());
    return toPixels.inverse().after(map).after(toPixels);
  }

  private static boolean mapsCellsToCells(AffineMap action) {
    double[] parts = {action.yy(), action.yx(), action.y0(), action.xy(), action.xx(), action.x0()};
    return Arrays.stream(parts).allMatch(part -> Math.abs(part - Math.rint(part)) < SNAP);
  }

  @Override
  public boolean onGrid() {
    return onGrid;
  }

  @Override
  public int visibleCells() {
    return cells.length;
  }

  @Override
  public int cleanCells() {
    return cleanCells;
  }

  /** Reference cell (row · width + column) of the k-th visible one; clean ones first. */
  public int cell(int k) {
    return cells[k];
  }

  /** Upper left neighbour in the probed map of the k-th visible cell's image. */
  public int source(int k) {
    return sources[k];
  }

  /** Weight of the lower row of neighbours, in [0, 1). */
  public float weightY(int k) {
    return weightsY[k];
  }

  /** Weight of the right column of neighbours, in [0, 1). */
  public float weightX(int k) {
    return weightsX[k];
  }

  /**
   * Copies all of it at once, {@link #visibleCells} entries each. The other neighbours of a source
   * lie one column right and one row down; where a weight is zero they may lie outside the map and
   * must not be used.
   */
  public void copyTo(int[] toCells, int[] toSources, float[] toWeightsY, float[] toWeightsX) {
    System.arraycopy(cells, 0, toCells, 0, cells.length);
    System.arraycopy(sources, 0, toSources, 0, cells.length);
    System.arraycopy(weightsY, 0, toWeightsY, 0, cells.length);
    System.arraycopy(weightsX, 0, toWeightsX, 0, cells.length);
  }

  @Override
  public double sumVisible(double[] plane) {
    double sum = 0;
    for (int cell : cells) {
      sum += plane[cell];
    }
    return sum;
  }

  /** Collects the visible cells. */
  private static final class Builder {
    private final LayerGeometry geometry;
    private final AffineMap map;
    private final AffineMap inverse;
    private final AffineMap action;
    private final double rim;
    private final int[] sourceOf;
    private final float[] yOf;
    private final float[] xOf;
    private final int[] clean;
    private final int[] unclean;
    private final double startY;
    private final double startX;
    private final double jumpY;
    private final double jumpX;
    private int cleanCount;
    private int uncleanCount;

    Builder(LayerGeometry geometry, AffineMap map, AffineMap action) {
      this.geometry = geometry;
      this.map = map;
      this.inverse = map.inverse();
      this.action = action;
      this.rim = showsOnlyTheFrame() ? 0.5 : 0;
      int size = geometry.y().size() * geometry.x().size();
      sourceOf = new int[size];
      yOf = new float[size];
      xOf = new float[size];
      clean = new int[size];
      unclean = new int[size];
      startY = geometry.y().start().toDouble();
      startX = geometry.x().start().toDouble();
      jumpY = geometry.y().jump().toDouble();
      jumpX = geometry.x().jump().toDouble();
    }

    void add(int row, int column) {
      double y = snap(action.mapY(row, column));
      double x = snap(action.mapX(row, column));
      int top = (int) Math.floor(y);
      int left = (int) Math.floor(x);
      int bottom = y > top ? top + 1 : top;
      int right = x > left ? left + 1 : left;
      if (!isVisible(row, column) || !gridHolds(top, left) || !gridHolds(bottom, right)) {
        return;
      }
      int cell = row * geometry.x().size() + column;
      sourceOf[cell] = top * geometry.x().size() + left;
      yOf[cell] = (float) (y - top);
      xOf[cell] = (float) (x - left);
      if (isClean(row, column, top, left, bottom, right)) {
        clean[cleanCount++] = cell;
      } else {
        unclean[uncleanCount++] = cell;
      }
    }

    private static double snap(double coordinate) {
      double whole = Math.rint(coordinate);
      return Math.abs(coordinate - whole) < SNAP ? whole : coordinate;
    }

    private boolean gridHolds(int row, int column) {
      return row >= 0 && row < geometry.y().size() && column >= 0 && column < geometry.x().size();
    }

    /** The cell's centre lies in the frame, before and after. */
    private boolean isVisible(int row, int column) {
      double y = startY + jumpY * row;
      double x = startX + jumpX * column;
      return inFrame(y, x) && inFrame(map.mapY(y, x), map.mapX(y, x));
    }

    private boolean inFrame(double y, double x) {
      return y >= -0.5 - SNAP
          && y < geometry.frameHeight() - 0.5 + SNAP
          && x >= -0.5 - SNAP
          && x < geometry.frameWidth() - 0.5 + SNAP;
    }

    private boolean isClean(int row, int column, int top, int left, int bottom, int right) {
      IndexRange cleanY = geometry.y().clean();
      IndexRange cleanX = geometry.x().clean();
      return cleanY.contains(row)
          && cleanX.contains(column)
          && cleanY.contains(top)
          && cleanY.contains(bottom)
          && cleanX.contains(left)
          && cleanX.contains(right)
          && windowComesFromFrame(top, left, bottom, right);
    }

    /**
     * True for crops: no pixel beyond the frame is read, so that its outermost half pixels are as
     * clean as the rest. Where something is uncovered, pixels within half a pixel of the frame's
     * edge are mixed with what the border protocol puts there.
     */
    private boolean showsOnlyTheFrame() {
      double bottom = geometry.frameHeight() - 0.5 - SNAP;
      double right = geometry.frameWidth() - 0.5 - SNAP;
      double first = -0.5 + SNAP;
      return isFromFrame(first, first)
          && isFromFrame(first, right)
          && isFromFrame(bottom, first)
          && isFromFrame(bottom, right);
    }

    private boolean isFromFrame(double y, double x) {
      return inFrame(inverse.mapY(y, x), inverse.mapX(y, x));
    }

    /**
     * What the probed cells see, mapped back, must lie in the reference frame: the corners decide.
     */
    private boolean windowComesFromFrame(int top, int left, int bottom, int right) {
      double y0 = geometry.y().fieldLow().toDouble() + jumpY * top;
      double y1 = geometry.y().fieldHigh().toDouble() + jumpY * bottom;
      double x0 = geometry.x().fieldLow().toDouble() + jumpX * left;
      double x1 = geometry.x().fieldHigh().toDouble() + jumpX * right;
      return cornerIsIn(y0, x0) && cornerIsIn(y0, x1) && cornerIsIn(y1, x0) && cornerIsIn(y1, x1);
    }

    private boolean cornerIsIn(double y, double x) {
      double fromY = inverse.mapY(y, x);
      double fromX = inverse.mapX(y, x);
      return fromY >= -rim - SNAP
          && fromY <= geometry.frameHeight() - 1 + rim + SNAP
          && fromX >= -rim - SNAP
          && fromX <= geometry.frameWidth() - 1 + rim + SNAP;
    }

    void copyInto(WarpAlignment target) {
      for (int k = 0; k < cleanCount + uncleanCount; k++) {
        int cell = k < cleanCount ? clean[k] : unclean[k - cleanCount];
        target.cells[k] = cell;
        target.sources[k] = sourceOf[cell];
        target.weightsY[k] = yOf[cell];
        target.weightsX[k] = xOf[cell];
      }
    }
  }
}
