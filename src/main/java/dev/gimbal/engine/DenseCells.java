package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import java.util.Arrays;

/**
 * For dense outputs: which probed cell shows the content of each reference cell, nearest cell, −1
 * where none.
 */
public final class DenseCells {
  private static final int HIDDEN = -1;

  private DenseCells() {}

  /** One entry a reference cell, row by row. */
  public static int[] of(LayerGeometry geometry, MeasuredProbe probe) {
    int[] cells = new int[geometry.y().size() * geometry.x().size()];
    Arrays.fill(cells, HIDDEN);
    Alignment alignment = Alignment.of(geometry, probe.motion());
    if (alignment instanceof ShiftAlignment shift) {
      shifted(geometry, shift, cells);
    } else {
      warped(geometry, (WarpAlignment) alignment, cells);
    }
    return cells;
  }

  private static void shifted(LayerGeometry geometry, ShiftAlignment shift, int[] cells) {
    int height = geometry.y().size();
    int width = geometry.x().size();
    int dy = shift.offsetY() + (int) Math.round(shift.fractionY().toDouble());
    int dx = shift.offsetX() + (int) Math.round(shift.fractionX().toDouble());
    for (int y = shift.visibleRows().first(); y <= shift.visibleRows().last(); y++) {
      for (int x = shift.visibleColumns().first(); x <= shift.visibleColumns().last(); x++) {
        int row = shift.wrapsY() ? Math.floorMod(y + dy, height) : y + dy;
        int column = shift.wrapsX() ? Math.floorMod(x + dx, width) : x + dx;
        cells[y * width + x] = row * width + column;
      }
    }
  }

  private static void warped(LayerGeometry geometry, WarpAlignment warp, int[] cells) {
    int width = geometry.x().size();
    for (int k = 0; k < warp.visibleCells(); k++) {
      int down = Math.round(warp.weightY(k)) * width;
      cells[warp.cell(k)] = warp.source(k) + down + Math.round(warp.weightX(k));
    }
  }
}
