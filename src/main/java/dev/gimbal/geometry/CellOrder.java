package dev.gimbal.geometry;

/**
 * How the values of one image's map lie in memory: five nested axes, of which two are the rows and
 * columns of cells and the other three hold channels.
 *
 * <p>[C,H,W] is {@code before} C; [H,W,C] is {@code after} C; a map flattened in either order lies
 * the same way.
 *
 * @param before channels outside of both spatial axes
 * @param between channels between them
 * @param after channels inside of both
 * @param height H, rows of cells
 * @param width W, columns of cells
 * @param rowsOutside whether the rows are the outer one of the two spatial axes
 */
public record CellOrder(
    int before, int between, int after, int height, int width, boolean rowsOutside) {
  public CellOrder {
    if (before < 1 || between < 1 || after < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          before + ", " + between + ", " + after + ", " + height + ", " + width);
    }
    Math.multiplyExact(Math.multiplyExact(before * between, after), height * width);
  }

  /** C planes of H·W values. */
  public static CellOrder planes(int channels, int height, int width) {
    return new CellOrder(channels, 1, 1, height, width, true);
  }

  /** Channels of a cell. */
  public int channels() {
    return before * between * after;
  }

  /** H·W. */
  public int cells() {
    return height * width;
  }

  /** Values of one image. */
  public int elements() {
    return channels() * cells();
  }

  private int outer() {
    return rowsOutside ? height : width;
  }

  private int inner() {
    return rowsOutside ? width : height;
  }

  /** The channel of a value, by its place in memory. */
  public int channel(int index) {
    int last = index % after;
    int middle = index / (after * inner()) % between;
    int first = index / (after * inner() * between * outer());
    return (first * between + middle) * after + last;
  }

  /** The cell of a value, row · W + column, by its place in memory. */
  public int cell(int index) {
    int in = index / after % inner();
    int out = index / (after * inner() * between) % outer();
    return rowsOutside ? out * width + in : in * width + out;
  }

  /** Where a value of a plane lies: {@code index} of [C,H,W] gives the place in this order. */
  public int ofPlanes(int index) {
    int channel = index / cells();
    int row = index % cells() / width;
    int column = index % width;
    int middle = channel / after % between;
    int out = rowsOutside ? row : column;
    int in = rowsOutside ? column : row;
    int first = channel / (after * between);
    return (((first * outer() + out) * between + middle) * inner() + in) * after + channel % after;
  }

  /**
   * Rolls a map cyclically: what lay in cell (y, x) comes to (y + down, x + right), modulo the
   * map's sides.
   *
   * @param from the map, in this order
   * @param to receives it
   */
  public void roll(float[] from, float[] to, int down, int right) {
    int outShift = Math.floorMod(rowsOutside ? down : right, outer());
    int inShift = Math.floorMod(rowsOutside ? right : down, inner()) * after;
    int run = inner() * after;
    for (int first = 0; first < before; first++) {
      for (int out = 0; out < outer(); out++) {
        int source = (first * outer() + Math.floorMod(out - outShift, outer())) * between * run;
        int target = (first * outer() + out) * between * run;
        for (int middle = 0; middle < between; middle++) {
          System.arraycopy(from, source, to, target + inShift, run - inShift);
          System.arraycopy(from, source + run - inShift, to, target, inShift);
          source += run;
          target += run;
        }
      }
    }
  }
}
