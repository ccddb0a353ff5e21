package dev.gimbal.score;

/**
 * What interpolation alone does to a map at a sub-cell phase φ: the loss of moving it by φ and
 * back, and how much variance is left after moving it once.
 *
 * <p>Moving by φ bilinearly and back is, per axis, the symmetric filter [φ(1−φ), φ² + (1−φ)²,
 * φ(1−φ)]. Sums run over the cells that have all their neighbours.
 */
public final class PhaseFloor {
  private final MapShape shape;
  private final float phaseY;
  private final float phaseX;

  /**
   * Sums over the inner cells: ‖f − f moved there and back‖², ‖f − f̄‖², ‖(f − f̄) moved once‖².
   */
  public record Sums(double residual, double deviation, double movedDeviation) {
    /** All sums times a factor. */
    public Sums multipliedBy(double factor) {
      return new Sums(factor * residual, factor * deviation, factor * movedDeviation);
    }
  }

  public PhaseFloor(MapShape shape, double phaseY, double phaseX) {
    this.shape = shape;
    this.phaseY = (float) phaseY;
    this.phaseX = (float) phaseX;
  }

  /**
   * Sums for one image.
   *
   * @param map the layer's values; those that fill up the last block are zero
   * @param centred the map minus the mean over images
   */
  public Sums of(float[] map, float[] centred) {
    CellSums residual = new CellSums();
    CellSums deviation = new CellSums();
    CellSums moved = new CellSums();
    residual.clear(shape.blockValues());
    deviation.clear(shape.blockValues());
    moved.clear(shape.blockValues());
    PhaseRows rows = new PhaseRows(shape, phaseY, phaseX);
    for (int block = 0; block < shape.blocks(); block++) {
      rows.add(map, centred, block * shape.blockValues(), residual, deviation, moved);
    }
    return new Sums(inner(residual), inner(deviation), inner(moved));
  }

  private double inner(CellSums sums) {
    return sums.total(
        shape,
        first(phaseY),
        last(phaseY, shape.height()),
        first(phaseX),
        last(phaseX, shape.width()));
  }

  private static int first(float phase) {
    return phase == 0 ? 0 : 1;
  }

  private static int last(float phase, int size) {
    return phase == 0 ? size - 1 : size - 2;
  }
}
